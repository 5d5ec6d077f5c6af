#pragma once
#include "sid/tokenizers.h"

namespace ghost::sid {

/// SKT (methods.md 1.1): head items get L^h codes of a residual k-means over heads alone. A tail item inherits all of them from the head of largest cosine, its
/// anchor, and gets L^t codes more, of a second residual k-means over x - (reconstruction of the anchor). Parameters: see the row in tokenizers.cpp.
///
/// Beyond the paper, off by default: `head_rule` (data/head_rule.h) says whose codes may be inherited; `anchor_blend`, `anchor_threshold` and `fallback` choose
/// anchors (sid/anchors.h). A tail of its own root takes the nearest centroid at each head level instead of inheriting, its first code from a second copy of the first
/// codebook (code + K): no head has that token, so such a tail leaves the heads at step 1 as surely as the others do after L^h codes. The report then has
/// `anchor_fallback` {rule, threshold, tails, exit_step} and `skeleton_heads`; head and tail figures of the report are those of the default head rule.
Tokenization buildSkeleton(const TokenizerInput& input, const ParamValues& values);

}  // namespace ghost::sid
