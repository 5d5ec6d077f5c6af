#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/parallel.h"
#include "sid/kmeans.h"
#include "sid/nearest_centroid.h"

namespace ghost::sid {
namespace {

constexpr std::int64_t grain = 4096;
constexpr std::int64_t sampleOfCode = 128;

// Every n/m-th row with a random offset inside its stretch: distinct, spread over the file, and m of them.
embed::ItemVectors spreadSample(const embed::ItemVectors& points, std::int64_t wanted, Rng& rng) {
  embed::ItemVectors sample{wanted, points.dim, {}};
  sample.values.reserve(static_cast<std::size_t>(wanted * points.dim));
  for (std::int64_t i = 0; i < wanted; ++i) {
    const std::int64_t begin = i * points.rows / wanted, end = (i + 1) * points.rows / wanted;
    const auto row = points.row(begin + static_cast<std::int64_t>(rng.below(static_cast<std::uint64_t>(end - begin))));
    sample.values.insert(sample.values.end(), row.begin(), row.end());
  }
  return sample;
}

/// Squared distances of all points to the nearest chosen centroid, and what they would become with a candidate.
class Coverage {
 public:
  Coverage(const embed::ItemVectors& points, std::int64_t candidates, int threads)
      : m_points(points), m_threads(threads), m_norms(static_cast<std::size_t>(points.rows)), m_nearest(static_cast<std::size_t>(points.rows), std::numeric_limits<float>::infinity()),
        m_trial(static_cast<std::size_t>(points.rows * candidates)), m_pieces((points.rows + grain - 1) / grain) {
    for (std::int64_t i = 0; i < points.rows; ++i)
      for (const float value : points.row(i)) m_norms[static_cast<std::size_t>(i)] += value * value;
  }

  /// Sums of the distances piece by piece after each candidate row; result[c * pieces + piece].
  std::vector<double> tryRows(std::span<const std::int64_t> rows) {
    std::vector<float> candidates;
    for (const std::int64_t row : rows) candidates.insert(candidates.end(), m_points.row(row).begin(), m_points.row(row).end());
    const auto count = static_cast<std::int64_t>(rows.size());
    const NearestCentroid nearest(candidates, count, m_points.dim);
    std::vector<double> sums(static_cast<std::size_t>(count * m_pieces));
    parallelFor(m_points.rows, grain, m_threads, [&](std::int64_t begin, std::int64_t end) {
      nearest.costs(m_points.values.data() + begin * m_points.dim, end - begin, m_trial.data() + begin * count);
      for (std::int64_t i = begin; i < end; ++i) {
        for (std::int64_t c = 0; c < count; ++c) {
          float& trial = m_trial[static_cast<std::size_t>(i * count + c)];
          trial = std::min(m_nearest[static_cast<std::size_t>(i)], std::max(0.0f, m_norms[static_cast<std::size_t>(i)] + trial));
          sums[static_cast<std::size_t>(c * m_pieces + begin / grain)] += trial;
        }
      }
    });
    return sums;
  }
  /// Takes candidate `c` of the last tryRows(count rows) for good.
  void take(std::int64_t c, std::int64_t count) {
    for (std::int64_t i = 0; i < m_points.rows; ++i) m_nearest[static_cast<std::size_t>(i)] = m_trial[static_cast<std::size_t>(i * count + c)];
  }
  /// The row at which the running sum of the distances passes `target`, found with the sums of the pieces.
  std::int64_t rowAt(double target, std::span<const double> pieceSums) const {
    std::int64_t piece = 0;
    while (piece + 1 < m_pieces && target >= pieceSums[static_cast<std::size_t>(piece)]) target -= pieceSums[static_cast<std::size_t>(piece++)];
    const std::int64_t end = std::min(m_points.rows, (piece + 1) * grain);
    std::int64_t row = piece * grain, last = row;
    for (double sum = 0; row < end; ++row) {
      const double distance = m_nearest[static_cast<std::size_t>(row)];
      if (distance > 0) last = row;
      sum += distance;
      if (sum > target) return row;
    }
    return last;
  }
  std::int64_t pieces() const { return m_pieces; }

 private:
  const embed::ItemVectors& m_points;
  int m_threads;
  std::vector<float> m_norms, m_nearest, m_trial;
  std::int64_t m_pieces;
};

}  // namespace

std::vector<float> seedCentroids(const embed::ItemVectors& all, std::int64_t codes, Rng rng, int threads, std::stop_token stop) {
  const bool sampled = all.rows > codes * sampleOfCode;
  const embed::ItemVectors sample = sampled ? spreadSample(all, codes * sampleOfCode, rng) : embed::ItemVectors{};
  const embed::ItemVectors& points = sampled ? sample : all;
  const auto trials = 2 + static_cast<std::int64_t>(std::log(static_cast<double>(codes)));
  Coverage coverage(points, trials, threads);

  std::vector<float> centroids;
  std::vector<double> pieceSums;  // of the distances to what is chosen so far
  for (std::int64_t k = 0; k < codes; ++k) {
    if (stop.stop_requested()) {
      const auto row = points.row(static_cast<std::int64_t>(rng.below(static_cast<std::uint64_t>(points.rows))));
      centroids.insert(centroids.end(), row.begin(), row.end());
      continue;
    }
    const double potential = std::accumulate(pieceSums.begin(), pieceSums.end(), 0.0);
    std::vector<std::int64_t> rows(static_cast<std::size_t>(k == 0 ? 1 : trials));
    // Once every point lies on a centroid (fewer distinct points than codes) the rest is drawn evenly.
    for (auto& row : rows) row = potential > 0 ? coverage.rowAt(rng.uniform() * potential, pieceSums) : static_cast<std::int64_t>(rng.below(static_cast<std::uint64_t>(points.rows)));
    const auto sums = coverage.tryRows(rows);
    std::size_t best = 0;
    double lowest = std::numeric_limits<double>::infinity();
    for (std::size_t c = 0; c < rows.size(); ++c) {
      const auto begin = sums.begin() + static_cast<std::ptrdiff_t>(c) * coverage.pieces();
      if (const double sum = std::accumulate(begin, begin + coverage.pieces(), 0.0); sum < lowest) {
        lowest = sum;
        best = c;
      }
    }
    coverage.take(static_cast<std::int64_t>(best), static_cast<std::int64_t>(rows.size()));
    const auto begin = sums.begin() + static_cast<std::ptrdiff_t>(best) * coverage.pieces();
    pieceSums.assign(begin, begin + coverage.pieces());
    const auto row = points.row(rows[best]);
    centroids.insert(centroids.end(), row.begin(), row.end());
  }
  return centroids;
}

}  // namespace ghost::sid
