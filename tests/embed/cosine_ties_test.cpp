#include "embed/cosine_ties.h"

#include <algorithm>
#include <numeric>

#include <gtest/gtest.h>

#include "base/rng.h"
#include "embed/neighbour_search.h"

namespace ghost::embed {
namespace {

/// Vectors of small whole numbers, some of them multiples or permutations of others, so that many cosines are equal.
ItemVectors whole(std::int64_t rows, std::int64_t dim, std::uint64_t seed) {
  Rng rng(seed);
  ItemVectors vectors{rows, dim, {}};
  for (std::int64_t i = 0; i < rows; ++i) {
    std::vector<float> row;
    for (std::int64_t j = 0; j < dim; ++j) row.push_back(static_cast<float>(rng.below(4)));
    const auto times = static_cast<float>(1 + rng.below(7));
    for (const float value : row) vectors.values.push_back(times * value);
  }
  return vectors;
}

/// By signed dot^2 / |candidate|^2 in whole numbers, then by place.
std::vector<std::int32_t> exactly(const ItemVectors& v, std::int32_t query, const std::vector<std::int32_t>& candidates) {
  const auto dot = [&](std::int32_t a, std::int32_t b) {
    std::int64_t sum = 0;
    for (std::int64_t j = 0; j < v.dim; ++j) sum += static_cast<std::int64_t>(v.row(a)[static_cast<std::size_t>(j)]) * static_cast<std::int64_t>(v.row(b)[static_cast<std::size_t>(j)]);
    return sum;
  };
  std::vector<std::int32_t> order;
  for (const auto id : candidates)
    if (id != query) order.push_back(id);
  std::stable_sort(order.begin(), order.end(), [&](std::int32_t a, std::int32_t b) {
    const __int128 ab = static_cast<__int128>(dot(query, a)) * dot(query, a) * std::max<std::int64_t>(1, dot(b, b)), ba = static_cast<__int128>(dot(query, b)) * dot(query, b) * std::max<std::int64_t>(1, dot(a, a));
    return ab > ba;
  });
  return order;
}

TEST(CosineTies, NeighboursAreThoseOfExactArithmetic) {
  int roundedApart = 0;
  for (std::uint64_t seed = 1; seed <= 8; ++seed) {
    const ItemVectors vectors = whole(60, 6, seed);
    std::vector<std::int32_t> queries(60), candidates(60);
    std::iota(queries.begin(), queries.end(), 0);
    std::iota(candidates.begin(), candidates.end(), 0);
    Rng rng(seed);
    rng.shuffle(std::span(candidates));
    for (const std::int64_t k : {1, 5}) {
      const Neighbours found = findNeighbours(vectors, queries, candidates, k, {}), rounded = nearestByCosine(vectors, queries, candidates, k, 1);
      ASSERT_EQ(found.k, k);
      for (std::size_t q = 0; q < queries.size(); ++q) {
        const auto expected = exactly(vectors, queries[q], candidates);
        for (std::size_t i = 0; i < static_cast<std::size_t>(k); ++i) {
          const std::size_t at = q * static_cast<std::size_t>(k) + i;
          roundedApart += rounded.ids[at] != expected[i];
          ASSERT_EQ(found.ids[at], expected[i]) << "seed " << seed << ", query " << q << ", neighbour " << i << " of " << k;
          if (i > 0) {
            ASSERT_LE(found.cosines[at], found.cosines[at - 1]);
          }
        }
      }
    }
  }
  EXPECT_GT(roundedApart, 20) << "no tie that rounding breaks";
}

TEST(CosineTies, FewerCandidatesThanAskedForAndEmptyQuestionsStayAsTheyWere) {
  const ItemVectors vectors = whole(4, 3, 1);
  const std::vector<std::int32_t> queries{0}, candidates{0, 1, 2};
  const Neighbours found = findNeighbours(vectors, queries, candidates, 5, {});
  EXPECT_EQ(found.ids.size(), 5u);
  EXPECT_EQ(std::count(found.ids.begin(), found.ids.end(), -1), 3);
  EXPECT_TRUE(findNeighbours(vectors, {}, candidates, 5, {}).ids.empty());
  EXPECT_TRUE(findNeighbours(vectors, queries, candidates, 0, {}).ids.empty());
}

}  // namespace
}  // namespace ghost::embed
