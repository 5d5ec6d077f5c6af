#pragma once
#include <cstdint>
#include <span>
#include <vector>

namespace ghost::sid {

/// A set of centroids packed for fused distance + argmin: rows of points are compared with panels of centroids in registers, so that no
/// rows x codes matrix is ever written. The score of point x and centroid c is x.c - |c|^2/2 = (|x|^2 - |x - c|^2)/2, larger is nearer; float32 with fused
/// multiply-add where the machine has it (AVX-512, AVX2 + FMA or plain vectors, chosen at run time). Immutable; may be used from several threads at once.
class NearestCentroid {
 public:
  /// `centroids`: codes x dim, row-major, finite. `prices` is empty or has one entry a code, added to its squared distance.
  NearestCentroid(std::span<const float> centroids, std::int64_t codes, std::int64_t dim, std::span<const double> prices = {});

  /// labels[i] = argmin_k |x_i - c_k|^2 + price_k for `rows` points; the lowest index wins a tie. `scores` receives the winner's score, or is null.
  void assign(const float* points, std::int64_t rows, std::int32_t* labels, float* scores) const;
  /// costs[i * codes + k] = |c_k|^2 - 2 x_i.c_k + price_k: the squared distance less |x_i|^2, which no choice of k depends on.
  void costs(const float* points, std::int64_t rows, float* costs) const;

  std::int64_t codes() const { return m_codes; }
  std::int64_t dim() const { return m_dim; }

 private:
  std::int64_t m_codes, m_dim, m_panels;
  std::vector<float> m_values;  ///< panel -> dim -> lane
  std::vector<float> m_bias;    ///< panel -> lane; -|c|^2/2 - price/2, minus infinity for lanes without a centroid
};

}  // namespace ghost::sid
