#include "sid/kmeans.h"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>

#include "base/error.h"
#include "base/parallel.h"
#include "sid/nearest_centroid.h"

namespace ghost::sid {
namespace {

// A piece of points has its own float64 sums, added in the order of the pieces; so their number is bounded by what those sums may take (256 MiB).
std::int64_t pieceSize(const embed::ItemVectors& points, std::int64_t codes) {
  const std::int64_t pieces = std::clamp<std::int64_t>((256 << 20) / (codes * (points.dim + 1) * 8), 1, 64);
  return std::max<std::int64_t>(2048, (points.rows + pieces - 1) / pieces);
}

struct Sums {
  std::vector<double> sums;         ///< codes x dim
  std::vector<std::int64_t> sizes;  ///< codes
  Sums(std::int64_t codes, std::int64_t dim) : sums(static_cast<std::size_t>(codes * dim)), sizes(static_cast<std::size_t>(codes)) {}
};

/// One pass over the points: labels, scores and the sums of the next update, with no points x codes matrix in between.
class Assignment {
 public:
  Assignment(const embed::ItemVectors& points, std::int64_t codes, int threads) : m_points(points), m_codes(codes), m_grain(pieceSize(points, codes)), m_threads(threads), m_total(codes, points.dim), m_scores(static_cast<std::size_t>(points.rows)) {
    m_pieces.assign(static_cast<std::size_t>((points.rows + m_grain - 1) / m_grain), m_total);
    if (points.rows * codes * points.dim < (1 << 22)) m_threads = 1;  // a thread costs more than the whole pass
  }

  /// Returns how many labels changed.
  std::int64_t run(std::span<const float> centroids, std::vector<std::int32_t>& labels) {
    const NearestCentroid nearest(centroids, m_codes, m_points.dim);
    std::vector<std::int64_t> changed(m_pieces.size(), 0);
    parallelFor(m_points.rows, m_grain, m_threads, [&](std::int64_t begin, std::int64_t end) {
      const auto piece = static_cast<std::size_t>(begin / m_grain);
      std::fill(m_pieces[piece].sums.begin(), m_pieces[piece].sums.end(), 0.0);
      std::fill(m_pieces[piece].sizes.begin(), m_pieces[piece].sizes.end(), 0);
      constexpr std::int64_t strip = 384;  // stays in the first-level cache between the two steps
      std::int32_t fresh[strip];
      for (std::int64_t i = begin; i < end; i += strip) {
        const std::int64_t rows = std::min(strip, end - i);
        const float* points = m_points.values.data() + i * m_points.dim;
        nearest.assign(points, rows, fresh, m_scores.data() + i);
        for (std::int64_t r = 0; r < rows; ++r) changed[piece] += fresh[r] != labels[static_cast<std::size_t>(i + r)];
        std::copy_n(fresh, rows, labels.begin() + i);
        addToSums(points, rows, m_points.dim, fresh, m_pieces[piece].sums.data(), m_pieces[piece].sizes.data());
      }
    });
    m_total = m_pieces.front();
    for (std::size_t piece = 1; piece < m_pieces.size(); ++piece) {
      for (std::size_t i = 0; i < m_total.sums.size(); ++i) m_total.sums[i] += m_pieces[piece].sums[i];
      for (std::size_t k = 0; k < m_total.sizes.size(); ++k) m_total.sizes[k] += m_pieces[piece].sizes[k];
    }
    return std::accumulate(changed.begin(), changed.end(), std::int64_t{0});
  }

  /// Gives every empty cluster the point farthest from its centroid, of clusters that have another one. Returns whether any was moved.
  bool repair(std::vector<std::int32_t>& labels) {
    std::vector<std::int64_t> empty;
    for (std::int64_t k = 0; k < m_codes; ++k)
      if (m_total.sizes[static_cast<std::size_t>(k)] == 0) empty.push_back(k);
    if (empty.empty()) return false;
    std::vector<std::pair<double, std::int64_t>> far;  // (-distance, row): farthest first, lower row first
    for (std::int64_t i = 0; i < m_points.rows; ++i) {
      double norm = 0;
      for (const float value : m_points.row(i)) norm += static_cast<double>(value) * value;
      const double distance = norm - 2.0 * m_scores[static_cast<std::size_t>(i)];
      if (distance > 1e-6 * norm) far.emplace_back(-distance, i);  // below, the point lies on its centroid and there is nothing to gain
    }
    std::sort(far.begin(), far.end());
    auto candidate = far.begin();
    bool moved = false;
    for (const std::int64_t k : empty) {
      while (candidate != far.end() && m_total.sizes[static_cast<std::size_t>(labels[static_cast<std::size_t>(candidate->second)])] < 2) ++candidate;
      if (candidate == far.end()) break;
      const std::int64_t row = (candidate++)->second;
      std::int32_t& label = labels[static_cast<std::size_t>(row)];
      for (std::int64_t j = 0; j < m_points.dim; ++j) {
        const double value = m_points.row(row)[static_cast<std::size_t>(j)];
        m_total.sums[static_cast<std::size_t>(label * m_points.dim + j)] -= value;
        m_total.sums[static_cast<std::size_t>(k * m_points.dim + j)] = value;
      }
      --m_total.sizes[static_cast<std::size_t>(label)];
      m_total.sizes[static_cast<std::size_t>(k)] = 1;
      label = static_cast<std::int32_t>(k);
      moved = true;
    }
    return moved;
  }
  const Sums& sums() const { return m_total; }

