#include "sid/hyperbolic_quantizer.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <numeric>
#include <utility>

#include <fmt/format.h>

#include "base/error.h"
#include "base/parallel.h"
#include "sid/kmeans.h"

namespace ghost::sid {
namespace {

constexpr std::int64_t grain = 256;

/// Rows of the ball side by side.
struct BallRows {
  std::size_t dim = 0;
  std::vector<double> values;

  std::int64_t rows() const { return static_cast<std::int64_t>(values.size() / dim); }
  std::span<const double> row(std::int64_t i) const { return std::span(values).subspan(static_cast<std::size_t>(i) * dim, dim); }
  void set(std::int64_t i, const BallPoint& point) { std::copy(point.begin(), point.end(), values.begin() + static_cast<std::ptrdiff_t>(static_cast<std::size_t>(i) * dim)); }
};

BallRows intoBall(const embed::ItemVectors& points, const PoincareBall& ball) {
  double lengths = 0;
  for (std::int64_t i = 0; i < points.rows; ++i) {
    double square = 0;
    for (const float value : points.row(i)) square += static_cast<double>(value) * value;
    lengths += std::sqrt(square);
  }
  if (!(lengths > 0) || !std::isfinite(lengths)) throw dataError("item vectors", "their mean length is zero or no number, so they can't be placed in the ball; use geometry=euclidean or other vectors");
  const double scale = static_cast<double>(points.rows) / lengths;
  BallRows rows{static_cast<std::size_t>(points.dim), std::vector<double>(points.values.size())};
  for (std::int64_t i = 0; i < points.rows; ++i) {
    BallPoint tangent(points.row(i).begin(), points.row(i).end());
    for (double& value : tangent) value *= scale;
    rows.set(i, ball.expZero(tangent));
  }
  return rows;
}

BallRows seededByTangents(const BallRows& points, std::int64_t codes, int level, const PoincareBall& ball, const ResidualOptions& options) {
  embed::ItemVectors tangents{points.rows(), static_cast<std::int64_t>(points.dim), {}};
  for (std::int64_t i = 0; i < points.rows(); ++i)
    for (const double value : ball.logZero(points.row(i))) tangents.values.push_back(static_cast<float>(value));
  KMeansOptions flat;
  flat.codes = codes;
  flat.nInit = options.nInit;
  flat.seed = options.seed + static_cast<std::uint64_t>(level);
  flat.lloyd.maxIter = options.maxIter;
  flat.lloyd.threads = options.threads;
  flat.lloyd.kernels = options.kernels;
  flat.lloyd.stop = options.stop;
  const Clustering found = kmeans(tangents, flat);
  BallRows centroids{points.dim, std::vector<double>(found.centroids.size())};
  for (std::int64_t k = 0; k < codes; ++k) {
    const auto centroid = found.centroid(k, tangents.dim);
    centroids.set(k, ball.expZero(BallPoint(centroid.begin(), centroid.end())));
  }
  return centroids;
}

struct Assigned {
  std::vector<std::int32_t> labels;
  double inertia = 0;  ///< mean squared geodesic distance
};

Assigned nearestCodes(const BallRows& points, const BallRows& centroids, const PoincareBall& ball, int threads) {
  Assigned result{std::vector<std::int32_t>(static_cast<std::size_t>(points.rows())), 0};
  std::vector<double> squares(result.labels.size());
  parallelFor(points.rows(), grain, threads, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t i = begin; i < end; ++i) {
      double lowest = std::numeric_limits<double>::infinity();
      for (std::int64_t k = 0; k < centroids.rows(); ++k) {
        if (const double gap = ball.gap(centroids.row(k), points.row(i)); gap < lowest) {
          lowest = gap;
          result.labels[static_cast<std::size_t>(i)] = static_cast<std::int32_t>(k);
        }
      }
      const double distance = ball.distance(centroids.row(result.labels[static_cast<std::size_t>(i)]), points.row(i));
      squares[static_cast<std::size_t>(i)] = distance * distance;
    }
  });
  result.inertia = std::accumulate(squares.begin(), squares.end(), 0.0) / static_cast<double>(points.rows());
  return result;
}

