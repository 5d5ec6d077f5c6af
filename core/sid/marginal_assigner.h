#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "sid/balanced.h"

namespace ghost::sid {

/// Balanced assignment for catalogues whose rows x codes matrix is too large. Prices of the codes come from an optimal assignment of a sample and a few sweeps of
/// the fused kernel; then only rows at the margin (those that lose least by leaving their code, as many as must move and some more) are assigned
/// optimally, all others stay where price and distance put them. Within the bounds always; near the optimum, not at it. Prices are kept between calls.
class MarginalAssigner {
 public:
  MarginalAssigner(std::int64_t codes, const SizeBounds& bounds, int threads) : m_codes(codes), m_bounds(bounds), m_threads(threads) {}
  /// Labels of all points for these centroids (codes x dim).
  std::vector<std::int32_t> assign(const embed::ItemVectors& points, std::span<const float> centroids);

 private:
  void priceBySample(const embed::ItemVectors& points, std::span<const float> centroids);
  void sweep(const embed::ItemVectors& points, std::span<const float> centroids);
  std::vector<std::int64_t> sizesAt(const embed::ItemVectors& points, std::span<const float> centroids) const;

  std::int64_t m_codes;
  SizeBounds m_bounds;
  int m_threads;
  std::vector<double> m_prices;
};

}  // namespace ghost::sid
