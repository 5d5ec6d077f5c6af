#include "data/popularity.h"

#include <algorithm>
#include <array>
#include <iterator>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/rng.h"
#include "tests/base/scratch.h"

namespace ghost::data {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(Popularity, G1HeadRule) {
  const auto p = popularityOfCounts({10, 5, 3, 2, 1});
  EXPECT_EQ(p.x80, 5);
  EXPECT_THAT(p.headItems, ElementsAre(0));
  EXPECT_EQ(p.trainEvents, 21);
  EXPECT_DOUBLE_EQ(p.headShare, 10.0 / 21.0);
}

TEST(Popularity, EmptyHeadOf55111IsAnErrorThatNamesTheThreshold) {
  const auto error = testing_base::errorOf([] { popularityOfCounts({5, 5, 1, 1, 1}); });
  EXPECT_THAT(error, HasSubstr("3 "));
  EXPECT_THAT(error, HasSubstr("head is empty"));
  EXPECT_THAT(error, HasSubstr("x80 = 5"));
}

TEST(Popularity, NoTrainingEventIsAnError) {
  EXPECT_THAT(testing_base::errorOf([] { popularityOfCounts({0, 0}); }), HasSubstr("no item has a training event"));
  EXPECT_THAT(testing_base::errorOf([] { popularityOfCounts({}); }), HasSubstr("no item has a training event"));
}

TEST(Popularity, TiesAtTheThresholdFallToTheTail) {
  // N = 10, 8 items reach 80 %: counts 1 x7, 3 x2, 9 -> running totals 7 (x=1), 9 (x=3): x80 = 3, and both items of count 3 are tail.
  const auto p = popularityOfCounts({3, 1, 1, 1, 9, 1, 1, 1, 1, 3});
  EXPECT_EQ(p.x80, 3);
  EXPECT_THAT(p.headItems, ElementsAre(4));
}

TEST(Popularity, ItemsWithoutTrainingEventsAreTailAndDoNotMoveTheThreshold) {
  const auto p = popularityOfCounts({10, 5, 3, 2, 1, 0, 0, 0, 0});
  EXPECT_EQ(p.x80, 5);
  EXPECT_FALSE(p.isHead(8));
}

TEST(Popularity, CountsTrainingEventsOnlyAndListsHeadsByFirstAppearance) {
  Interactions interactions;
  // Training: 8 5 8 5 8 5 1 2 3 | 5 8 4 6 7 9 10; held out: 0 0 | 1 1, which must not count.
  interactions.items = {8, 5, 8, 5, 8, 5, 1, 2, 3, 0, 0, /**/ 5, 8, 4, 6, 7, 9, 10, 1, 1};
  interactions.offsets = {0, 11, 20};
  const auto p = popularity(interactions, 11);
  EXPECT_THAT(p.count, ElementsAre(0, 1, 1, 1, 1, 4, 1, 1, 4, 1, 1));
  EXPECT_EQ(p.trainEvents, 16);
  EXPECT_EQ(p.x80, 1);
  EXPECT_THAT(p.headItems, ElementsAre(8, 5));
  EXPECT_THAT(popularityOfCounts(p.count).headItems, ElementsAre(5, 8));
}

TEST(Popularity, OrderAndFifthsBreakTiesById) {
  const auto p = popularityOfCounts({1, 9, 1, 9, 1, 1, 1, 1, 1, 1, 1});
  EXPECT_THAT(p.byPopularity(), ElementsAre(1, 3, 0, 2, 4, 5, 6, 7, 8, 9, 10));
  // 11 items, cuts at 0 2 4 6 8 11.
  EXPECT_THAT(p.fifths(), ElementsAre(1, 0, 1, 0, 2, 2, 3, 3, 4, 4, 4));
}

/// The threshold is that of the sorted counts, small ones and those beyond what is counted by value.
TEST(Popularity, TheThresholdIsThatOfTheSortedCounts) {
  Rng rng(6);
  for (int round = 0; round < 200; ++round) {
    const std::uint64_t most = std::array<std::uint64_t, 4>{4, 100, 5000, 100'000}[static_cast<std::size_t>(round % 4)];
    std::vector<std::int64_t> counts(5 + rng.below(60));
    for (auto& count : counts) count = static_cast<std::int64_t>(rng.below(most));
    counts.push_back(1'000'000);  // a head at least
    std::vector<std::int64_t> present;
    std::copy_if(counts.begin(), counts.end(), std::back_inserter(present), [](std::int64_t count) { return count > 0; });
    std::sort(present.begin(), present.end());
    const std::size_t needed = (4 * present.size() + 4) / 5;
    if (present[needed - 1] == 1'000'000) continue;
    EXPECT_EQ(popularityOfCounts(counts).x80, present[needed - 1]) << round;
  }
}

}  // namespace
}  // namespace ghost::data
