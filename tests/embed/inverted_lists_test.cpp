#include "embed/inverted_lists.h"

#include <algorithm>
#include <numeric>

#include <gtest/gtest.h>

#include "base/rng.h"
#include "embed/neighbour_search.h"

namespace ghost::embed {
namespace {

std::vector<std::int32_t> range(std::int32_t first, std::int32_t end) {
  std::vector<std::int32_t> ids(static_cast<std::size_t>(end - first));
  std::iota(ids.begin(), ids.end(), first);
  return ids;
}

/// Clouds around as many directions, like the vectors of a catalogue.
ItemVectors clouds(std::int64_t rows, std::int64_t dim, std::int64_t centres) {
  Rng rng(1);
  std::vector<float> centre;
  for (std::int64_t i = 0; i < centres * dim; ++i) centre.push_back(static_cast<float>(rng.normal()));
  ItemVectors vectors{rows, dim, {}};
  for (std::int64_t i = 0; i < rows; ++i) {
    const std::int64_t own = static_cast<std::int64_t>(rng.below(static_cast<std::uint64_t>(centres)));
    for (std::int64_t j = 0; j < dim; ++j) vectors.values.push_back(centre[static_cast<std::size_t>(own * dim + j)] + 0.5f * static_cast<float>(rng.normal()));
  }
  return vectors;
}

NeighbourSearch inverted(int threads = 1) {
  NeighbourSearch search;
  search.method = NeighbourSearch::Method::Inverted;
  search.threads = threads;
  return search;
}

TEST(InvertedLists, AllListsGiveTheExactNeighbours) {
  const auto v = clouds(3000, 24, 40);
  const auto queries = range(0, 500), candidates = range(400, 3000);  // a hundred queries are candidates as well
  const InvertedLists index(v, candidates, {.threads = 2});
  EXPECT_EQ(index.lists(), 101);
  const auto exact = nearestByCosine(v, queries, candidates, 10, 1), found = index.search(queries, 10, index.lists());
  EXPECT_EQ(found.ids, exact.ids);
  EXPECT_EQ(found.cosines, exact.cosines);
  EXPECT_EQ(index.recall(queries, exact, index.lists()), 1);
}

TEST(InvertedLists, RecallIsTheShareThatIsFoundAndGrowsWithTheLists) {
  const auto v = clouds(4000, 16, 60);
  const auto queries = range(0, 300), candidates = range(300, 4000);
  const InvertedLists index(v, candidates, {});
  const auto exact = nearestByCosine(v, queries, candidates, 20, 1);
  double last = 0;
  for (const std::int64_t probes : {1, 4, 16, 64}) {
    const auto found = index.search(queries, 20, probes);
    std::int64_t right = 0;
    for (std::size_t q = 0; q < queries.size(); ++q)
      for (std::size_t i = 0; i < 20; ++i) {
        const auto begin = exact.ids.begin() + static_cast<std::ptrdiff_t>(q * 20);
        const auto at = std::find(begin, begin + 20, found.ids[q * 20 + i]);
        right += at != begin + 20;
        if (found.ids[q * 20 + i] >= 0 && i > 0) EXPECT_LE(found.cosines[q * 20 + i], found.cosines[q * 20 + i - 1]);
      }
    EXPECT_DOUBLE_EQ(index.recall(queries, exact, probes), static_cast<double>(right) / (300 * 20));
    EXPECT_GT(index.recall(queries, exact, probes), last);
    last = index.recall(queries, exact, probes);
  }
  EXPECT_GT(last, 0.95);
}

TEST(InvertedLists, TheSeedDecidesAndThreadsDoNot) {
  const auto v = clouds(9000, 8, 50);
  const auto queries = range(0, 5000), candidates = range(5000, 9000);
  const auto one = InvertedLists(v, candidates, {.threads = 1}).search(queries, 5, 3), three = InvertedLists(v, candidates, {.threads = 3}).search(queries, 5, 3);
  EXPECT_EQ(one.ids, three.ids);
  EXPECT_EQ(one.cosines, three.cosines);
  EXPECT_NE(InvertedLists(v, candidates, {.seed = 7}).search(queries, 5, 3).ids, one.ids);
}

TEST(InvertedLists, DegenerateCandidates) {
  ItemVectors v{6, 3, std::vector<float>(18, 0.0f)};
  v.values[15] = 1;  // all others are zero
  const InvertedLists index(v, range(1, 6), {.lists = 3});
  const auto found = index.search(range(0, 6), 9, 3);
  for (int q = 0; q < 6; ++q) {
    const auto row = std::span(found.ids).subspan(static_cast<std::size_t>(q) * 9, 9);
    EXPECT_EQ(std::count(row.begin(), row.end(), -1), q == 0 ? 4 : 5) << q;  // a candidate isn't its own neighbour
    EXPECT_EQ(std::count(row.begin(), row.end(), q), 0);
  }
  EXPECT_EQ(InvertedLists(v, {}, {}).search(range(0, 2), 2, 1).ids, (std::vector<std::int32_t>{-1, -1, -1, -1}));
  EXPECT_TRUE(index.search({}, 2, 1).ids.empty());
  EXPECT_EQ(InvertedLists(v, range(5, 6), {}).search(range(4, 6), 1, 1).ids, (std::vector<std::int32_t>{5, -1}));
}

TEST(NeighbourSearch, WidensUntilTheRecallIsReachedAndReportsIt) {
  const auto v = clouds(6000, 16, 1000);  // clouds smaller than the lists: neighbours are spread over many of them
  const auto queries = range(0, 2000), candidates = range(2000, 6000);
  auto search = inverted(2);
  const auto found = findNeighbours(v, queries, candidates, 10, search);
  ASSERT_TRUE(found.recall.has_value());
  EXPECT_GE(*found.recall, 0.99);
  // What the sample says holds for all.
  EXPECT_NEAR(*found.recall, [&] {
    const auto exact = nearestByCosine(v, queries, candidates, 10, 2);
    std::int64_t right = 0;
    for (std::size_t q = 0; q < 2000; ++q)
      for (std::size_t i = 0; i < 10; ++i) right += std::count(exact.ids.begin() + static_cast<std::ptrdiff_t>(q * 10), exact.ids.begin() + static_cast<std::ptrdiff_t>(q * 10 + 10), found.ids[q * 10 + i]);
    return static_cast<double>(right) / 20000;
  }(), 0.01);
  search.recall = 0;
  EXPECT_LT(*findNeighbours(v, queries, candidates, 10, search).recall, *found.recall);
}

TEST(NeighbourSearch, AutoIsExactInSmallCatalogues) {
  const auto v = clouds(500, 8, 10);
  const auto queries = range(0, 100), candidates = range(100, 500);
  NeighbourSearch search;
  const auto found = findNeighbours(v, queries, candidates, 3, search);
  EXPECT_FALSE(found.recall.has_value());
  EXPECT_EQ(found.ids, nearestByCosine(v, queries, candidates, 3, 1).ids);
  search.exactUpTo = 499;
  EXPECT_TRUE(findNeighbours(v, queries, candidates, 3, search).recall.has_value());
  search.method = NeighbourSearch::Method::Exact;
  EXPECT_FALSE(findNeighbours(v, queries, candidates, 3, search).recall.has_value());
}

/// Hands on to the processor and keeps what it was asked.
struct RecordingKernel : NearestKernel {
  mutable std::vector<std::pair<std::size_t, std::size_t>> asked;  ///< queries, candidates
  Neighbours nearest(const ItemVectors& vectors, std::span<const std::int32_t> queries, std::span<const std::int32_t> candidates, std::int64_t k, int threads) const override {
    asked.emplace_back(queries.size(), candidates.size());
    return processorNearest().nearest(vectors, queries, candidates, k, threads);
  }
};

TEST(NeighbourSearch, AnotherKernelTakesTheExactWork) {
  const auto v = clouds(1500, 8, 20);
  const auto queries = range(0, 500), candidates = range(500, 1500);
  RecordingKernel kernel;
  NeighbourSearch search;
  search.kernel = &kernel;
  EXPECT_EQ(findNeighbours(v, queries, candidates, 3, search).ids, nearestByCosine(v, queries, candidates, 3, 1).ids);
  EXPECT_EQ(kernel.asked, (std::vector<std::pair<std::size_t, std::size_t>>{{500, 1000}}));
  kernel.asked.clear();
  search.method = NeighbourSearch::Method::Inverted;
  search.sample = 50;
  findNeighbours(v, queries, candidates, 3, search);
  ASSERT_EQ(kernel.asked.size(), 10u);  // eight times the clustering, once all candidates, once the sample
  EXPECT_EQ(kernel.asked[8], (std::pair<std::size_t, std::size_t>{1000, 63}));
  EXPECT_EQ(kernel.asked[9], (std::pair<std::size_t, std::size_t>{50, 1000}));
}

TEST(NeighbourSearch, PiecesGiveTheSameNeighboursAndAStopEndsBetweenThem) {
  const auto v = clouds(9600, 4, 20);
  const auto queries = range(600, 9600), candidates = range(0, 600);
  RecordingKernel kernel;
  for (const auto method : {NeighbourSearch::Method::Exact, NeighbourSearch::Method::Inverted}) {
    NeighbourSearch search;
    search.kernel = &kernel;
    search.method = method;
    const auto whole = findNeighbours(v, queries, candidates, 2, search);
    search.work = 1;
    kernel.asked.clear();
    const auto pieces = findNeighbours(v, queries, candidates, 2, search);
    EXPECT_EQ(pieces.ids, whole.ids);
    EXPECT_EQ(pieces.cosines, whole.cosines);
    EXPECT_EQ(pieces.recall, whole.recall);
    if (method == NeighbourSearch::Method::Inverted) continue;  // whose pieces are larger, by as many times as it looks at fewer candidates
    EXPECT_EQ(kernel.asked.size(), 3u);
    std::stop_source source;
    source.request_stop();
    search.stop = source.get_token();
    const auto stopped = findNeighbours(v, queries, candidates, 2, search);
    EXPECT_EQ(stopped.ids.size(), whole.ids.size());
    EXPECT_EQ(stopped.ids.back(), -1);
  }
}

}  // namespace
}  // namespace ghost::embed
