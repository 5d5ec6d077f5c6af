#pragma once
#include "sid/tokenizers.h"

namespace ghost::sid {

/// TIGER (NeurIPS 2023; methods.md 5): `levels` residual codes for every item, 3 by default, and a last token that tells equal code lists apart: 0 for the first
/// item of a group, then 1, 2, ..., heads in head order before tails by id. Every item has it, so all SIDs are equally long. Simplified: residual k-means over
/// the given vectors takes the place of the RQ-VAE, whose encoder is trained with tensors. Errors and stops as in the table's contract.
Tokenization buildTiger(const TokenizerInput& input, const ParamValues& values);

}  // namespace ghost::sid
