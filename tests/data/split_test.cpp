#include "data/split.h"

#include <numeric>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"

namespace ghost::data {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<ItemId> oneTo(int n) {
  std::vector<ItemId> items(static_cast<std::size_t>(n));
  std::iota(items.begin(), items.end(), 1);
  return items;
}

TEST(Split, M5LeaveOneOut) {
  const auto s = oneTo(6);
  EXPECT_THAT(trainSequence(s), ElementsAre(1, 2, 3, 4));
  const std::vector<std::vector<ItemId>> histories{{1}, {1, 2}, {1, 2, 3}};
  for (std::int64_t i = 1; i <= 3; ++i) {
    const auto example = trainExample(s, i);
    EXPECT_THAT(example.history, testing::ElementsAreArray(histories[static_cast<std::size_t>(i - 1)]));
    EXPECT_EQ(example.target, i + 1);
  }
  const auto valid = evaluationExample(s, Part::Valid);
  EXPECT_THAT(valid.history, ElementsAre(1, 2, 3, 4));
  EXPECT_EQ(valid.target, 5);
  const auto test = evaluationExample(s, Part::Test);
  EXPECT_THAT(test.history, ElementsAre(1, 2, 3, 4, 5));
  EXPECT_EQ(test.target, 6);
  Interactions interactions;
  interactions.items = s;
  interactions.offsets = {0, 6};
  EXPECT_EQ(trainExamples(interactions), 3);
}

TEST(Split, M5ThreeItemsHaveNoTrainingExample) {
  Interactions interactions;
  interactions.items = oneTo(3);
  interactions.offsets = {0, 3};
  EXPECT_EQ(trainExamples(interactions), 0);
  EXPECT_THAT(trainSequence(interactions.sequence(0)), ElementsAre(1));
  EXPECT_THAT(evaluationExample(interactions.sequence(0), Part::Valid).history, ElementsAre(1));
  EXPECT_EQ(evaluationExample(interactions.sequence(0), Part::Valid).target, 2);
  EXPECT_THROW(trainExample(interactions.sequence(0), 1), Error);
}

TEST(Split, M5HistoryOf25KeepsTheLast20) {
  const auto s = oneTo(26);
  const auto test = evaluationExample(s, Part::Test);
  ASSERT_EQ(test.history.size(), 20u);
  EXPECT_EQ(test.history.front(), 6);
  EXPECT_EQ(test.history.back(), 25);
  EXPECT_EQ(test.target, 26);
  EXPECT_EQ(trainExample(s, 23).history.front(), 4);
  EXPECT_EQ(evaluationExample(s, Part::Test, 3).history.size(), 3u);
}

TEST(Split, TrainPartIsTheLastTrainingTarget) {
  const auto s = oneTo(6);
  const auto train = evaluationExample(s, Part::Train);
  EXPECT_THAT(train.history, ElementsAre(1, 2, 3));
  EXPECT_EQ(train.target, 4);
  EXPECT_THAT(evaluationExample(oneTo(3), Part::Train).history, IsEmpty());
}

TEST(Split, TwoItemsCannotBeSplit) {
  const auto s = oneTo(2);
  EXPECT_THAT(trainSequence(s), IsEmpty());
  EXPECT_THROW(evaluationExample(s, Part::Test), Error);
}

}  // namespace
}  // namespace ghost::data
