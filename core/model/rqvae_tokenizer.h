#pragma once
#include "sid/tokenizers.h"

namespace ghost::model {

/// Whether buildLearned() executes this row: `rqvae` and `letter`.
bool buildsLearned(const sid::Tokenizer& row);

/// A row of the tokenizer table whose codes are learned: trains the network, repairs collisions, reports. `inertia` is the mean squared residual in the latent
/// space; beyond the common keys: collisions_before_repair, repair_rounds, best_epoch, reconstruction. A stop gives a Tokenization with an empty table.
/// Throws Error{Usage} for values that don't fit each other, Error{Data} for vectors that don't fit the catalogue.
sid::Tokenization buildLearned(const sid::Tokenizer& row, const sid::TokenizerInput& input, const ParamValues& values);

}  // namespace ghost::model