// A centroid without points stays where it is.
void moveTowardsMeans(BallRows& centroids, const BallRows& points, const std::vector<std::int32_t>& labels, const PoincareBall& ball) {
  std::vector<double> sums(centroids.values.size());
  std::vector<std::int64_t> sizes(static_cast<std::size_t>(centroids.rows()));
  for (std::int64_t i = 0; i < points.rows(); ++i) {
    const auto label = static_cast<std::size_t>(labels[static_cast<std::size_t>(i)]);
    const BallPoint tangent = ball.logAt(centroids.row(static_cast<std::int64_t>(label)), points.row(i));
    for (std::size_t j = 0; j < points.dim; ++j) sums[label * points.dim + j] += tangent[j];
    ++sizes[label];
  }
  for (std::size_t k = 0; k < sizes.size(); ++k) {
    if (sizes[k] == 0) continue;
    BallPoint step(sums.begin() + static_cast<std::ptrdiff_t>(k * points.dim), sums.begin() + static_cast<std::ptrdiff_t>((k + 1) * points.dim));
    for (double& value : step) value /= static_cast<double>(sizes[k]);
    centroids.set(static_cast<std::int64_t>(k), ball.expAt(centroids.row(static_cast<std::int64_t>(k)), step));
  }
}

// Codes are chosen by the float32 centroids that are written, so that a reader of the codebook finds the same ones.
void roundToFloat(BallRows& centroids) {
  for (double& value : centroids.values) value = static_cast<double>(static_cast<float>(value));
}

/// Updates while they lower the inertia; a step is an approximation, so one that doesn't is not taken.
std::pair<BallRows, Assigned> clusterInBall(const BallRows& points, BallRows centroids, const PoincareBall& ball, const ResidualOptions& options) {
  roundToFloat(centroids);
  Assigned found = nearestCodes(points, centroids, ball, options.threads);
  for (int update = 0; update < options.maxIter && !options.stop.stop_requested(); ++update) {
    BallRows moved = centroids;
    moveTowardsMeans(moved, points, found.labels, ball);
    roundToFloat(moved);
    Assigned next = nearestCodes(points, moved, ball, options.threads);
    if (next.inertia >= found.inertia * (1 - 1e-7)) break;
    centroids = std::move(moved);
    found = std::move(next);
  }
  return {std::move(centroids), std::move(found)};
}

}  // namespace

ResidualCodes quantiseInBall(const embed::ItemVectors& vectors, const ResidualOptions& options, const PoincareBall& ball, Reporter& reporter) {
  if (vectors.rows < 1 || options.levels < 1) throw usageError("residual k-means", fmt::format("{} levels over {} items make no codes; both must be at least 1", options.levels, vectors.rows));
  if (options.balanced) throw usageError("balanced", "clusters of bounded size are Euclidean; choose geometry=euclidean or balanced=false");
  BallRows points = intoBall(vectors, ball);
  const std::int64_t codes = std::min(options.codes, vectors.rows);
  if (codes < options.codes) reporter.note("warning", fmt::format("{}.0 to {}.{} have {} codes instead of {}: there are only {} items to cluster", options.name, options.name, options.levels - 1, codes, options.codes, vectors.rows));
  ResidualCodes result;
  tellProgress(options, 0, reporter);
  for (int level = 0; level < options.levels && !options.stop.stop_requested(); ++level) {
    auto [centroids, found] = clusterInBall(points, seededByTangents(points, codes, level, ball, options), ball, options);
    if (options.stop.stop_requested()) break;  // cut short, so not the level the options ask for
    for (std::int64_t i = 0; i < points.rows(); ++i) points.set(i, ball.subtract(centroids.row(found.labels[static_cast<std::size_t>(i)]), points.row(i)));
    reporter.metric({"tokens/inertia", found.inertia, level, options.name});
    result.inertia.push_back(found.inertia);
    result.codes.push_back(std::move(found.labels));
    result.books.push_back({fmt::format("{}.{}", options.name, level), codes, vectors.dim, {centroids.values.begin(), centroids.values.end()}});
    tellProgress(options, result.levels(), reporter);
  }
  result.stopped = result.levels() < options.levels;
  return result;
}

CodeDistances ballDistances(const ResidualCodes& found, const embed::ItemVectors& points, const PoincareBall& ball) {
  const auto centroid = [](const Codebook& book, std::int64_t code) {
    const auto begin = book.centroids.begin() + code * book.dim;
    return BallPoint(begin, begin + book.dim);
  };
  return [&found, ball, centroid, placed = std::make_shared<const BallRows>(intoBall(points, ball))](std::int64_t row, std::int64_t level) {
    BallPoint rest(placed->row(row).begin(), placed->row(row).end());
    for (std::int64_t above = 0; above < level; ++above)
      rest = ball.subtract(centroid(found.books[static_cast<std::size_t>(above)], found.codes[static_cast<std::size_t>(above)][static_cast<std::size_t>(row)]), rest);
    const Codebook& book = found.books[static_cast<std::size_t>(level)];
    std::vector<float> distances;
    for (std::int64_t code = 0; code < book.codes; ++code) {
      const double distance = ball.distance(centroid(book, code), rest);
      distances.push_back(static_cast<float>(distance * distance));
    }
    return distances;
  };
}

}  // namespace ghost::sid
