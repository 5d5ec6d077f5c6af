#include "sid/sid_bench.h"

#include <algorithm>
#include <ctime>
#include <functional>
#include <limits>

#include "base/clock.h"
#include "base/error.h"
#include "base/parallel.h"
#include "base/rng.h"
#include "sid/balanced.h"
#include "sid/nearest_centroid.h"
#include "sid/report.h"
#include "sid/row_minimum.h"

namespace ghost::sid {
namespace {

// A mixture of as many normal clouds as there are codes: neither noise alone nor separable at a glance.
embed::ItemVectors clouds(std::int64_t rows, std::int64_t dim, std::int64_t codes, std::uint64_t seed) {
  Rng rng(seed);
  std::vector<float> centres(static_cast<std::size_t>(codes * dim));
  for (auto& value : centres) value = static_cast<float>(rng.normal());
  embed::ItemVectors points{rows, dim, std::vector<float>(static_cast<std::size_t>(rows * dim))};
  for (std::int64_t i = 0; i < rows; ++i) {
    const auto centre = static_cast<std::int64_t>(rng.below(static_cast<std::uint64_t>(codes)));
    for (std::int64_t j = 0; j < dim; ++j) points.values[static_cast<std::size_t>(i * dim + j)] = centres[static_cast<std::size_t>(centre * dim + j)] + static_cast<float>(rng.normal());
  }
  return points;
}

std::vector<float> firstRows(const embed::ItemVectors& points, std::int64_t count) { return {points.values.begin(), points.values.begin() + count * points.dim}; }

double secondsOf(const std::function<void()>& work) {
  const double start = monotonicSeconds();
  work();
  return monotonicSeconds() - start;
}

/// What all threads of this process were given: on a busy machine it says more than the time on the wall.
double processorSeconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

OrderedJson orNull(bool measured, double value) { return measured ? OrderedJson(value) : OrderedJson(nullptr); }

// One Lloyd iteration as three passes over memory, on up to `threads` threads like the fused one.
Clustering unfusedLloyd(const embed::ItemVectors& points, std::vector<float> centroids, int iterations, int threads) {
  Clustering result;
  result.codes = static_cast<std::int64_t>(centroids.size()) / points.dim;
  result.labels.resize(static_cast<std::size_t>(points.rows));
  std::vector<float> matrix(static_cast<std::size_t>(points.rows * result.codes));
  constexpr std::int64_t grain = 16384;
  const std::int64_t pieces = (points.rows + grain - 1) / grain;
  const auto assign = [&] {
    const NearestCentroid nearest(centroids, result.codes, points.dim);
    parallelFor(points.rows, grain, threads, [&](std::int64_t begin, std::int64_t end) { nearest.costs(points.values.data() + begin * points.dim, end - begin, matrix.data() + begin * result.codes); });
    parallelFor(points.rows, grain, threads, [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t i = begin; i < end; ++i) result.labels[static_cast<std::size_t>(i)] = static_cast<std::int32_t>(indexOfLeast(matrix.data() + i * result.codes, result.codes));
    });
  };
  assign();
  for (; result.iterations < iterations; ++result.iterations) {
    std::vector<std::vector<double>> sums(static_cast<std::size_t>(pieces), std::vector<double>(centroids.size()));
    std::vector<std::vector<std::int64_t>> sizes(static_cast<std::size_t>(pieces), std::vector<std::int64_t>(static_cast<std::size_t>(result.codes)));
    parallelFor(points.rows, grain, threads, [&](std::int64_t begin, std::int64_t end) {
      const auto piece = static_cast<std::size_t>(begin / grain);
      addToSums(points.values.data() + begin * points.dim, end - begin, points.dim, result.labels.data() + begin, sums[piece].data(), sizes[piece].data());
    });
    for (std::size_t piece = 1; piece < sums.size(); ++piece) {
      for (std::size_t i = 0; i < sums[0].size(); ++i) sums[0][i] += sums[piece][i];
      for (std::size_t k = 0; k < sizes[0].size(); ++k) sizes[0][k] += sizes[piece][k];
    }
    moveCentroids(centroids, sums[0], sizes[0], points.dim);
    assign();
  }
  result.inertia = meanSquaredResidual(points, centroids, result.labels, threads);
  result.centroids = std::move(centroids);
  return result;
}

LloydOptions fixedIterations(int iterations, int threads, EmptyClusters empty = EmptyClusters::Keep) {
  LloydOptions options;
  options.maxIter = iterations;
  options.tol = 0;
  options.empty = empty;
  options.threads = threads;
  return options;
}

// Seconds a Lloyd iteration of the fused pass takes, the start-up of a run taken off.
double fusedIteration(std::int64_t rows, std::int64_t dim, std::int64_t codes, int threads, int repeats) {
  const auto points = clouds(rows, dim, codes, 2);
  double fastest = std::numeric_limits<double>::infinity();
  for (int repeat = 0; repeat < repeats; ++repeat) {
    const double none = secondsOf([&] { lloyd(points, firstRows(points, codes), fixedIterations(0, threads)); });
    const double three = secondsOf([&] { lloyd(points, firstRows(points, codes), fixedIterations(3, threads)); });
    fastest = std::min(fastest, (three - none) / 3);
  }
  return fastest;
}

int threadsOf(const ParamValues& values) { return values.integer("threads") == 0 ? defaultThreads() : static_cast<int>(values.integer("threads")); }

}  // namespace

