#pragma once
#include <cstdint>
#include <optional>
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
  std::optional<double> recall;  ///< of an approximate search: the share of the exact neighbours that it found, measured on a sample
};
/// Exact, blocked over items, float32 dot products of unit rows.
Neighbours nearestByCosine(const ItemVectors& vectors, std::span<const std::int32_t> queries, std::span<const std::int32_t> candidates, std::int64_t k, int threads);

/// Who searches exactly: the processor (nearestByCosine) or a device that is handed in. May be used from several threads at once.
class NearestKernel {
 public:
  virtual ~NearestKernel() = default;
  /// As nearestByCosine().
  virtual Neighbours nearest(const ItemVectors& vectors, std::span<const std::int32_t> queries, std::span<const std::int32_t> candidates, std::int64_t k, int threads) const = 0;
};
const NearestKernel& processorNearest();

}  // namespace ghost::embed
