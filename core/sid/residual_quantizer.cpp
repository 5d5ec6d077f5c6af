#include "sid/residual_quantizer.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/error.h"
#include "sid/balanced.h"

namespace ghost::sid {
namespace {

Clustering cluster(const embed::ItemVectors& points, std::int64_t codes, int level, const ResidualOptions& options) {
  KMeansOptions kmeansOptions;
  kmeansOptions.codes = codes;
  kmeansOptions.nInit = options.nInit;
  kmeansOptions.seed = options.seed + static_cast<std::uint64_t>(level);
  kmeansOptions.lloyd.maxIter = options.maxIter;
  kmeansOptions.lloyd.threads = options.threads;
  kmeansOptions.lloyd.kernels = options.kernels;
  kmeansOptions.lloyd.stop = options.stop;
  return options.balanced ? balancedKMeans(points, {kmeansOptions, {}, BalanceMethod::Fast}) : kmeans(points, kmeansOptions);
}

}  // namespace

void tellProgress(const ResidualOptions& options, std::int64_t level, Reporter& reporter) {
  reporter.progress(options.levelsBefore + level, options.levelsOfAll > 0 ? options.levelsOfAll : options.levels, "levels");
}

std::vector<float> ResidualCodes::reconstruction(std::int64_t row) const {
  if (books.empty()) return {};
  const auto dim = static_cast<std::size_t>(books.front().dim);
  std::vector<double> sum(dim);
  for (std::size_t level = 0; level < books.size(); ++level) {
    const float* centroid = books[level].centroids.data() + static_cast<std::size_t>(codes[level][static_cast<std::size_t>(row)]) * dim;
    for (std::size_t j = 0; j < dim; ++j) sum[j] += centroid[j];
  }
  return {sum.begin(), sum.end()};
}

ResidualCodes quantiseResiduals(embed::ItemVectors points, const ResidualOptions& options, Reporter& reporter) {
  if (points.rows < 1 || options.levels < 1) throw usageError("residual k-means", fmt::format("{} levels over {} items make no codes; both must be at least 1", options.levels, points.rows));
  const std::int64_t codes = std::min(options.codes, points.rows);
  if (codes < options.codes)
    reporter.note("warning", fmt::format("{}.0 to {}.{} have {} codes instead of {}: there are only {} items to cluster", options.name, options.name, options.levels - 1, codes, options.codes, points.rows));
  ResidualCodes result;
  tellProgress(options, 0, reporter);
  for (int level = 0; level < options.levels; ++level) {
    if (options.stop.stop_requested()) break;
    Clustering found = cluster(points, codes, level, options);
    if (options.stop.stop_requested()) break;  // cut short, so not the level the options ask for
    for (std::int64_t i = 0; i < points.rows; ++i) {
      const auto centroid = found.centroid(found.labels[static_cast<std::size_t>(i)], points.dim);
      for (std::int64_t j = 0; j < points.dim; ++j) points.row(i)[static_cast<std::size_t>(j)] -= centroid[static_cast<std::size_t>(j)];
    }
    reporter.metric({"tokens/inertia", found.inertia, level, options.name});
    result.inertia.push_back(found.inertia);
    result.codes.push_back(std::move(found.labels));
    result.books.push_back({fmt::format("{}.{}", options.name, level), codes, points.dim, std::move(found.centroids)});
    tellProgress(options, result.levels(), reporter);
  }
  result.stopped = result.levels() < options.levels;
  return result;
}

}  // namespace ghost::sid
