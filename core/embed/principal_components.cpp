#include "embed/principal_components.h"

#include <algorithm>
#include <string>

#include <fmt/format.h>

#include "base/error.h"
#include "embed/truncated_svd.h"

namespace ghost::embed {
namespace {

std::vector<float> meanOf(const ItemVectors& vectors) {
  std::vector<double> sum(static_cast<std::size_t>(vectors.dim), 0.0);
  for (std::int64_t i = 0; i < vectors.rows; ++i)
    for (std::int64_t j = 0; j < vectors.dim; ++j) sum[static_cast<std::size_t>(j)] += vectors.row(i)[static_cast<std::size_t>(j)];
  std::vector<float> mean(sum.size());
  for (std::size_t j = 0; j < sum.size(); ++j) mean[j] = static_cast<float>(sum[j] / static_cast<double>(vectors.rows));
  return mean;
}

double squaresAround(const ItemVectors& vectors, const std::vector<float>& mean) {
  double sum = 0;
  for (std::int64_t i = 0; i < vectors.rows; ++i)
    for (std::size_t j = 0; j < mean.size(); ++j) {
      const double apart = static_cast<double>(vectors.row(i)[j]) - mean[j];
      sum += apart * apart;
    }
  return sum;
}

}  // namespace

PrincipalComponents principalComponents(const ItemVectors& vectors, std::int64_t count, std::uint64_t seed, int threads, Reporter& reporter, std::stop_token stop) {
  const std::int64_t most = std::min(vectors.rows, vectors.dim);
  if (count < 1 || count > most) throw usageError(fmt::format("{} components", count), fmt::format("{} vectors of {} dimensions have at most {}", vectors.rows, vectors.dim, most));
  const LinearMap map = centredMap(vectors.values, vectors.dim, threads);
  SvdOptions options;
  options.rank = count;
  options.seed = seed;
  options.threads = threads;
  const TruncatedSvd found = truncatedSvd(map, options, reporter, stop);
  if (found.scores.rows == 0) return {};
  const DenseMatrix right = map.transposedTimes(found.scores);  // A' U S = V S^2
  PrincipalComponents result;
  result.projection.mean = meanOf(vectors);
  Projection::Layer layer{count, vectors.dim, std::vector<float>(static_cast<std::size_t>(count * vectors.dim), 0.0F), std::vector<float>(static_cast<std::size_t>(count), 0.0F)};
  double kept = 0;
  for (std::int64_t c = 0; c < std::min<std::int64_t>(count, right.columns); ++c) {
    const double square = found.singular[static_cast<std::size_t>(c)] * found.singular[static_cast<std::size_t>(c)];
    kept += square;
    if (square <= 0) continue;  // a direction without variance: all scores are zero
    for (std::int64_t j = 0; j < vectors.dim; ++j) layer.weight[static_cast<std::size_t>(c * vectors.dim + j)] = static_cast<float>(right.row(j)[c] / square);
  }
  result.projection.layers.push_back(std::move(layer));
  const double all = squaresAround(vectors, result.projection.mean);
  result.explained = all > 0 ? std::min(1.0, kept / all) : 1;
  return result;
}

}  // namespace ghost::embed
