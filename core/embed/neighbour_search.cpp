#include "embed/neighbour_search.h"

#include <algorithm>
#include <vector>

#include "embed/inverted_lists.h"

namespace ghost::embed {

NeighbourSearch::Method neighbourMethodOf(std::string_view name) {
  return name == "exact" ? NeighbourSearch::Method::Exact : name == "ivf" ? NeighbourSearch::Method::Inverted : NeighbourSearch::Method::Auto;
}

Neighbours findNeighbours(const ItemVectors& vectors, std::span<const std::int32_t> queries, std::span<const std::int32_t> candidates, std::int64_t k, const NeighbourSearch& search) {
  const NearestKernel& kernel = search.kernel != nullptr ? *search.kernel : processorNearest();
  const bool exact = search.method == NeighbourSearch::Method::Exact || (search.method == NeighbourSearch::Method::Auto && vectors.rows <= search.exactUpTo);
  if (exact || queries.empty() || candidates.empty() || k <= 0) return kernel.nearest(vectors, queries, candidates, k, search.threads);

  const InvertedLists index(vectors, candidates, {.seed = search.seed, .threads = search.threads, .kernel = search.kernel});
  std::vector<std::int32_t> sample;
  const auto count = static_cast<std::int64_t>(queries.size()), wanted = std::min(count, std::max<std::int64_t>(1, search.sample));
  for (std::int64_t i = 0; i < wanted; ++i) sample.push_back(queries[static_cast<std::size_t>(i * count / wanted)]);
  const Neighbours truth = kernel.nearest(vectors, sample, candidates, k, search.threads);
  std::int64_t probes = std::min<std::int64_t>(8, index.lists());
  double recall = index.recall(sample, truth, probes);
  while (recall < search.recall && probes < index.lists()) {
    probes = std::min(2 * probes, index.lists());
    recall = index.recall(sample, truth, probes);
  }
  Neighbours found = index.search(queries, k, probes);
  found.recall = recall;
  return found;
}

}  // namespace ghost::embed