std::vector<ParamSpec> kmeansBenchParams() {
  return {
      integerParam("rows", 250000, 1000, 100000000, "Points of the comparison; the baseline's matrix takes rows x codes x 4 bytes."),
      integerParam("dim", 32, 1, 65536, "Dimensions of a point."),
      integerParam("codes", 256, 2, 65536, "Centroids."),
      integerParam("iterations", 3, 1, 1000, "Centroid updates a measurement."),
      integerParam("repeats", 3, 1, 100, "Measurements of each side; the fastest counts."),
      integerParam("threads", 0, 0, 1024, "Threads; 0 = all."),
      textParam("vectors", "", "Vectors to cluster instead of drawn points (.npy, .safetensors, .tsv); the first `codes` rows are the start, rows and dim then mean nothing."),
      booleanParam("scaling", true, "Also time the fused pass at 10^5 and 10^6 points."),
      booleanParam("compare", true, "Time the baseline as well; false leaves the ratio empty, for comparisons with other programs."),
  };
}

OrderedJson benchKMeans(const ParamValues& values, Reporter& reporter, std::stop_token stop) {
  const auto codes = values.integer("codes");
  const int iterations = static_cast<int>(values.integer("iterations")), threads = threadsOf(values), repeats = static_cast<int>(values.integer("repeats"));
  const std::string file = values.text("vectors");
  const auto points = file.empty() ? clouds(std::max(values.integer("rows"), codes), values.integer("dim"), codes, 1) : embed::readItemVectors(file);
  if (points.rows < codes) throw usageError(file, "has fewer rows than the " + std::to_string(codes) + " codes asked for");
  const std::int64_t dim = points.dim;
  const auto start = firstRows(points, codes);
  const bool compare = values.boolean("compare");
  double fused = std::numeric_limits<double>::infinity(), unfused = fused, processor = fused;
  Clustering ours, theirs;
  for (int repeat = 0; repeat < repeats && !(repeat > 0 && stop.stop_requested()); ++repeat) {
    if (compare) unfused = std::min(unfused, secondsOf([&] { theirs = unfusedLloyd(points, start, iterations, threads); }));
    const double began = processorSeconds();
    fused = std::min(fused, secondsOf([&] { ours = lloyd(points, start, fixedIterations(iterations, threads)); }));
    processor = std::min(processor, processorSeconds() - began);
    reporter.progress(repeat + 1, repeats, "repeats");
  }
  OrderedJson details{{"rows", points.rows}, {"dim", dim}, {"codes", codes}, {"iterations", iterations}, {"threads", threads}, {"seconds", fused}, {"processor_seconds", processor},
                      {"baseline_seconds", orNull(compare, unfused)}, {"inertia", ours.inertia}, {"inertia_ratio", orNull(compare, ours.inertia / theirs.inertia)}, {"gflops", 2e-9 * static_cast<double>(points.rows * dim * codes * (iterations + 1)) / fused}};
  if (values.boolean("scaling") && !stop.stop_requested()) {
    const double small = fusedIteration(100000, 32, 256, threads, repeats), large = fusedIteration(1000000, 32, 256, threads, repeats);
    details["seconds_per_iteration_1e5x32x256"] = small;
    details["seconds_per_iteration_1e6x32x256"] = large;
    details["scaling_1e5_to_1e6"] = large / small;
  }
  if (stop.stop_requested()) details["stopped"] = true;
  return {{"name", "kmeans"}, {"ratio", orNull(compare, unfused / fused)}, {"baseline", "scores into a rows x codes matrix, argmin, sums as separate passes"}, {"unit", "times faster"}, {"details", details}};
}

