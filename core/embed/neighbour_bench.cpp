#include "embed/neighbour_bench.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/clock.h"
#include "base/parallel.h"
#include "base/rng.h"
#include "embed/inverted_lists.h"

namespace ghost::embed {
namespace {

// Clouds of about 500 items around drawn directions, of different width: neighbours lie in several lists, as in a real catalogue.
ItemVectors clouds(std::int64_t rows, std::int64_t dim) {
  Rng rng(1);
  const std::int64_t centres = std::max<std::int64_t>(1, rows / 500);
  std::vector<float> centre(static_cast<std::size_t>(centres * dim));
  for (float& value : centre) value = static_cast<float>(rng.normal());
  ItemVectors vectors{rows, dim, std::vector<float>(static_cast<std::size_t>(rows * dim))};
  for (std::int64_t i = 0; i < rows; ++i) {
    const auto own = static_cast<std::int64_t>(rng.below(static_cast<std::uint64_t>(centres)));
    const double width = 0.5 + rng.uniform();
    for (std::int64_t j = 0; j < dim; ++j) vectors.values[static_cast<std::size_t>(i * dim + j)] = centre[static_cast<std::size_t>(own * dim + j)] + static_cast<float>(width * rng.normal());
  }
  return vectors;
}

std::vector<std::int32_t> numbers(std::int64_t first, std::int64_t count) {
  std::vector<std::int32_t> result(static_cast<std::size_t>(count));
  std::iota(result.begin(), result.end(), static_cast<std::int32_t>(first));
  return result;
}

}  // namespace

std::vector<ParamSpec> ivfBenchParams() {
  return {integerParam("queries", 2000, 1, 10000000, "Rows that look for neighbours."),  integerParam("candidates", 1000000, 1, 100000000, "Rows they look among."),
          integerParam("dim", 64, 1, 65536, "Dimensions."),                               integerParam("k", 200, 1, 100000, "Neighbours kept."),
          integerParam("lists", 0, 0, 1000000, "Lists; 0 = twice the square root of the candidates."), realParam("recall", 0.99, 0, 1, "Recall that has to be reached."),
          integerParam("threads", 0, 0, 1024, "Threads; 0 = all.")};
}

OrderedJson benchIvf(const ParamValues& values, Reporter& reporter, std::stop_token stop) {
  const std::int64_t queries = values.integer("queries"), candidates = values.integer("candidates"), dim = values.integer("dim"), k = values.integer("k");
  const int threads = values.integer("threads") > 0 ? static_cast<int>(values.integer("threads")) : defaultThreads();
  const ItemVectors vectors = clouds(queries + candidates, dim);
  const auto asking = numbers(0, queries), among = numbers(queries, candidates);
  reporter.progress(0, 3, "steps");
  double started = monotonicSeconds();
  const Neighbours exact = nearestByCosine(vectors, asking, among, k, threads);
  const double exactSeconds = monotonicSeconds() - started;
  reporter.progress(1, 3, "steps");
  started = monotonicSeconds();
  const InvertedLists index(vectors, among, {.lists = values.integer("lists"), .threads = threads});
  const double buildSeconds = monotonicSeconds() - started;
  reporter.progress(2, 3, "steps");
  std::int64_t probes = std::min<std::int64_t>(8, index.lists());
  double seconds = 0, recall = 0;
  while (true) {
    started = monotonicSeconds();
    index.search(asking, k, probes);
    seconds = monotonicSeconds() - started;
    recall = index.recall(asking, exact, probes);
    if (recall >= values.real("recall") || probes == index.lists() || stop.stop_requested()) break;
    probes = std::min(2 * probes, index.lists());
  }
  reporter.progress(3, 3, "steps");
  OrderedJson details{{"queries", queries}, {"candidates", candidates}, {"dim", dim}, {"k", k}, {"threads", threads}, {"recall", recall}, {"lists", index.lists()}, {"probes", probes},
                      {"seconds", seconds}, {"baseline_seconds", exactSeconds}, {"build_seconds", buildSeconds}};
  if (stop.stop_requested()) details["stopped"] = true;
  return {{"name", "ivf"}, {"ratio", exactSeconds / seconds}, {"baseline", "exact search (embed::nearestByCosine)"}, {"unit", "times faster"}, {"details", details}};
}

}  // namespace ghost::embed
