#include "sid/balanced.h"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>

#include "base/error.h"
#include "base/parallel.h"
#include "sid/quantizer_kernels.h"

namespace ghost::sid {
namespace {

/// The points with those of one cluster side by side, so that the assigner finds a cluster's costs in one stretch of memory.
struct OrderedPoints {
  embed::ItemVectors points;
  std::vector<std::int32_t> rows;  ///< place -> row of the original

  explicit OrderedPoints(const embed::ItemVectors& original) : points(original), rows(static_cast<std::size_t>(original.rows)) { std::iota(rows.begin(), rows.end(), 0); }
  /// Stable by label; the labels (one a place) are brought into the new order as well.
  void sortBy(std::vector<std::int32_t>& labels) {
    if (std::is_sorted(labels.begin(), labels.end())) return;
    std::vector<std::int32_t> order(rows.size());
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(), [&](std::int32_t a, std::int32_t b) { return labels[static_cast<std::size_t>(a)] < labels[static_cast<std::size_t>(b)]; });
    const auto oldPoints = points.values;
    const auto oldRows = rows, oldLabels = labels;
    for (std::size_t place = 0; place < order.size(); ++place) {
      const auto from = static_cast<std::size_t>(order[place]);
      std::copy_n(oldPoints.begin() + static_cast<std::ptrdiff_t>(from) * points.dim, points.dim, points.values.begin() + static_cast<std::ptrdiff_t>(place) * points.dim);
      rows[place] = oldRows[from];
      labels[place] = oldLabels[from];
    }
  }
};

}  // namespace

SizeBounds releasedBounds(std::int64_t points, std::int64_t codes) {
  const std::int64_t share = points / codes;
  return {std::max<std::int64_t>(1, share - 1), share + 1};
}

void checkBounds(std::int64_t points, std::int64_t codes, const SizeBounds& bounds) {
  if (codes >= 1 && bounds.low >= 0 && bounds.low <= bounds.high && codes * bounds.low <= points && points <= codes * bounds.high) return;
  throw usageError("balanced clusters", fmt::format("{} points can't fill {} clusters of {} to {} each; choose bounds with {} x lowest <= {} <= {} x highest", points, codes, bounds.low, bounds.high, codes, points, codes));
}

void checkFeasible(const AssignmentProblem& problem) {
  if (problem.ownBounds.empty()) return checkBounds(problem.rows, problem.codes, problem.bounds);
  std::int64_t low = 0, high = 0;
  for (const auto& bounds : problem.ownBounds) {
    low += bounds.low;
    high += bounds.high;
    if (bounds.low < 0 || bounds.low > bounds.high) high = -1;
  }
  if (low > problem.rows || problem.rows > high) throw usageError("balanced clusters", fmt::format("{} points can't fill clusters that take {} to {} together; choose other bounds", problem.rows, low, high));
}

double costOf(const AssignmentProblem& problem, std::span<const std::int32_t> labels) {
  double sum = 0;
  for (std::int64_t i = 0; i < problem.rows; ++i) sum += problem.costs[static_cast<std::size_t>(i * problem.codes + labels[static_cast<std::size_t>(i)])];
  return sum;
}

Clustering balancedLloyd(const embed::ItemVectors& original, std::vector<float> centroids, const BalancedOptions& options) {
  const LloydOptions& limits = options.kmeans.lloyd;
  Clustering result;
  result.codes = static_cast<std::int64_t>(centroids.size()) / original.dim;
  const SizeBounds bounds = options.bounds.value_or(releasedBounds(original.rows, result.codes));
  const double still = limits.tol * meanVariance(original);
  const auto pass = kernelsOr(limits.kernels).balancedPass(original.rows, result.codes, bounds, options);
  OrderedPoints ordered(original);
  auto labels = pass->run(ordered.points, centroids);
  while (result.iterations < limits.maxIter && !limits.stop.stop_requested()) {
    std::vector<double> sums(centroids.size());
    std::vector<std::int64_t> sizes(static_cast<std::size_t>(result.codes));
    addToSums(ordered.points.values.data(), original.rows, original.dim, labels.data(), sums.data(), sizes.data());
    const double shift = moveCentroids(centroids, sums, sizes, original.dim);
    ++result.iterations;
    if (pass->wantsOrder()) ordered.sortBy(labels);
    auto fresh = pass->run(ordered.points, centroids);
    const bool same = fresh == labels;
    labels = std::move(fresh);
    if (same || shift <= still) break;
  }
  result.labels.resize(labels.size());
  for (std::size_t i = 0; i < labels.size(); ++i) result.labels[static_cast<std::size_t>(ordered.rows[i])] = labels[i];
  result.inertia = meanSquaredResidual(original, centroids, result.labels, limits.threads);
  result.centroids = std::move(centroids);
  return result;
}

Clustering balancedKMeans(const embed::ItemVectors& points, const BalancedOptions& options) {
  const KMeansOptions& wanted = options.kmeans;
  if (wanted.codes < 1 || wanted.codes > points.rows)
    throw usageError("balanced k-means", fmt::format("{} codes can't be made of {} points; ask for 1 to {}", wanted.codes, points.rows, points.rows));
  checkBounds(points.rows, wanted.codes, options.bounds.value_or(releasedBounds(points.rows, wanted.codes)));
  const CentredPoints centred(points);
  std::vector<Clustering> starts(static_cast<std::size_t>(std::max(1, wanted.nInit)));
  BalancedOptions one = options;
  one.kmeans.lloyd.threads = std::max(1, wanted.lloyd.threads / static_cast<int>(starts.size()));
  parallelFor(static_cast<std::int64_t>(starts.size()), 1, wanted.lloyd.threads, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t start = begin; start < end; ++start) {
      if (start > 0 && wanted.lloyd.stop.stop_requested()) return;
      const Rng rng = Rng(wanted.seed).split(static_cast<std::uint64_t>(start));
      starts[static_cast<std::size_t>(start)] = balancedLloyd(centred.points, seedCentroids(centred.points, wanted.codes, rng, one.kmeans.lloyd.threads), one);
    }
  });
  // The first of the lowest; starts left out after a stop are empty.
  Clustering best = std::move(starts.front());
  for (auto& found : starts)
    if (found.codes > 0 && found.inertia < best.inertia) best = std::move(found);
  centred.restore(best.centroids);
  best.inertia = meanSquaredResidual(points, best.centroids, best.labels, wanted.lloyd.threads);
  return best;
}

}  // namespace ghost::sid
