#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "embed/item_vectors.h"

namespace ghost::embed {

/// For each query row the k candidates of largest cosine, best first; ties go to the earlier entry of `candidates`.
/// A candidate equal to the query's own id is left out. ids and cosines are queries.size() x k, row-major; missing slots (fewer candidates) hold -1.
struct Neighbours {
  std::int64_t k = 0;
  std::vector<std::int32_t> ids;
  std::vector<float> cosines;
};
/// Exact, blocked over items, float32 dot products of unit rows.
Neighbours nearestByCosine(const ItemVectors& vectors, std::span<const std::int32_t> queries, std::span<const std::int32_t> candidates, std::int64_t k, int threads);

}  // namespace ghost::embed
