#include "sample/undesired_set.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/error.h"
#include "small_world.h"

namespace ghost::sample {
namespace {

using Items = std::vector<sid::ItemId>;

Items listOf(const UndesiredSets& sets, sid::ItemId item) {
  const auto set = sets.of(item);
  return {set.begin(), set.end()};
}

/// Directions in the plane, by degrees.
embed::ItemVectors atDegrees(const std::vector<double>& degrees) {
  embed::ItemVectors vectors;
  vectors.rows = static_cast<std::int64_t>(degrees.size());
  vectors.dim = 2;
  for (const double degree : degrees) {
    const double radians = degree * 3.14159265358979 / 180;
    vectors.values.push_back(static_cast<float>(std::cos(radians)));
    vectors.values.push_back(static_cast<float>(std::sin(radians)));
  }
  return vectors;
}

TEST(UndesiredSet, G8ShortestPrefixFirstAndTiesStayBySimilarity) {
  const std::vector<int> commonPrefix{2, 0, 1, 0};
  EXPECT_EQ(shortestPrefixFirst(commonPrefix, 2), (std::vector<int>{1, 3}));
  EXPECT_EQ(shortestPrefixFirst(commonPrefix, 9), (std::vector<int>{1, 3, 2, 0}));
  EXPECT_TRUE(shortestPrefixFirst({}, 2).empty());
}

/// Heads 0 (0 degrees), 1 (20), 2 (90); tails 3 (5), 4 (85). Tail 3 shares its first token with head 0, tail 4 with head 2.
struct FiveItems : testing::Test {
  data::Popularity popularity = popularityOf({true, true, true, false, false});
  embed::ItemVectors vectors = atDegrees({0, 20, 90, 5, 85});
  sid::SidTable table = sid::SidTable::fromTokens({{"<a_0>", "<b_0>"}, {"<a_1>", "<b_0>"}, {"<a_2>", "<b_0>"}, {"<a_0>", "<b_0>", "<e_0>"}, {"<a_2>", "<b_0>", "<e_0>"}});
};

TEST_F(FiveItems, G7HeadTargetsGetTailDistractorsInTheReleasedProfileOnly) {
  UndesiredOptions paper;
  const auto paperSets = UndesiredSets::build(vectors, popularity, table, paper);
  UndesiredOptions released;
  released.roughCount = 50;
  released.headTargetsToo = true;
  const auto releasedSets = UndesiredSets::build(vectors, popularity, table, released);
  for (sid::ItemId head = 0; head < 3; ++head) {
    EXPECT_TRUE(paperSets.of(head).empty());
    EXPECT_EQ(releasedSets.of(head).size(), 2u);
    for (const auto item : releasedSets.of(head)) EXPECT_FALSE(popularity.isHead(item));
  }
  for (sid::ItemId tail = 3; tail < 5; ++tail) {
    EXPECT_EQ(listOf(paperSets, tail), listOf(releasedSets, tail));
    for (const auto item : paperSets.of(tail)) EXPECT_TRUE(popularity.isHead(item));
  }
  // Head 0 leaves its prefix to tail 4 first, though tail 3 is nearer.
  EXPECT_EQ(listOf(releasedSets, 0), (Items{4, 3}));
}

TEST_F(FiveItems, ThePoolIsCutBySimilarityBeforePrefixesCount) {
  UndesiredOptions options;
  options.roughCount = 2;
  options.keep = 1;
  const auto sets = UndesiredSets::build(vectors, popularity, table, options);
  EXPECT_EQ(listOf(sets, 3), Items{1});  // pool 0, 1: head 1 shares nothing; head 2, as short, is not in the pool
  EXPECT_EQ(listOf(sets, 4), Items{1});
  options.roughCount = 3;
  options.keep = 3;
  EXPECT_EQ(listOf(UndesiredSets::build(vectors, popularity, table, options), 3), (Items{1, 2, 0}));
}

TEST_F(FiveItems, AnItemWithTheTargetsOwnSidIsNeverUndesired) {
  const auto shared = sid::SidTable::fromTokens({{"<a_0>"}, {"<a_1>"}, {"<a_2>"}, {"<a_0>"}, {"<a_2>"}});
  const auto sets = UndesiredSets::build(vectors, popularity, shared, {});
  EXPECT_EQ(listOf(sets, 3), (Items{1, 2}));
  EXPECT_EQ(listOf(sets, 4), (Items{1, 0}));
}

TEST_F(FiveItems, WrongSizesAndCountsAreRefused) {
  UndesiredOptions few;
  few.roughCount = 2;
  EXPECT_THROW(UndesiredSets::build(vectors, popularity, table, few), Error);
  EXPECT_THROW(UndesiredSets::build(atDegrees({0, 1}), popularity, table, {}), Error);
  EXPECT_THROW(UndesiredSets::build(vectors, popularity, fourItems(), {}), Error);
}

TEST(UndesiredSet, ListsComeBackAsGivenAndOtherItemsHaveNone) {
  const auto sets = UndesiredSets::fromLists({{3, 1}, {}, {0}});
  EXPECT_EQ(listOf(sets, 0), (Items{3, 1}));
  EXPECT_TRUE(sets.of(1).empty());
  EXPECT_EQ(listOf(sets, 2), Items{0});
  EXPECT_TRUE(sets.of(3).empty());
  EXPECT_TRUE(sets.of(-1).empty());
  EXPECT_TRUE(UndesiredSets().of(0).empty());
}

}  // namespace
}  // namespace ghost::sample
