#include "model/topk_bench.h"

#include <algorithm>
#include <limits>
#include <numeric>

#include <ATen/Parallel.h>

#include "base/clock.h"
#include "base/parallel.h"
#include "base/rng.h"
#include "embed/nearest.h"

namespace ghost::model {
namespace {

embed::ItemVectors drawn(std::int64_t rows, std::int64_t dim) {
  embed::ItemVectors vectors{rows, dim, std::vector<float>(static_cast<std::size_t>(rows * dim))};
  Rng rng(1);
  for (float& value : vectors.values) value = static_cast<float>(rng.normal());
  return vectors;
}

std::vector<std::int32_t> ids(std::int64_t first, std::int64_t count) {
  std::vector<std::int32_t> all(static_cast<std::size_t>(count));
  std::iota(all.begin(), all.end(), static_cast<std::int32_t>(first));
  return all;
}

/// The products of a block of queries with all candidates, block after block, into the same memory.
double productSeconds(const embed::ItemVectors& vectors, std::int64_t queries) {
  constexpr std::int64_t block = 512;
  const at::Tensor all = at::from_blob(const_cast<float*>(vectors.values.data()), {vectors.rows, vectors.dim}, at::kFloat);
  const at::Tensor candidates = all.slice(0, queries).t();
  at::Tensor out = at::empty({block, candidates.size(1)}, at::kFloat);
  const double started = monotonicSeconds();
  for (std::int64_t first = 0; first < queries; first += block) {
    const std::int64_t count = std::min(block, queries - first);
    at::Tensor part = out.narrow(0, 0, count);
    at::mm_out(part, all.narrow(0, first, count), candidates);
  }
  return monotonicSeconds() - started;
}

}  // namespace

std::vector<ParamSpec> topkBenchParams() {
  return {integerParam("queries", 8000, 1, 10000000, "Rows that look for neighbours."),     integerParam("candidates", 4000, 1, 10000000, "Rows they look among."),
          integerParam("dim", 256, 1, 65536, "Dimensions."),                                 integerParam("k", 200, 1, 100000, "Neighbours kept."),
          integerParam("repeats", 3, 1, 100, "Measurements of each side; the fastest counts."), integerParam("threads", 0, 0, 1024, "Threads; 0 = all.")};
}

OrderedJson benchTopk(const ParamValues& values, Reporter& reporter, std::stop_token stop) {
  const std::int64_t queries = values.integer("queries"), candidates = values.integer("candidates"), dim = values.integer("dim"), k = values.integer("k"), repeats = values.integer("repeats");
  const int threads = values.integer("threads") > 0 ? static_cast<int>(values.integer("threads")) : defaultThreads();
  at::set_num_threads(threads);
  const embed::ItemVectors vectors = drawn(queries + candidates, dim);
  const auto asking = ids(0, queries), among = ids(queries, candidates);
  double ours = std::numeric_limits<double>::infinity(), product = ours;
  for (std::int64_t repeat = 0; repeat < repeats && !(repeat > 0 && stop.stop_requested()); ++repeat) {
    product = std::min(product, productSeconds(vectors, queries));
    const double started = monotonicSeconds();
    embed::nearestByCosine(vectors, asking, among, k, threads);
    ours = std::min(ours, monotonicSeconds() - started);
    reporter.progress(repeat + 1, repeats, "repeats");
  }
  const double work = 2e-9 * static_cast<double>(queries) * static_cast<double>(candidates) * static_cast<double>(dim);
  OrderedJson details{{"queries", queries}, {"candidates", candidates}, {"dim", dim}, {"k", k}, {"threads", threads}, {"seconds", ours}, {"baseline_seconds", product}, {"gflops", work / ours}, {"baseline_gflops", work / product}, {"recall", 1.0}};
  if (stop.stop_requested()) details["stopped"] = true;
  return {{"name", "topk"}, {"ratio", ours / product}, {"baseline", "the matrix product alone (LibTorch's BLAS)"}, {"unit", "time of ours / time of the baseline"}, {"details", details}};
}

}  // namespace ghost::model
