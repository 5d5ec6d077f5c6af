#include "embed/nearest.h"

#include <cmath>
#include <numeric>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/rng.h"
#include "embed/item_vectors.h"

namespace ghost::embed {
namespace {

using testing::ElementsAre;

ItemVectors random(std::int64_t rows, std::int64_t dim, std::uint64_t seed) {
  Rng rng(seed);
  ItemVectors vectors{rows, dim, std::vector<float>(static_cast<std::size_t>(rows * dim))};
  for (float& value : vectors.values) value = static_cast<float>(rng.normal());
  return vectors;
}

double cosine(const ItemVectors& v, std::int64_t a, std::int64_t b) {
  double dot = 0, aa = 0, bb = 0;
  for (std::int64_t j = 0; j < v.dim; ++j) {
    const double x = v.row(a)[static_cast<std::size_t>(j)], y = v.row(b)[static_cast<std::size_t>(j)];
    dot += x * y;
    aa += x * x;
    bb += y * y;
  }
  return aa > 0 && bb > 0 ? dot / std::sqrt(aa * bb) : 0;
}

std::vector<std::int32_t> range(std::int32_t n) {
  std::vector<std::int32_t> ids(static_cast<std::size_t>(n));
  std::iota(ids.begin(), ids.end(), 0);
  return ids;
}

TEST(Nearest, EqualsDoublePrecisionBruteForce) {
  for (const auto& [rows, dim, k] : std::vector<std::tuple<int, int, int>>{{1, 3, 2}, {7, 1, 3}, {33, 5, 1}, {300, 32, 10}, {517, 100, 20}, {2000, 600, 3}}) {
    SCOPED_TRACE(testing::Message() << rows << " x " << dim << ", k " << k);
    const auto v = random(rows, dim, 5);
    std::vector<std::int32_t> queries, candidates;
    for (std::int32_t i = 0; i < rows; ++i) (i % 3 == 0 ? candidates : queries).push_back(i);
    queries.push_back(0);  // is among the candidates as well
    const auto found = nearestByCosine(v, queries, candidates, k, 2);
    ASSERT_EQ(found.ids.size(), queries.size() * static_cast<std::size_t>(k));
    for (std::size_t q = 0; q < queries.size(); ++q) {
      std::vector<double> best;
      for (const auto c : candidates)
        if (c != queries[q]) best.push_back(cosine(v, queries[q], c));
      std::sort(best.rbegin(), best.rend());
      for (std::size_t i = 0; i < static_cast<std::size_t>(k); ++i) {
        const auto id = found.ids[q * static_cast<std::size_t>(k) + i];
        const auto value = found.cosines[q * static_cast<std::size_t>(k) + i];
        if (i >= best.size()) {
          EXPECT_EQ(id, -1);
          EXPECT_EQ(value, -1);
          continue;
        }
        EXPECT_NE(id, queries[q]);
        EXPECT_NEAR(value, best[i], 3e-6);
        EXPECT_NEAR(cosine(v, queries[q], id), best[i], 3e-6);
      }
    }
  }
}

TEST(Nearest, TiesGoToTheEarlierCandidate) {
  // All on one ray: every cosine is exactly that of the scaled copies; powers of two keep the unit rows bitwise equal.
  ItemVectors v{5, 2, {3, 4, 6, 8, 12, 16, 24, 32, 48, 64}};
  const auto found = nearestByCosine(v, std::vector<std::int32_t>{0, 2}, std::vector<std::int32_t>{4, 2, 3, 1}, 3, 1);
  EXPECT_THAT(found.ids, ElementsAre(4, 2, 3, 4, 3, 1));
}

TEST(Nearest, TiesHoldAcrossBlocks) {
  // 40,000 equal candidates of 64 dimensions are several blocks.
  ItemVectors v{40001, 64, std::vector<float>(40001 * 64, 1.0f)};
  auto candidates = range(40001);
  std::reverse(candidates.begin(), candidates.end());
  const auto found = nearestByCosine(v, std::vector<std::int32_t>{40000, 5}, candidates, 2, 2);
  EXPECT_THAT(found.ids, ElementsAre(39999, 39998, 40000, 39999));
}

TEST(Nearest, DoesNotDependOnTheNumberOfThreads) {
  const auto v = random(3000, 48, 9);
  const auto ids = range(3000);
  const auto one = nearestByCosine(v, ids, ids, 5, 1), four = nearestByCosine(v, ids, ids, 5, 4);
  EXPECT_EQ(one.ids, four.ids);
  EXPECT_EQ(one.cosines, four.cosines);
}

TEST(Nearest, ZeroRowsHaveCosineZeroAndAreStillRanked) {
  ItemVectors v{3, 2, {0, 0, 1, 0, -1, 0}};
  const auto found = nearestByCosine(v, std::vector<std::int32_t>{1}, std::vector<std::int32_t>{2, 0}, 2, 1);
  EXPECT_THAT(found.ids, ElementsAre(0, 2));
  EXPECT_THAT(found.cosines, ElementsAre(0, -1));
}

TEST(Nearest, NothingAskedGivesNothing) {
  const auto v = random(4, 3, 1);
  EXPECT_TRUE(nearestByCosine(v, {}, range(4), 2, 1).ids.empty());
  EXPECT_TRUE(nearestByCosine(v, range(4), range(4), 0, 1).ids.empty());
  EXPECT_THAT(nearestByCosine(v, std::vector<std::int32_t>{1}, {}, 1, 1).ids, ElementsAre(-1));
}

TEST(Nearest, AnIdWithoutARowIsRefused) {
  const auto v = random(4, 3, 1);
  EXPECT_ANY_THROW(nearestByCosine(v, std::vector<std::int32_t>{4}, range(4), 1, 1));
  EXPECT_ANY_THROW(nearestByCosine(v, range(4), std::vector<std::int32_t>{-1}, 1, 1));
}

}  // namespace
}  // namespace ghost::embed
