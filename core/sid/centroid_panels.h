#pragma once
#include <cstdint>
#include <span>
#include <vector>

namespace ghost::sid {

/// Centroids in panels of 16, each asked on its own: what distance bounds leave to look at. Scores are those of NearestCentroid to the last bit (x.c - |c|^2/2 as a chain of
/// multiply-adds over the dimensions, fused where that one fuses them), so that both may be mixed. Immutable; may be used from several threads at once.
class CentroidPanels {
 public:
  static constexpr std::int64_t width = 16;
  CentroidPanels() = default;
  /// `centroids`: codes x dim, row-major, finite.
  CentroidPanels(std::span<const float> centroids, std::int64_t codes, std::int64_t dim);

  std::int64_t panels() const { return m_panels; }
  /// The score of each row and one code a row.
  void scoresOf(const float* points, std::int64_t rows, const std::int32_t* codes, float* scores) const;
  /// scores[r * 16 + l]: row r and code panel * 16 + l, minus infinity where there is none; highest[r]: the largest but that of lane ownLanes[r], which may lie outside 0..15.
  void scores(std::int64_t panel, const float* points, std::int64_t rows, const std::int32_t* ownLanes, float* scores, float* highest) const;

 private:
  std::int64_t m_panels = 0, m_dim = 0;
  std::vector<float> m_values;     ///< panel -> dim -> lane
  std::vector<float> m_bias;       ///< panel -> lane; -|c|^2/2, minus infinity for lanes without a centroid
  std::vector<float> m_centroids;  ///< codes x dim
};

}  // namespace ghost::sid
