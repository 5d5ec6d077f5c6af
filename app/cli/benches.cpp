#include "benches.h"

#include "base/closest.h"
#include "base/error.h"
#include "embed/neighbour_bench.h"
#include "estimate_bench.h"
#include "sid/sid_bench.h"
#ifdef GHOST_HAS_TORCH
#include "model/model_bench.h"
#include "model/topk_bench.h"
#endif

namespace ghost::cli {

std::span<const Bench> benches() {
  static const std::vector<Bench> all{
      {"kmeans", "Lloyd iterations of k-means: a full matrix of distances and argmin against the fused pass.", sid::kmeansBenchParams(), sid::benchKMeans},
      {"balance", "One size-balanced assignment: exact min-cost flow against the fast method.", sid::balanceBenchParams(), sid::benchBalance},
      {"ivf", "Approximate nearest neighbours by cosine in inverted lists against the exact search.", embed::ivfBenchParams(), embed::benchIvf},
#ifdef GHOST_HAS_TORCH
      {"auo-step", "One optimiser step with undesired SIDs as branches of the history's sequence against the same step on the likelihood alone.", model::auoStepBenchParams(), model::benchAuoStep},
      {"estimate", "What a dry run says of seconds and memory against what the run takes: five recipes, two sizes of data.", estimateBenchParams(), benchEstimate},
      {"topk", "Exact nearest neighbours by cosine against the matrix product alone that they need.", model::topkBenchParams(), model::benchTopk},
#endif
  };
  return all;
}

const Bench& bench(std::string_view id) {
  std::vector<std::string_view> ids;
  for (const auto& row : benches()) {
    if (row.id == id) return row;
    ids.push_back(row.id);
  }
  throw usageError("bench " + std::string(id), ids.empty() ? std::string("this build has no benchmarks") : noSuch("benchmark", id, ids));
}

}  // namespace ghost::cli
