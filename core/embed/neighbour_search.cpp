#include "embed/neighbour_search.h"

#include <algorithm>
#include <functional>
#include <vector>

#include "embed/cosine_ties.h"
#include "embed/inverted_lists.h"

namespace ghost::embed {

namespace {

constexpr std::int64_t fewestAtOnce = 4096;  // the search packs the candidates anew for each piece

/// Queries a piece at a time, so that a stop needn't wait for all.
Neighbours inPieces(std::span<const std::int32_t> queries, std::int64_t k, std::int64_t piece, const std::stop_token& stop, const std::function<Neighbours(std::span<const std::int32_t>)>& search) {
  const auto count = static_cast<std::int64_t>(queries.size());
  if (count <= piece) return search(queries);
  Neighbours all{k, std::vector<std::int32_t>(static_cast<std::size_t>(count * k), -1), std::vector<float>(static_cast<std::size_t>(count * k), -1), {}};
  for (std::int64_t begin = 0; begin < count && !stop.stop_requested(); begin += piece) {
    const Neighbours some = search(queries.subspan(static_cast<std::size_t>(begin), static_cast<std::size_t>(std::min(piece, count - begin))));
    std::copy(some.ids.begin(), some.ids.end(), all.ids.begin() + begin * k);
    std::copy(some.cosines.begin(), some.cosines.end(), all.cosines.begin() + begin * k);
  }
  return all;
}

}  // namespace

NeighbourSearch::Method neighbourMethodOf(std::string_view name) {
  return name == "exact" ? NeighbourSearch::Method::Exact : name == "ivf" ? NeighbourSearch::Method::Inverted : NeighbourSearch::Method::Auto;
}

Neighbours findNeighbours(const ItemVectors& vectors, std::span<const std::int32_t> queries, std::span<const std::int32_t> candidates, std::int64_t k, const NeighbourSearch& search) {
  const NearestKernel& kernel = search.kernel != nullptr ? *search.kernel : processorNearest();
  const bool exact = search.method == NeighbourSearch::Method::Exact || (search.method == NeighbourSearch::Method::Auto && vectors.rows <= search.exactUpTo);
  const double products = static_cast<double>(std::max<std::int64_t>(1, vectors.dim)) * static_cast<double>(std::max<std::size_t>(1, candidates.size()));
  const auto piece = std::max(fewestAtOnce, static_cast<std::int64_t>(search.work / products));
  if (queries.empty() || candidates.empty() || k <= 0) return kernel.nearest(vectors, queries, candidates, k, search.threads);
  const std::int64_t wide = k + tieRoom;
  if (exact)
    return inPieces(queries, k, piece, search.stop, [&](auto some) { return settleTies(vectors, some, candidates, kernel.nearest(vectors, some, candidates, wide, search.threads), k, search.threads); });

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
  Neighbours found = inPieces(queries, k, piece * index.lists() / probes, search.stop, [&](auto some) { return settleTies(vectors, some, candidates, index.search(some, wide, probes), k, search.threads); });
  found.recall = recall;
  return found;
}

}  // namespace ghost::embed
