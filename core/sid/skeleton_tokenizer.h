#pragma once
#include "sid/tokenizers.h"

namespace ghost::sid {

/// SKT (methods.md 1.1): head items get L^h codes of a residual k-means over heads alone. A tail item inherits all of them from the head of largest cosine, its
/// anchor, and gets L^t codes more, of a second residual k-means over x - (reconstruction of the anchor). Parameters: see the row in tokenizers.cpp.
Tokenization buildSkeleton(const TokenizerInput& input, const ParamValues& values);

}  // namespace ghost::sid