std::vector<ParamSpec> balanceBenchParams() {
  return {
      integerParam("rows", 2000, 2, 10000000, "Points to assign."),
      integerParam("dim", 32, 1, 65536, "Dimensions of a point."),
      integerParam("codes", 64, 2, 65536, "Clusters; bounds are floor(n/K) - 1 to floor(n/K) + 1."),
      integerParam("repeats", 3, 1, 100, "Measurements of each side; the fastest counts."),
      textParam("vectors", "", "Vectors to assign instead of drawn points (.npy, .safetensors, .tsv); rows and dim then mean nothing."),
      textParam("centroids", "", "Fixed centroids, one a row, instead of greedy k-means++ starts; codes then means nothing."),
      booleanParam("compare", true, "Time the exact flow as well; false leaves the ratio empty, for comparisons with other programs."),
      integerParam("centres", 0, 0, 1000000, "Normal clouds that drawn points come from; 0 = as many as codes, 1 = noise without clusters."),
      integerParam("seeds", 0, 0, 1000, "Also time a whole start with one centroid update from so many seeds, on drawn points at twice the rows as well; 0 = not."),
  };
}

namespace {

/// Processor seconds of one balanced start with one centroid update, a seed after the other.
std::vector<double> startSeconds(const embed::ItemVectors& points, std::int64_t codes, int seeds, Reporter& reporter, std::stop_token stop) {
  BalancedOptions options;
  options.kmeans.codes = codes;
  options.kmeans.nInit = 1;
  options.kmeans.lloyd.maxIter = 1;
  options.kmeans.lloyd.threads = 1;
  std::vector<double> seconds;
  for (int seed = 0; seed < seeds && !stop.stop_requested(); ++seed) {
    options.kmeans.seed = static_cast<std::uint64_t>(seed + 1);
    const double began = processorSeconds();
    balancedKMeans(points, options);
    seconds.push_back(processorSeconds() - began);
    reporter.progress(seed + 1, seeds, "seeds");
  }
  return seconds;
}

OrderedJson startsOver(const embed::ItemVectors& points, std::int64_t codes, int seeds, Reporter& reporter, std::stop_token stop) {
  const std::vector<double> seconds = startSeconds(points, codes, seeds, reporter, stop);
  const double median = quantile(seconds, 0.5), worst = quantile(seconds, 1);
  return {{"rows", points.rows}, {"seeds", seconds.size()}, {"median_seconds", median}, {"worst_seconds", worst}, {"worst_over_median", worst / median}};
}

}  // namespace

