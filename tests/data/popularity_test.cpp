#include "data/popularity.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

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

}  // namespace
}  // namespace ghost::data
