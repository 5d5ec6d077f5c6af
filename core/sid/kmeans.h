#pragma once
#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

#include "base/rng.h"
#include "embed/item_vectors.h"

namespace ghost::sid {

/// Centroids and the cluster of every point. `inertia` is the mean over the points of |x - c(x)|^2, summed in float64.
struct Clustering {
  std::int64_t codes = 0;
  std::vector<float> centroids;       ///< codes x dim, row-major
  std::vector<std::int32_t> labels;   ///< per point
  double inertia = 0;
  int iterations = 0;                 ///< centroid updates made

  std::span<const float> centroid(std::int64_t code, std::int64_t dim) const { return std::span(centroids).subspan(static_cast<std::size_t>(code * dim), static_cast<std::size_t>(dim)); }
};

/// What becomes of a cluster that lost all its points: it takes the point farthest from its own centroid, or stays where it is.
enum class EmptyClusters { Repair, Keep };

/// Whether Lloyd's passes leave out what distance bounds rule out (sid/distance_bounds.h). Labels, sums and centroids are the same either way. Auto: where it pays.
enum class DistanceBounding { Auto, Always, Never };

class QuantizerKernels;

struct LloydOptions {
  int maxIter = 100;          ///< centroid updates at most; 0 only assigns
  double tol = 1e-7;          ///< stop when the squared shift of all centroids is at most this times the mean variance of a dimension
  EmptyClusters empty = EmptyClusters::Repair;
  DistanceBounding bounds = DistanceBounding::Auto;
  int threads = 1;
  const QuantizerKernels* kernels = nullptr;  ///< who passes over the points (sid/quantizer_kernels.h); the processor where absent
  std::stop_token stop;       ///< ends after the current update; the result is consistent, only less refined
};
struct KMeansOptions {
  std::int64_t codes = 256;   ///< K; not more than there are points
  int nInit = 3;              ///< k-means++ starts; the one of lowest inertia is kept (the first of equals)
  LloydOptions lloyd;
  std::uint64_t seed = 42;
};

/// Plain k-means: greedy k-means++ starts, then Lloyd. The result depends on points, options and seed, never on the number of threads:
/// sums are float64 and made in fixed pieces. Works on centred points, so a large common offset costs no precision.
/// Throws Error{Usage} for codes < 1 or more codes than points.
Clustering kmeans(const embed::ItemVectors& points, const KMeansOptions& options);

/// Lloyd from given centroids (codes x dim), without centring. Labels and inertia belong to the returned centroids; the lowest code wins a tie.
Clustering lloyd(const embed::ItemVectors& points, std::vector<float> centroids, const LloydOptions& options);

/// Greedy k-means++: each centroid is the best of 2 + floor(ln codes) draws proportional to the squared distance to those chosen. Of more than 128 points a code,
/// an evenly spread sample of that size is looked at. After a stop the rest is drawn evenly. Returns codes x dim.
std::vector<float> seedCentroids(const embed::ItemVectors& points, std::int64_t codes, Rng rng, int threads, std::stop_token stop = {});

/// The mean of the rows, and the rows less it.
struct CentredPoints {
  embed::ItemVectors points;
  std::vector<double> mean;
  explicit CentredPoints(const embed::ItemVectors& original);
  /// Moves centroids of the centred points to where the original ones lie.
  void restore(std::vector<float>& centroids) const;
};
/// Mean over the points of |x - c(x)|^2 in float64; pieces are fixed, so threads don't change it.
double meanSquaredResidual(const embed::ItemVectors& points, std::span<const float> centroids, std::span<const std::int32_t> labels, int threads);
/// Mean over the dimensions of the variance of the points.
double meanVariance(const embed::ItemVectors& points);
/// Float64 cluster sums and sizes turned into centroids; a cluster without points keeps `centroids` as they are. Returns the squared shift of all centroids.
double moveCentroids(std::vector<float>& centroids, std::span<const double> sums, std::span<const std::int64_t> sizes, std::int64_t dim);
/// sums[label] += x and ++sizes[label] for `rows` points.
void addToSums(const float* points, std::int64_t rows, std::int64_t dim, const std::int32_t* labels, double* sums, std::int64_t* sizes);

}  // namespace ghost::sid
