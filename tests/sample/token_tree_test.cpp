#include "sample/token_tree.h"

#include <gtest/gtest.h>

#include <limits>

#include "base/error.h"
#include "small_world.h"

namespace ghost::sample {
namespace {

using Column = std::vector<std::int32_t>;
constexpr std::int64_t unlimited = std::numeric_limits<std::int64_t>::max();

/// One user 0, 2, 1 (+ validation 3, test 0); the tail target 2 has the undesired heads 1 and 0.
struct ByHand : testing::Test {
  data::Interactions interactions = interactionsOf({{0, 2, 1, 3, 0}});
  data::Popularity popularity = popularityOf({true, true, false, false});
  sid::SidTable table = fourItems();
  std::vector<data::UserId> users{0};

  TokenTrees only(SampleOptions options) const {
    const SampleSet set(interactions, popularity, table, UndesiredSets::fromLists({{}, {}, {1, 0}, {}}), options);
    EXPECT_EQ(set.examples(), 2);
    auto batches = set.step(users, 1, 0, unlimited);
    EXPECT_EQ(batches.size(), 1u);
    return batches.front();
  }
};

struct Expected {
  std::int32_t row, token;
  double weight;
  bool undesired, tailTarget;
  std::int32_t level;
};

void expectTerms(const TokenTrees& trees, const std::vector<Expected>& expected) {
  ASSERT_EQ(trees.terms.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const auto& term = trees.terms[i];
    EXPECT_EQ(term.row, expected[i].row) << i;
    EXPECT_EQ(term.token, expected[i].token) << i;
    EXPECT_DOUBLE_EQ(term.weight, expected[i].weight) << i;
    EXPECT_EQ(term.undesired, expected[i].undesired) << i;
    EXPECT_EQ(term.tailTarget, expected[i].tailTarget) << i;
    EXPECT_EQ(term.level, expected[i].level) << i;
  }
}

TEST_F(ByHand, UserTreeRowByRow) {
  const auto trees = only({});
  // Trunk: item 0 + EOS, item 2 + EOS, item 1 without EOS; then the branches of items 1 and 0 from row 2, the EOS row before item 2.
  EXPECT_EQ(trees.token, (Column{2, 4, 1, 2, 4, 6, 1, 3, 5, 3, 5, 2, 4}));
  EXPECT_EQ(trees.position, (Column{0, 1, 2, 3, 4, 5, 6, 7, 8, 3, 4, 3, 4}));
  EXPECT_EQ(trees.trunkBegin, Column(13, 0));
  EXPECT_EQ(trees.trunkEnd, (Column{0, 1, 2, 3, 4, 5, 6, 7, 8, 3, 3, 3, 3}));
  EXPECT_EQ(trees.ownBegin, (Column{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 9, 11, 11}));
  EXPECT_EQ(trees.segment, (Column{0, 13}));
  const double push = .1 / 2;
  expectTerms(trees, {{2, 2, .5, false, true, 0}, {2, 3, push, true, true, 0}, {2, 2, push, true, true, 0}, {3, 4, .5, false, true, 1}, {4, 6, .5, false, true, 2},
                      {5, 1, .5, false, true, 3}, {6, 3, .5, false, false, 0}, {7, 5, .5, false, false, 1}, {8, 1, .5, false, false, 2},
                      {9, 5, push, true, true, 1}, {10, 1, push, true, true, 2}, {11, 4, push, true, true, 1}, {12, 1, push, true, true, 2}});
}

TEST_F(ByHand, ReleasedWeightsAreTokenMeansOfEachKind) {
  SampleOptions options;
  options.normalisation = Normalisation::TokenMeans;
  double target = 0, undesired = 0;
  for (const auto& term : only(options).terms) {
    (term.undesired ? undesired : target) += term.weight;
    EXPECT_DOUBLE_EQ(term.weight, term.undesired ? .1 / 6 : 1. / 7);
  }
  EXPECT_NEAR(target, 1, 1e-15);
  EXPECT_NEAR(undesired, .1, 1e-15);
}

TEST_F(ByHand, SeparateRowsRepeatTheHistoryForEverySid) {
  SampleOptions options;
  options.layout = Layout::SeparateRows;
  const auto trees = only(options);
  // Longest first: [0, 2] -> 1; [0] -> 2; [0] -> undesired 1; [0] -> undesired 0.
  EXPECT_EQ(trees.segment, (Column{0, 9, 15, 20, 25}));
  EXPECT_EQ(trees.token, (Column{2, 4, 1, 2, 4, 6, 1, 3, 5, 2, 4, 1, 2, 4, 6, 2, 4, 1, 3, 5, 2, 4, 1, 2, 4}));
  for (std::size_t r = 0; r < trees.token.size(); ++r) EXPECT_EQ(trees.trunkEnd[r], static_cast<std::int32_t>(r));
}

TEST_F(ByHand, AlphaZeroLeavesThePlainTrunk) {
  SampleOptions options;
  options.alpha = 0;
  const auto trees = only(options);
  EXPECT_EQ(trees.rows(), 9);
  EXPECT_EQ(trees.terms.size(), 7u);
}

TEST_F(ByHand, ValidationIsTheHistoryAndItsNextItem) {
  const SampleSet set(interactions, popularity, table, {}, {});
  const auto trees = set.validation(users);
  EXPECT_EQ(trees.token, (Column{2, 4, 1, 2, 4, 6, 1, 3, 5, 1, 3, 5, 7}));
  EXPECT_EQ(trees.segment, (Column{0, 13}));
  expectTerms(trees, {{9, 3, 1, false, true, 0}, {10, 5, 1, false, true, 1}, {11, 7, 1, false, true, 2}, {12, 1, 1, false, true, 3}});
}

TEST_F(ByHand, SlotsCountRowsAndTokensOfBothKinds) {
  const SampleSet set(interactions, popularity, table, UndesiredSets::fromLists({{}, {}, {1, 0}, {}}), {});
  const auto slots = set.slots(users);
  EXPECT_EQ(slots.rows, 13);
  EXPECT_EQ(slots.targetTokens, 7);
  EXPECT_EQ(slots.undesiredTokens, 6);
}

TEST_F(ByHand, UsersWithoutAnExampleAreNotTrainUsers) {
  const auto three = interactionsOf({{0, 1, 2}, {0, 1, 2, 3}});
  const SampleSet set(three, popularity, table, {}, {});
  ASSERT_EQ(set.trainUsers().size(), 1u);
  EXPECT_EQ(set.trainUsers().front(), 1);
  const std::vector<data::UserId> short_{0};
  EXPECT_TRUE(set.step(short_, 1, 0, 100).empty());
}

TEST_F(ByHand, AnIndexThatLacksItemsIsRefused) {
  const auto fifth = popularityOf({true, true, false, false, false});
  EXPECT_THROW(SampleSet(interactions, fifth, table, {}, {}), Error);
  SampleOptions noHistory;
  noHistory.historyCap = 0;
  EXPECT_THROW(SampleSet(interactions, popularity, table, {}, noHistory), Error);
  SampleOptions negative;
  negative.alpha = -1;
  EXPECT_THROW(SampleSet(interactions, popularity, table, {}, negative), Error);
}

}  // namespace
}  // namespace ghost::sample