OrderedJson benchBalance(const ParamValues& values, Reporter& reporter, std::stop_token stop) {
  const int repeats = static_cast<int>(values.integer("repeats"));
  const bool compare = values.boolean("compare");
  const std::string file = values.text("vectors"), starts = values.text("centroids");
  const auto given = starts.empty() ? embed::ItemVectors{} : embed::readItemVectors(starts);
  const std::int64_t codes = starts.empty() ? values.integer("codes") : given.rows;
  const std::int64_t centres = values.integer("centres") > 0 ? values.integer("centres") : codes, rows = std::max(values.integer("rows"), codes);
  const auto points = file.empty() ? clouds(rows, values.integer("dim"), centres, 1) : embed::readItemVectors(file);
  const std::int64_t dim = points.dim;
  if (points.rows < codes) throw usageError(file, "has fewer rows than the " + std::to_string(codes) + " codes asked for");
  if (!starts.empty() && given.dim != dim) throw usageError(starts, "has " + std::to_string(given.dim) + " dimensions, the points have " + std::to_string(dim));
  const auto centroids = starts.empty() ? seedCentroids(points, codes, Rng(1), 1) : given.values;
  std::vector<float> costs(static_cast<std::size_t>(points.rows * codes));
  const AssignmentProblem problem{costs, points.rows, codes, releasedBounds(points.rows, codes)};
  const auto fillCosts = [&] { NearestCentroid(centroids, codes, dim).costs(points.values.data(), points.rows, costs.data()); };
  fillCosts();
  double fastSeconds = std::numeric_limits<double>::infinity(), exactSeconds = fastSeconds, wholeSeconds = fastSeconds, processor = fastSeconds;
  std::vector<std::int32_t> fast, exact;
  std::int64_t paths = 0;
  for (int repeat = 0; repeat < repeats && !(repeat > 0 && stop.stop_requested()); ++repeat) {
    if (compare) exactSeconds = std::min(exactSeconds, secondsOf([&] { exact = exactAssignment(problem); }));
    const double began = processorSeconds(), distances = secondsOf(fillCosts);
    const double assignment = secondsOf([&] {
      BalancedAssigner assigner(codes);  // no prices kept from the last repeat
      fast = assigner.assign(problem);
      paths = assigner.paths();
    });
    fastSeconds = std::min(fastSeconds, assignment);
    wholeSeconds = std::min(wholeSeconds, distances + assignment);
    processor = std::min(processor, processorSeconds() - began);
    reporter.progress(repeat + 1, repeats, "repeats");
  }
  std::vector<std::int64_t> sizes(static_cast<std::size_t>(codes));
  for (const std::int32_t label : fast) ++sizes[static_cast<std::size_t>(label)];
  const auto [least, most] = std::minmax_element(sizes.begin(), sizes.end());
  const double inertia = meanSquaredResidual(points, centroids, fast, 1);
  OrderedJson details{{"rows", points.rows}, {"dim", dim}, {"codes", codes}, {"seconds", fastSeconds}, {"seconds_with_distances", wholeSeconds}, {"processor_seconds", processor}, {"baseline_seconds", orNull(compare, exactSeconds)},
                      {"inertia", inertia}, {"inertia_ratio", compare ? OrderedJson(inertia / meanSquaredResidual(points, centroids, exact, 1)) : OrderedJson(nullptr)},
                      {"loads", {{"min", *least}, {"max", *most}, {"low", problem.bounds.low}, {"high", problem.bounds.high}}}, {"paths", paths}};
  if (const int seeds = static_cast<int>(values.integer("seeds")); seeds > 0) {
    details["starts"] = startsOver(points, codes, seeds, reporter, stop);
    if (file.empty()) {
      details["starts_of_twice_the_rows"] = startsOver(clouds(2 * rows, dim, centres, 1), codes, seeds, reporter, stop);
      details["scaling"] = details["starts_of_twice_the_rows"]["median_seconds"].get<double>() / details["starts"]["median_seconds"].get<double>();
    }
  }
  if (stop.stop_requested()) details["stopped"] = true;
  return {{"name", "balance"}, {"ratio", orNull(compare, exactSeconds / fastSeconds)}, {"baseline", "exact min-cost flow (network simplex)"}, {"unit", "times faster"}, {"details", details}};
}

}  // namespace ghost::sid
