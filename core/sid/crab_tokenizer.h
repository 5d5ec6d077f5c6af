#pragma once
#include "sid/tokenizers.h"

namespace ghost::sid {

/// CRAB (arXiv 2604.05113; methods.md 9): residual k-means as in `rqkmeans`, or an index that is there already (given_codes.h), then over-popular tokens of a level are split into M tokens by whole children, so that
/// every item keeps its deeper codes. P(c) = training events of the items that hold token c; split are the `split_share` most popular tokens of the level among
/// those above its mean, M = P / mean, rounded, within [2, split_parts] and not more than children; a token with one child stays. The first part keeps the
/// code, the others get codes behind the codebook and a copy of its centroid, so sums of centroids stay the items' reconstructions. Levels are split from the
/// last but one to the first. Left out: the sibling regulariser of training. The report's `split` has levels[] and token_map {old token: [new tokens]}.
/// Throws Error{Usage} for a split_level without a level below it. Errors and stops otherwise as in the table's contract.
Tokenization buildCrab(const TokenizerInput& input, const ParamValues& values);

}  // namespace ghost::sid
