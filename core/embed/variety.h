#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "embed/item_vectors.h"

namespace ghost::embed {

/// How far item vectors tell items apart. Vectors count as the same when their components agree to about 1e-4 of the root mean square of all, so that the rounding of
/// an encoder's batches doesn't make equal texts different.
struct Variety {
  std::int64_t rows = 0;
  std::int64_t distinct = 0;      ///< different vectors
  std::int64_t largestGroup = 0;  ///< items of the most common vector
  std::int64_t zeros = 0;         ///< vectors without a component other than 0: an item without text, say
};
Variety varietyOf(const ItemVectors& vectors);

/// Sentences on what makes tokens of these vectors poor: many items with the same vector, or without one. Empty where there is nothing to say.
std::vector<std::string> remarks(const Variety& variety);
/// Throws Error{Data} when all vectors of two or more items are the same, as nothing can be learned from them; `where` names them.
void requireVariety(const Variety& variety, const std::string& where);

}  // namespace ghost::embed
