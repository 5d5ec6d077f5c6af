#include "eval/history.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "decode/floors.h"
#include "eval/metrics.h"
#include "eval/remarks.h"
#include "tests/base/scratch.h"
#include "tests/eval/hand_made.h"

namespace ghost::eval {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing_base::errorOf;
using testing_eval::list;
using testing_eval::withHead;

data::Interactions interactionsOf(const std::vector<std::vector<data::ItemId>>& sequences) {
  data::Interactions interactions;
  for (const auto& sequence : sequences) {
    interactions.items.insert(interactions.items.end(), sequence.begin(), sequence.end());
    interactions.offsets.push_back(static_cast<std::int64_t>(interactions.items.size()));
  }
  return interactions;
}

TEST(History, EverythingBeforeTheTargetIsLeftOutWhateverTheModelRead) {
  const auto interactions = interactionsOf({{0, 1, 2, 3, 4}});
  auto test = list(0, 4, {1, 4, 0, 3, 5}), valid = list(0, 3, {1, 4, 0, 3, 5});
  test.scores = {5, 4, 3, 2, 1};
  const auto left = withoutHistory(std::vector{test}, interactions).front();
  EXPECT_THAT(left.items, ElementsAre(4, 5));
  EXPECT_THAT(left.scores, ElementsAre(4, 1));
  EXPECT_THAT(withoutHistory(std::vector{valid}, interactions).front().items, ElementsAre(4, 3, 5)) << "the validation target and what follows aren't history";
  auto foreign = list(0, 5, {1, 4, 0, 3, 5});
  foreign.history = {4};
  EXPECT_THAT(withoutHistory(std::vector{foreign}, interactions).front().items, ElementsAre(1, 0, 3, 5)) << "of another split only its own history is known";
}

TEST(History, WhatListsShowIsRecognised) {
  const auto interactions = interactionsOf({{0, 1, 2, 3, 4}, {5, 6, 7}});
  EXPECT_EQ(historyShown(std::vector{list(0, 4, {5, 6}), list(1, 7, {6})}, interactions), historyKept);
  EXPECT_EQ(historyShown(std::vector{list(0, 4, {5, 6}), list(1, 7, {1})}, interactions), historyLeftOut);
  EXPECT_EQ(historyOf({{"history", "kept"}}, {{"keep_history", false}}), "kept") << "what the metrics say goes first";
  EXPECT_EQ(historyOf(OrderedJson::object(), {{"keep_history", false}}), "left out");
  EXPECT_EQ(historyOf(OrderedJson::object(), OrderedJson::object()), "");
}

TEST(History, LeftOutOfSavedListsIsWhatDecodingWithoutItGives) {
  const std::vector<std::vector<data::ItemId>> sequences{{0, 1, 2, 3, 4}, {0, 1, 2, 3}, {1, 2, 3, 0, 4, 2}, {4, 1, 0, 5}, {6, 7, 1, 2}, {8, 9, 6, 7}};
  data::DataSet dataSet;
  dataSet.interactions = interactionsOf(sequences);
  dataSet.catalog.items = 30;
  const auto popularity = data::popularity(dataSet.interactions, 30);
  for (const auto& floor : decode::floors()) {
    const auto ranked = [&](bool keep, int slots) {
      ParamValues values(floor.params);
      values.setJson("keep_history", keep);
      return floor.rank(dataSet, popularity, data::Part::Test, values, slots, 1, silentReporter(), {});
    };
    const auto left = withoutHistory(ranked(true, 20), dataSet.interactions), direct = ranked(false, 10);
    for (std::size_t u = 0; u < left.size(); ++u) EXPECT_EQ(std::vector(left[u].items.begin(), left[u].items.begin() + 10), direct[u].items) << floor.id;
    const std::vector cuts{5, 10};
    const OrderedJson measured = evaluateWithoutHistory(ranked(true, 20), dataSet.interactions, popularity, cuts);
    EXPECT_EQ(measured["k"], evaluate(direct, popularity, cuts)["k"]) << floor.id;
    EXPECT_EQ(measured["history"], "left out");
  }
}

TEST(History, CutsThatListsAreTooShortForAreLeftAwayOrRefused) {
  const auto interactions = interactionsOf({{0, 1, 2, 3, 4}, {5, 6, 7, 8}});
  const auto p = withHead({5, 4, 3, 2, 1, 1, 1, 1, 1, 1, 1, 1}, {0});
  const std::vector lists{list(0, 4, {0, 1, 9, 10}), list(1, 8, {9, 10, 11, 8})};
  const OrderedJson metrics = evaluateWithoutHistory(lists, interactions, p, std::vector{2, 4});
  EXPECT_TRUE(metrics["k"].contains("2"));
  EXPECT_FALSE(metrics["k"].contains("4")) << "user 0 has two items left";
  EXPECT_THAT(remarks(metrics), testing::Contains(HasSubstr("too short for K = 4, which is left away: 1 of 2 users")));
  EXPECT_THAT(errorOf([&] { evaluateWithoutHistory(lists, interactions, p, std::vector{3, 4}); }), HasSubstr("1 of 2 users have fewer than 4 left"));
}

TEST(History, AFewShortListsAreSaidWithWhatTheyCanCost) {
  std::vector<std::vector<data::ItemId>> sequences(200, {0, 1, 2, 3});
  std::vector<decode::RankedList> lists;
  for (data::UserId user = 0; user < 200; ++user) lists.push_back(list(user, 3, {4, 5, 6}));
  lists[7].items = {0, 5, 6};
  const auto p = withHead({5, 4, 3, 2, 1, 1, 1}, {0});
  const OrderedJson metrics = evaluateWithoutHistory(lists, interactionsOf(sequences), p, std::vector{3});
  EXPECT_EQ(metrics["history_short"], OrderedJson({{"3", 1}}));
  EXPECT_THAT(remarks(metrics), ElementsAre(HasSubstr("1 of 200 users have fewer than 3 items left in their saved lists, so HR@3 can be lower than with longer lists, by 0.0050 at most")));
}

}  // namespace
}  // namespace ghost::eval
