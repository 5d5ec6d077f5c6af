#include "sid/kmeans.h"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>

#include "base/error.h"
#include "base/parallel.h"
#include "sid/quantizer_kernels.h"

namespace ghost::sid {
namespace {

/// Gives every empty cluster the point farthest from its centroid, of clusters that have another one. Returns whether any was moved.
bool repairEmpty(const embed::ItemVectors& points, AssignmentPass& pass, std::vector<std::int32_t>& labels, ClusterSums& total) {
  const auto scores = pass.scores();
  std::vector<std::int64_t> empty;
  for (std::int64_t k = 0; k < std::ssize(total.sizes); ++k)
    if (total.sizes[static_cast<std::size_t>(k)] == 0) empty.push_back(k);
  if (empty.empty()) return false;
  std::vector<std::pair<double, std::int64_t>> far;  // (-distance, row): farthest first, lower row first
  for (std::int64_t i = 0; i < points.rows; ++i) {
    double norm = 0;
    for (const float value : points.row(i)) norm += static_cast<double>(value) * value;
    const double distance = norm - 2.0 * scores[static_cast<std::size_t>(i)];
    if (distance > 1e-6 * norm) far.emplace_back(-distance, i);  // below, the point lies on its centroid and there is nothing to gain
  }
  std::sort(far.begin(), far.end());
  auto candidate = far.begin();
  bool moved = false;
  for (const std::int64_t k : empty) {
    while (candidate != far.end() && total.sizes[static_cast<std::size_t>(labels[static_cast<std::size_t>(candidate->second)])] < 2) ++candidate;
    if (candidate == far.end()) break;
    const std::int64_t row = (candidate++)->second;
    std::int32_t& label = labels[static_cast<std::size_t>(row)];
    for (std::int64_t j = 0; j < points.dim; ++j) {
      const double value = points.row(row)[static_cast<std::size_t>(j)];
      total.sums[static_cast<std::size_t>(label * points.dim + j)] -= value;
      total.sums[static_cast<std::size_t>(k * points.dim + j)] = value;
    }
    --total.sizes[static_cast<std::size_t>(label)];
    total.sizes[static_cast<std::size_t>(k)] = 1;
    label = static_cast<std::int32_t>(k);
    pass.relabelled(row);
    moved = true;
  }
  return moved;
}
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
  const auto pass = kernelsOr(options.kernels).assignmentPass(points, result.codes, options);
  ClusterSums total(result.codes, points.dim);
  const double still = options.tol * meanVariance(points);
  pass->run(centroids, result.labels, total);
  while (result.iterations < options.maxIter && !options.stop.stop_requested()) {
    const bool repaired = options.empty == EmptyClusters::Repair && repairEmpty(points, *pass, result.labels, total);
    const double shift = moveCentroids(centroids, total.sums, total.sizes, points.dim);
    ++result.iterations;
    const std::int64_t changed = pass->run(centroids, result.labels, total);
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
    Clustering found = lloyd(centred.points, seedCentroids(centred.points, options.codes, rng, options.lloyd.threads, options.lloyd.stop), options.lloyd);
    if (start == 0 || found.inertia < best.inertia) best = std::move(found);
  }
  centred.restore(best.centroids);
  best.inertia = meanSquaredResidual(points, best.centroids, best.labels, options.lloyd.threads);
  return best;
}

}  // namespace ghost::sid
