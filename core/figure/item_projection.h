#pragma once
#include <cstdint>
#include <vector>

#include "embed/item_vectors.h"

namespace ghost::figure {

/// Items in the plane of the first two principal components of their vectors. Up to `fitted` evenly spaced items decide the plane, all are projected onto it.
struct Projection {
  std::vector<float> x, y;           ///< per item
  double shareX = 0, shareY = 0;     ///< of the variance of the fitted items
};
/// Deterministic: the same vectors give the same plane and signs, whatever the number of threads. One dimension leaves y at 0.
Projection projectItems(const embed::ItemVectors& vectors, int threads, std::int64_t fitted = 20000);

/// Which items to draw when at most `most` can be told apart: of each cell of a grid over the plane in proportion to its items and at least one, so that dense places
/// stay dense and lonely items stay. Ascending; all of them when they are few enough. May exceed `most` by the number of occupied cells.
std::vector<std::int32_t> thinnedItems(const Projection& projection, std::int64_t most);

/// A colour 0 .. colours-1 for each group: one each while they suffice; then groups are coloured in order of size, each in the colour whose nearest group (by
/// middle in the plane) is farthest away, so that neighbours differ. `group` per item, -1 = none.
std::vector<int> groupColours(const Projection& projection, const std::vector<std::int32_t>& group, std::int32_t groups, int colours);

}  // namespace ghost::figure
