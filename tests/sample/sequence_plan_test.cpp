#include "sample/sequence_plan.h"

#include <gtest/gtest.h>

#include <map>

namespace ghost::sample {
namespace {

using Plan = std::vector<Passage>;

SampleOptions options(Window window, Layout layout = Layout::UserTrees, int cap = 20) {
  SampleOptions result;
  result.window = window;
  result.layout = layout;
  result.historyCap = cap;
  return result;
}

TEST(SequencePlan, M5SixItemsGiveTheThreeExamplesOfTheSplit) {
  // s = 1..6 has the training sequence 1..4: [1]->2, [1,2]->3, [1,2,3]->4.
  EXPECT_EQ(passages(4, options(Window::Exact)), (Plan{{0, 1, 4}}));
  EXPECT_EQ(passages(4, options(Window::Exact, Layout::ExampleTrees)), (Plan{{0, 1, 2}, {0, 2, 3}, {0, 3, 4}}));
  EXPECT_TRUE(passages(1, options(Window::Exact)).empty());
  EXPECT_TRUE(passages(0, options(Window::Blocks)).empty());
}

TEST(SequencePlan, ExactGivesEveryExampleBeyondTheCapItsOwnTrunk) {
  EXPECT_EQ(passages(21, options(Window::Exact)), (Plan{{0, 1, 21}}));
  EXPECT_EQ(passages(23, options(Window::Exact)), (Plan{{0, 1, 21}, {1, 21, 22}, {2, 22, 23}}));
}

TEST(SequencePlan, BlocksHold21NewItemsAfter20OfContext) {
  EXPECT_EQ(passages(21, options(Window::Blocks)), (Plan{{0, 1, 21}}));
  EXPECT_EQ(passages(22, options(Window::Blocks)), (Plan{{0, 1, 21}, {1, 21, 22}}));
  EXPECT_EQ(passages(60, options(Window::Blocks)), (Plan{{0, 1, 21}, {1, 21, 42}, {22, 42, 60}}));
}

TEST(SequencePlan, EveryPositionIsATargetOfExactlyOnePassage) {
  for (const Layout layout : {Layout::UserTrees, Layout::ExampleTrees, Layout::SeparateRows})
    for (const Window window : {Window::Exact, Window::Blocks})
      for (const int cap : {1, 3, 20})
        for (int length = 0; length < 100; ++length) {
          std::vector<int> seen(static_cast<std::size_t>(length), 0);
          for (const Passage& passage : passages(length, options(window, layout, cap))) {
            ASSERT_TRUE(0 <= passage.begin && passage.begin < passage.firstTarget && passage.firstTarget < passage.end && passage.end <= length);
            for (int i = passage.firstTarget; i < passage.end; ++i) {
              ++seen[static_cast<std::size_t>(i)];
              const int history = i - passage.begin;
              if (window == Window::Exact || layout != Layout::UserTrees) {
                ASSERT_EQ(history, std::min(i, cap));
              } else {
                ASSERT_GE(history, std::min(i, cap));
                ASSERT_LE(history, 2 * cap);
              }
            }
          }
          for (int i = 0; i < length; ++i) ASSERT_EQ(seen[static_cast<std::size_t>(i)], i > 0 ? 1 : 0) << "position " << i << " of " << length;
        }
}

}  // namespace
}  // namespace ghost::sample
