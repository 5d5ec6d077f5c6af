#pragma once
#include "sid/tokenizers.h"

namespace ghost::sid {

/// Plain residual k-means: `levels` codes for every item, heads and tails clustered together (RQK-4, RQK-6 of methods.md 8).
Tokenization buildResidual(const TokenizerInput& input, const ParamValues& values);

/// RQK-4-6: heads have head_levels codes, tails head_levels + tail_levels, nothing is inherited. By default one residual k-means runs over all items and heads
/// keep its first codes; with separate_codebooks heads and tails are clustered apart and share only the names of their tokens.
Tokenization buildResidualMixed(const TokenizerInput& input, const ParamValues& values);

}  // namespace ghost::sid
