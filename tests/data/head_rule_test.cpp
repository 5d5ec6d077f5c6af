#include "data/head_rule.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/base/scratch.h"

namespace ghost::data {
namespace {

/// Counts alone: four even items have no head under the rule of counts, and need none here.
Popularity counted(std::vector<std::int64_t> counts) {
  Popularity popularity;
  popularity.head.assign(counts.size(), false);
  popularity.count = std::move(counts);
  return popularity;
}

using testing::ElementsAre;
using testing::HasSubstr;

TEST(HeadRule, CountsChangesNothing) {
  const auto p = popularityOfCounts({1, 50, 9, 3, 2, 1, 1, 1, 1, 0});
  const auto same = withHeadRule(p, HeadRule::Counts, 0.5);
  EXPECT_EQ(same.headItems, p.headItems);
  EXPECT_EQ(same.head, p.head);
  EXPECT_EQ(same.headShare, p.headShare);
}

TEST(HeadRule, QuantileTakesAShareOfTheItemsWithEvents) {
  const auto p = popularityOfCounts({1, 50, 9, 3, 2, 1, 1, 1, 1, 1, 0, 0});
  EXPECT_THAT(withHeadRule(p, HeadRule::Quantile, 0.2).headItems, ElementsAre(1, 2));
  EXPECT_THAT(withHeadRule(p, HeadRule::Quantile, 0.5).headItems, ElementsAre(1, 2, 3, 4, 0));
  EXPECT_THAT(withHeadRule(p, HeadRule::Quantile, 0.01).headItems, ElementsAre(1));  // at least one
  EXPECT_EQ(withHeadRule(p, HeadRule::Quantile, 1).headItems.size(), 10u);           // never an item without events
}

TEST(HeadRule, ExposureTakesTheFewestItemsThatCoverTheShare) {
  const auto p = counted({10, 40, 20, 30});
  const auto half = withHeadRule(p, HeadRule::Exposure, 0.7);
  EXPECT_THAT(half.headItems, ElementsAre(1, 3));
  EXPECT_DOUBLE_EQ(half.headShare, 0.7);
  EXPECT_TRUE(half.isHead(3));
  EXPECT_FALSE(half.isHead(2));
  EXPECT_THAT(withHeadRule(p, HeadRule::Exposure, 0.71).headItems, ElementsAre(1, 3, 2));
  EXPECT_EQ(withHeadRule(p, HeadRule::Exposure, 1).headItems.size(), 4u);
}

TEST(HeadRule, KneeCutsWhereTheCurveFlattens) {
  EXPECT_THAT(withHeadRule(popularityOfCounts({100, 1, 90, 2, 80, 3, 4, 5}), HeadRule::Knee, 0).headItems, ElementsAre(0, 2, 4));
  EXPECT_THAT(testing_base::errorOf([] { withHeadRule(counted({2, 2, 2, 2, 0}), HeadRule::Knee, 0); }), HasSubstr("flat"));
}

TEST(HeadRule, BadWordsAndSharesAreRefused) {
  const auto p = counted({10, 40, 20, 30});
  EXPECT_THAT(testing_base::errorOf([] { headRuleOf("top"); }), HasSubstr("counts, quantile, exposure or knee"));
  for (const double share : {0.0, -1.0, 1.5}) EXPECT_THAT(testing_base::errorOf([&] { withHeadRule(p, HeadRule::Quantile, share); }), HasSubstr("no share"));
}

}  // namespace
}  // namespace ghost::data
