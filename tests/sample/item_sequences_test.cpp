// Histories as plain item ids: which targets a user gives, what each of them sees, and what is drawn against it.
#include "sample/item_sequences.h"

#include <map>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "small_world.h"

namespace ghost::sample {
namespace {

using testing::ElementsAre;

std::vector<data::ItemId> counted(int length) {
  std::vector<data::ItemId> items(static_cast<std::size_t>(length));
  for (int i = 0; i < length; ++i) items[static_cast<std::size_t>(i)] = i;
  return items;
}

/// What the row of a term sees, its own item last.
std::vector<data::ItemId> seenBy(const TokenTrees& trees, const TokenTrees::Term& term) {
  const auto row = static_cast<std::size_t>(term.row);
  std::vector<data::ItemId> items(trees.token.begin() + trees.trunkBegin[row], trees.token.begin() + trees.trunkEnd[row]);
  items.insert(items.end(), trees.token.begin() + trees.ownBegin[row], trees.token.begin() + term.row + 1);
  return items;
}

struct World {
  data::Interactions interactions;
  data::Popularity popularity;
  explicit World(const std::vector<std::vector<data::ItemId>>& sequences, std::size_t items) : interactions(interactionsOf(sequences)), popularity(popularityOf(std::vector<bool>(items, true))) {}
};

TEST(ItemSequences, AShortUserIsOneSequenceThatPredictsEveryNextItem) {
  const World world({{5, 3, 4, 1, 0}, {1, 2, 3}}, 6);  // the last two items of each are held out
  const ItemSequences sequences(world.interactions, world.popularity, {});
  EXPECT_THAT(sequences.trainUsers(), ElementsAre(0));
  EXPECT_EQ(sequences.examples(), 2);
  EXPECT_EQ(sequences.rows(), 2);
  const auto pieces = sequences.step(sequences.trainUsers(), 1, 0, 100);
  ASSERT_EQ(pieces.size(), 1u);
  EXPECT_THAT(pieces[0].token, ElementsAre(5, 3));
  EXPECT_THAT(pieces[0].position, ElementsAre(0, 1));
  EXPECT_THAT(pieces[0].segment, ElementsAre(0, 2));
  ASSERT_EQ(pieces[0].terms.size(), 2u);
  EXPECT_EQ(pieces[0].terms[0].token, 3);
  EXPECT_EQ(pieces[0].terms[1].token, 4);
  EXPECT_EQ(pieces[0].terms[0].weight, 0.5);
  EXPECT_THAT(seenBy(pieces[0], pieces[0].terms[1]), ElementsAre(5, 3));
}

TEST(ItemSequences, OfALongUserNoTargetIsLostAndEachSeesMoreThanHalfOfWhatTheModelReads) {
  for (const int positions : {1, 2, 5, 20})
    for (const int length : {4, 7, 8, 23, 24, 60}) {
      const World world({counted(length)}, static_cast<std::size_t>(length));
      const ItemSequences sequences(world.interactions, world.popularity, {positions, 0});
      std::set<data::ItemId> targets;
      std::int64_t rows = 0;
      for (const TokenTrees& piece : sequences.step(sequences.trainUsers(), 1, 0, 10)) {
        rows += piece.rows();
        for (const auto& term : piece.terms) {
          EXPECT_TRUE(targets.insert(term.token).second) << term.token << " twice";
          const auto seen = seenBy(piece, term);
          EXPECT_EQ(seen.back(), term.token - 1);
          EXPECT_EQ(seen.front(), term.token - static_cast<data::ItemId>(seen.size()));
          EXPECT_LE(static_cast<int>(seen.size()), positions);
          EXPECT_GT(2 * static_cast<int>(seen.size()), std::min(positions, static_cast<int>(term.token) * 2 - 1)) << positions << " positions, target " << term.token;
        }
      }
      EXPECT_EQ(static_cast<int>(targets.size()), length - 3) << positions << " positions, " << length << " items";
      EXPECT_EQ(sequences.examples(), length - 3);
      EXPECT_EQ(sequences.rows(), rows);
    }
}

TEST(ItemSequences, PiecesKeepToTheLimitAndTheirWeightsSumToOne) {
  const RandomWorld world(3, 30, 40, 50);
  const ItemSequences sequences(world.interactions, world.popularity, {20, 3});
  double target = 0, undesired = 0;
  for (const TokenTrees& piece : sequences.step(sequences.trainUsers(), 7, 2, 64)) {
    EXPECT_LE(piece.rows(), 64);
    for (std::size_t t = 0; t < piece.terms.size(); ++t) {
      EXPECT_LE(t > 0 ? piece.terms[t - 1].row : 0, piece.terms[t].row);
      (piece.terms[t].undesired ? undesired : target) += piece.terms[t].weight;
    }
  }
  EXPECT_NEAR(target, 1, 1e-12);
  EXPECT_NEAR(undesired, 1, 1e-12);
}

TEST(ItemSequences, NegativesAreNoItemsOfTheUserAndDependOnSeedEpochUserAndPositionOnly) {
  const RandomWorld world(5, 30, 20, 12);
  const ItemSequences sequences(world.interactions, world.popularity, {20, 2});
  using Draws = std::map<std::pair<data::UserId, data::ItemId>, std::vector<data::ItemId>>;  // (user, place in the user's sequence)
  auto drawn = [&](std::uint64_t seed, std::int64_t epoch, std::span<const data::UserId> users) {
    Draws all;
    for (const data::UserId user : users)
      for (const TokenTrees& piece : sequences.step(std::span(&user, 1), seed, epoch, 1000))
        for (const auto& term : piece.terms)
          if (term.undesired) all[{user, term.row}].push_back(term.token);
    return all;
  };
  const Draws first = drawn(1, 0, sequences.trainUsers());
  for (const auto& [place, items] : first) {
    const auto train = data::trainSequence(world.interactions.sequence(place.first));
    EXPECT_EQ(items.size(), 2u);
    for (const data::ItemId item : items) EXPECT_EQ(std::find(train.begin(), train.end(), item), train.end());
  }
  EXPECT_EQ(drawn(1, 0, sequences.trainUsers()), first);
  EXPECT_NE(drawn(2, 0, sequences.trainUsers()), first);
  EXPECT_NE(drawn(1, 1, sequences.trainUsers()), first);
  // In one step with others a user draws the same.
  const auto together = sequences.step(sequences.trainUsers(), 1, 0, 1 << 20);
  std::multiset<data::ItemId> alone, all;
  for (const auto& [place, items] : first) alone.insert(items.begin(), items.end());
  for (const auto& term : together.at(0).terms)
    if (term.undesired) all.insert(term.token);
  EXPECT_EQ(all, alone);
}

TEST(ItemSequences, AUserWithEveryItemStillGetsNegatives) {
  const World world({{0, 1, 2, 0, 1}}, 3);
  const ItemSequences sequences(world.interactions, world.popularity, {20, 1});
  EXPECT_EQ(sequences.step(sequences.trainUsers(), 1, 0, 100).at(0).terms.size(), 4u);
}

TEST(ItemSequences, HistoriesEndWithThePartsTarget) {
  const World world({counted(30), {4, 3, 2}}, 30);
  const ItemSequences sequences(world.interactions, world.popularity, {});
  const std::vector<data::UserId> users{0, 1};
  const TokenTrees test = sequences.histories(users, data::Part::Test), valid = sequences.histories(users, data::Part::Valid);
  ASSERT_EQ(test.terms.size(), 2u);
  EXPECT_EQ(test.rows(), 22);
  EXPECT_EQ(test.terms[0].token, 29);
  EXPECT_EQ(seenBy(test, test.terms[0]).front(), 9);
  EXPECT_THAT(seenBy(test, test.terms[1]), ElementsAre(4, 3));
  EXPECT_EQ(valid.terms[0].token, 28);
  EXPECT_THAT(seenBy(valid, valid.terms[1]), ElementsAre(4));
}

TEST(ItemSequences, AModelThatReadsNothingIsRefused) {
  const World world({{0, 1, 2, 0}}, 3);
  EXPECT_THROW(ItemSequences(world.interactions, world.popularity, {0, 0}), Error);
}

}  // namespace
}  // namespace ghost::sample