 private:
  const embed::ItemVectors& m_points;
  std::int64_t m_codes, m_grain;
  int m_threads;
  Sums m_total;
  std::vector<Sums> m_pieces;
  std::vector<float> m_scores;
};

}  // namespace

[[gnu::target_clones("avx512f", "avx2", "default")]]
void addToSums(const float* points, std::int64_t rows, std::int64_t dim, const std::int32_t* labels, double* sums, std::int64_t* sizes) {
  for (std::int64_t i = 0; i < rows; ++i) {
    const float* x = points + i * dim;
    double* sum = sums + labels[i] * dim;
    for (std::int64_t j = 0; j < dim; ++j) sum[j] += static_cast<double>(x[j]);
    ++sizes[labels[i]];
  }
}

double moveCentroids(std::vector<float>& centroids, std::span<const double> sums, std::span<const std::int64_t> sizes, std::int64_t dim) {
  double shift = 0;
  for (std::size_t k = 0; k < sizes.size(); ++k) {
    if (sizes[k] == 0) continue;
    for (std::size_t j = k * static_cast<std::size_t>(dim); j < (k + 1) * static_cast<std::size_t>(dim); ++j) {
      const auto moved = static_cast<float>(sums[j] / static_cast<double>(sizes[k]));
      const double difference = static_cast<double>(moved) - centroids[j];
      shift += difference * difference;
      centroids[j] = moved;
    }
  }
  return shift;
}

double meanSquaredResidual(const embed::ItemVectors& points, std::span<const float> centroids, std::span<const std::int32_t> labels, int threads) {
  constexpr std::int64_t grain = 8192;
  std::vector<double> pieces(static_cast<std::size_t>((points.rows + grain - 1) / grain));
  parallelFor(points.rows, grain, threads, [&](std::int64_t begin, std::int64_t end) {
    double sum = 0;
    for (std::int64_t i = begin; i < end; ++i) {
      const float* x = points.values.data() + i * points.dim;
      const float* c = centroids.data() + labels[static_cast<std::size_t>(i)] * points.dim;
      for (std::int64_t j = 0; j < points.dim; ++j) {
        const double difference = static_cast<double>(x[j]) - c[j];
        sum += difference * difference;
      }
    }
    pieces[static_cast<std::size_t>(begin / grain)] = sum;
  });
  return points.rows == 0 ? 0.0 : std::accumulate(pieces.begin(), pieces.end(), 0.0) / static_cast<double>(points.rows);
}

CentredPoints::CentredPoints(const embed::ItemVectors& original) : points(original), mean(static_cast<std::size_t>(original.dim)) {
  for (std::int64_t i = 0; i < points.rows; ++i)
    for (std::size_t j = 0; j < mean.size(); ++j) mean[j] += points.row(i)[j];
  for (auto& value : mean) value /= static_cast<double>(std::max<std::int64_t>(1, points.rows));
  for (std::int64_t i = 0; i < points.rows; ++i)
    for (std::size_t j = 0; j < mean.size(); ++j) points.row(i)[j] = static_cast<float>(points.row(i)[j] - mean[j]);
}

void CentredPoints::restore(std::vector<float>& centroids) const {
  for (std::size_t i = 0; i < centroids.size(); ++i) centroids[i] = static_cast<float>(centroids[i] + mean[i % mean.size()]);
}

double meanVariance(const embed::ItemVectors& points) {
  const CentredPoints centred(points);
  double sum = 0;
  for (const float value : centred.points.values) sum += static_cast<double>(value) * value;
  return sum / static_cast<double>(std::max<std::size_t>(1, centred.points.values.size()));
}

Clustering lloyd(const embed::ItemVectors& points, std::vector<float> centroids, const LloydOptions& options) {
  Clustering result;
  result.codes = static_cast<std::int64_t>(centroids.size()) / points.dim;
  result.labels.assign(static_cast<std::size_t>(points.rows), -1);
  Assignment assignment(points, result.codes, options.threads);
  const double still = options.tol * meanVariance(points);
  assignment.run(centroids, result.labels);
  while (result.iterations < options.maxIter && !options.stop.stop_requested()) {
    const bool repaired = options.empty == EmptyClusters::Repair && assignment.repair(result.labels);
    const double shift = moveCentroids(centroids, assignment.sums().sums, assignment.sums().sizes, points.dim);
    ++result.iterations;
    const std::int64_t changed = assignment.run(centroids, result.labels);
    if (changed == 0 || (shift <= still && !repaired)) break;
  }
  result.inertia = meanSquaredResidual(points, centroids, result.labels, options.threads);
  result.centroids = std::move(centroids);
  return result;
}

Clustering kmeans(const embed::ItemVectors& points, const KMeansOptions& options) {
  if (options.codes < 1 || options.codes > points.rows)
    throw usageError("k-means", fmt::format("{} codes can't be made of {} points; ask for 1 to {}", options.codes, points.rows, points.rows));
  const CentredPoints centred(points);
  Clustering best;
  for (int start = 0; start < std::max(1, options.nInit); ++start) {
    if (start > 0 && options.lloyd.stop.stop_requested()) break;
    const Rng rng = Rng(options.seed).split(static_cast<std::uint64_t>(start));
    Clustering found = lloyd(centred.points, seedCentroids(centred.points, options.codes, rng, options.lloyd.threads), options.lloyd);
    if (start == 0 || found.inertia < best.inertia) best = std::move(found);
  }
  centred.restore(best.centroids);
  best.inertia = meanSquaredResidual(points, best.centroids, best.labels, options.lloyd.threads);
  return best;
}

}  // namespace ghost::sid
