// The three layouts and every cut into micro-batches must describe the same loss: the same tokens, predicted in the same contexts, with the same weights.
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <map>
#include <set>
#include <tuple>

#include "small_world.h"

namespace ghost::sample {
namespace {

/// What the model is asked at one term: the visible tokens in order, and what is said about the next.
using Question = std::tuple<std::vector<std::int32_t>, std::int32_t, bool, bool, std::int32_t>;
/// Question -> summed weight.
using Loss = std::map<Question, double>;

std::vector<std::int32_t> visible(const TokenTrees& trees, std::int32_t row) {
  const auto r = static_cast<std::size_t>(row);
  std::vector<std::int32_t> tokens(trees.token.begin() + trees.trunkBegin[r], trees.token.begin() + trees.trunkEnd[r]);
  tokens.insert(tokens.end(), trees.token.begin() + trees.ownBegin[r], trees.token.begin() + row + 1);
  return tokens;
}

void checkShape(const TokenTrees& trees) {
  ASSERT_EQ(trees.segment.front(), 0);
  ASSERT_EQ(trees.segment.back(), trees.rows());
  std::size_t sequence = 0;
  for (std::int32_t row = 0; row < trees.rows(); ++row) {
    const auto r = static_cast<std::size_t>(row);
    while (row >= trees.segment[sequence + 1]) ++sequence;
    ASSERT_EQ(trees.trunkBegin[r], trees.segment[sequence]);
    ASSERT_LE(trees.trunkBegin[r], trees.trunkEnd[r]);
    ASSERT_LE(trees.trunkEnd[r], trees.ownBegin[r]);
    ASSERT_LE(trees.ownBegin[r], row);
    ASSERT_EQ(trees.position[r] + 1, static_cast<std::int32_t>(visible(trees, row).size()));
  }
  ASSERT_TRUE(std::is_sorted(trees.terms.begin(), trees.terms.end(), [](const auto& a, const auto& b) { return a.row < b.row; }));
}

Loss lossOf(const std::vector<TokenTrees>& batches) {
  Loss loss;
  for (const auto& trees : batches) {
    checkShape(trees);
    for (const auto& term : trees.terms) loss[{visible(trees, term.row), term.token, term.undesired, term.tailTarget, term.level}] += term.weight;
  }
  return loss;
}

void expectEqual(const Loss& a, const Loss& b) {
  ASSERT_EQ(a.size(), b.size());
  for (auto i = a.begin(), j = b.begin(); i != a.end(); ++i, ++j) {
    ASSERT_EQ(i->first, j->first);
    ASSERT_NEAR(i->second, j->second, 1e-12);
  }
}

constexpr std::int64_t unlimited = std::numeric_limits<std::int64_t>::max();

SampleOptions options(Layout layout, Window window, Normalisation normalisation, bool sampleOne) {
  SampleOptions result;
  result.layout = layout;
  result.window = window;
  result.normalisation = normalisation;
  result.sampleOneUndesired = sampleOne;
  result.historyCap = 4;
  return result;
}

class Layouts : public testing::TestWithParam<std::tuple<Normalisation, bool>> {
 protected:
  RandomWorld world{7, 30, 40, 25};
  SampleSet set(Layout layout, Window window) const {
    const auto [normalisation, sampleOne] = GetParam();
    return SampleSet(world.interactions, world.popularity, world.table, world.undesired, options(layout, window, normalisation, sampleOne));
  }
};

TEST_P(Layouts, ExactTreesEqualExampleTreesEqualSeparateRows) {
  const Loss trees = lossOf(set(Layout::UserTrees, Window::Exact).step(world.users, 3, 5, unlimited));
  EXPECT_GT(trees.size(), 1000u);
  expectEqual(trees, lossOf(set(Layout::ExampleTrees, Window::Exact).step(world.users, 3, 5, unlimited)));
  expectEqual(trees, lossOf(set(Layout::SeparateRows, Window::Exact).step(world.users, 3, 5, unlimited)));
}

TEST_P(Layouts, TheCutIntoMicroBatchesChangesNothing) {
  for (const Layout layout : {Layout::UserTrees, Layout::ExampleTrees, Layout::SeparateRows})
    for (const Window window : {Window::Exact, Window::Blocks}) {
      const auto samples = set(layout, window);
      const auto whole = samples.step(world.users, 3, 5, unlimited);
      ASSERT_EQ(whole.size(), 1u);
      const Loss expected = lossOf(whole);
      for (const std::int64_t maxRows : {1, 60, 500}) {
        const auto parts = samples.step(world.users, 3, 5, maxRows);
        EXPECT_GT(parts.size(), 1u);
        for (const auto& part : parts) EXPECT_TRUE(part.rows() <= maxRows || part.sequences() == 1);
        expectEqual(expected, lossOf(parts));
      }
    }
}

TEST_P(Layouts, NoExampleIsLostInEitherWindow) {
  for (const Window window : {Window::Exact, Window::Blocks}) {
    const auto samples = set(Layout::UserTrees, window);
    std::int64_t firsts = 0;
    for (const auto& trees : samples.step(world.users, 3, 5, unlimited))
      for (const auto& term : trees.terms) firsts += !term.undesired && term.level == 0;
    EXPECT_EQ(firsts, samples.examples());
  }
}

TEST_P(Layouts, SlotsAgreeWithTheStepTheyDescribe) {
  for (const Layout layout : {Layout::UserTrees, Layout::ExampleTrees, Layout::SeparateRows}) {
    const auto samples = set(layout, Window::Blocks);
    SampleSet::Slots counted;
    for (const auto& trees : samples.step(world.users, 0, 0, 200)) {
      counted.rows += trees.rows();
      for (const auto& term : trees.terms) ++(term.undesired ? counted.undesiredTokens : counted.targetTokens);
    }
    const auto slots = samples.slots(world.users);
    EXPECT_EQ(slots.rows, counted.rows);
    EXPECT_EQ(slots.targetTokens, counted.targetTokens);
    EXPECT_EQ(slots.undesiredTokens, counted.undesiredTokens);
  }
}

TEST_P(Layouts, WeightsOfAStepAddUpToItsNormalisation) {
  const auto [normalisation, sampleOne] = GetParam();
  const auto samples = set(Layout::UserTrees, Window::Blocks);
  const auto slots = samples.slots(world.users);
  double target = 0, undesired = 0;
  for (const auto& trees : samples.step(world.users, 0, 0, 300))
    for (const auto& term : trees.terms) (term.undesired ? undesired : target) += term.weight;
  const bool sums = normalisation == Normalisation::ExampleSums;
  const auto perExample = [&](std::int64_t tokens) { return static_cast<double>(tokens) / static_cast<double>(samples.examples()); };
  EXPECT_NEAR(target, sums ? perExample(slots.targetTokens) : 1, 1e-9);
  EXPECT_NEAR(undesired, sums ? .1 * perExample(slots.undesiredTokens) : .1, 1e-9);
}

INSTANTIATE_TEST_SUITE_P(AllLosses, Layouts, testing::Combine(testing::Values(Normalisation::ExampleSums, Normalisation::TokenMeans), testing::Bool()));

TEST(DrawnDistractor, DependsOnSeedEpochAndExampleOnly) {
  const RandomWorld world(11, 30, 60, 25);
  const SampleSet samples(world.interactions, world.popularity, world.table, world.undesired, options(Layout::UserTrees, Window::Exact, Normalisation::ExampleSums, true));
  // The undesired side of the loss without its weights, which belong to the step.
  const auto drawn = [&](std::span<const data::UserId> users, std::uint64_t seed, std::int64_t epoch) {
    std::multiset<Question> questions;
    for (const auto& trees : samples.step(users, seed, epoch, 150))
      for (const auto& term : trees.terms)
        if (term.undesired) questions.insert({visible(trees, term.row), term.token, true, term.tailTarget, term.level});
    return questions;
  };
  std::multiset<Question> oneByOne;
  for (const data::UserId user : epochOrder(world.users, 1, 2)) oneByOne.merge(drawn(std::vector{user}, 1, 2));
  EXPECT_EQ(drawn(world.users, 1, 2), oneByOne);
  EXPECT_NE(drawn(world.users, 1, 2), drawn(world.users, 1, 3));
  EXPECT_NE(drawn(world.users, 1, 2), drawn(world.users, 2, 2));
}

TEST(DrawnDistractor, EveryMemberOfTheSetTurnsUpAboutEquallyOften) {
  const auto interactions = interactionsOf({{0, 2, 1, 3}});
  const auto popularity = popularityOf({true, true, false, false});
  const auto table = fourItems();
  SampleOptions one;
  one.sampleOneUndesired = true;
  const SampleSet samples(interactions, popularity, table, UndesiredSets::fromLists({{}, {}, {1, 0}, {}}), one);
  std::map<std::int32_t, int> first;
  const std::vector<data::UserId> users{0};
  for (int epoch = 0; epoch < 2000; ++epoch) {
    const auto trees = samples.step(users, 9, epoch, unlimited);
    for (const auto& term : trees.front().terms)
      if (term.undesired && term.level == 0) ++first[term.token];
  }
  EXPECT_EQ(first[2] + first[3], 2000);
  EXPECT_NEAR(first[2], 1000, 150);
}

TEST(EpochOrder, IsAShuffleOfSeedAndEpoch) {
  const RandomWorld world(1, 10, 50, 8);
  const auto order = epochOrder(world.users, 4, 0);
  EXPECT_TRUE(std::is_permutation(order.begin(), order.end(), world.users.begin(), world.users.end()));
  EXPECT_EQ(order, epochOrder(world.users, 4, 0));
  EXPECT_NE(order, epochOrder(world.users, 4, 1));
  EXPECT_NE(order, epochOrder(world.users, 5, 0));
}

}  // namespace
}  // namespace ghost::sample
