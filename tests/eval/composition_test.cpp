#include "eval/composition.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eval/metrics.h"
#include "tests/base/scratch.h"
#include "tests/eval/hand_made.h"

namespace ghost::eval {
namespace {

using testing::ElementsAre;
using testing_eval::list;
using testing_eval::withHead;

TEST(Composition, CountsEveryPositionOnce) {
  const auto p = withHead({10, 9, 3, 2, 1}, {0, 1});
  const std::vector lists{list(0, 0, {0, 2, -1}), list(1, 0, {1}), list(2, 0, {4, 0, 3, 2})};
  const auto c = composition(lists, p, 3);
  EXPECT_THAT(c.head, ElementsAre(2, 1, 0));
  EXPECT_THAT(c.tail, ElementsAre(1, 1, 1));
  EXPECT_THAT(c.invalid, ElementsAre(0, 0, 1));
  EXPECT_THAT(c.empty, ElementsAre(0, 1, 1));
  EXPECT_THAT(c.fifths[0], ElementsAre(1, 1, 0, 0, 1));
  EXPECT_THAT(c.fifths[1], ElementsAre(1, 0, 1, 0, 0));
  EXPECT_THAT(c.fifths[2], ElementsAre(0, 0, 0, 1, 0));
}

TEST(Composition, SharesEqualTheMetrics) {
  const auto p = withHead({10, 9, 3, 2, 1}, {0, 1});
  const std::vector lists{list(0, 0, {0, 2, -1}), list(1, 0, {1}), list(2, 0, {4, 0, 3, 2})};
  const auto c = composition(lists, p, 4);
  for (const int k : {1, 2, 3, 4}) {
    const auto metrics = evaluate(lists, p, std::vector{k}).at("k").at(std::to_string(k));
    EXPECT_DOUBLE_EQ(c.headShare(k), metrics.at("gp_head").get<double>());
    EXPECT_DOUBLE_EQ(c.tailShare(k), metrics.at("gp_tail").get<double>());
  }
}

TEST(Composition, BadInputIsRefused) {
  const auto p = withHead({10, 1}, {0});
  EXPECT_NE(testing_base::errorOf([&] { composition({}, p, 3); }), "");
  EXPECT_NE(testing_base::errorOf([&] { composition(std::vector{list(0, 0, {9})}, p, 3); }), "");
  EXPECT_NE(testing_base::errorOf([&] { composition(std::vector{list(0, 0, {1})}, p, 0); }), "");
}

}  // namespace
}  // namespace ghost::eval
