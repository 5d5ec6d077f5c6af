#pragma once
#include <string>
#include <vector>

#include "data/popularity.h"
#include "embed/item_vectors.h"
#include "sid/tokenization.h"

namespace ghost::sid {

/// Mean squared residual |x - sum of the first s centroids of its code list|^2 over items, s = 0 .. the longest code list. An item with fewer codes keeps the
/// residual it ends with, so every step speaks of the same items. Where the build reduced the vectors first, x is the reduced vector.
struct CodeErrors {
  std::vector<double> all, head, tail;   ///< index = s; empty where there are no such items, or all three with a reason
  std::string reason;                    ///< why there are none: one sentence
};

/// `vectors` are those the codes were built from, scaled to unit length where the build scaled them. No errors, but a reason, without codebooks, for codebooks in
/// another space (latents of rqvae and letter, points of the Poincare ball) and for vectors that don't fit. O(items x levels x dimensions).
CodeErrors codeErrors(const Tokenization& tokens, const embed::ItemVectors& vectors, const data::Popularity& popularity);

/// The reason why the codebooks can't be held against item vectors of `dim` dimensions (< 0: not known yet); empty if they can.
std::string whyNoErrors(const Tokenization& tokens, std::int64_t dim = -1);

}  // namespace ghost::sid
