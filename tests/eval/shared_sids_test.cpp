#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/rng.h"
#include "eval/bootstrap.h"
#include "eval/composition.h"
#include "eval/history.h"
#include "eval/list_line.h"
#include "eval/metrics.h"
#include "eval/remarks.h"
#include "tests/base/scratch.h"
#include "tests/eval/hand_made.h"

namespace ghost::eval {
namespace {

using testing::DoubleNear;
using testing::ElementsAre;
using testing::HasSubstr;
using testing_base::errorOf;
using testing_eval::list;
using testing_eval::withHead;

/// Places of several items.
decode::RankedList shared(data::UserId user, data::ItemId target, std::int32_t sharers, const std::vector<std::vector<data::ItemId>>& places) {
  decode::RankedList result = list(user, target, {});
  result.targetSharers = sharers;
  for (const auto& place : places) {
    result.items.insert(result.items.end(), place.begin(), place.end());
    result.itemsAtPlace.push_back(static_cast<std::int32_t>(place.size()));
  }
  return result;
}

TEST(SharedSids, APlaceStandsForAllItsItemsAndAHitIsCountedBothWays) {
  const auto p = withHead({10, 4, 2, 1}, {0});
  // User 0: the target 2 shares the second place with 0 and 3. User 1: the target has the first place alone.
  const std::vector lists{shared(0, 2, 3, {{1}, {0, 2, 3}}), shared(1, 1, 1, {{1}, {0, 2, 3}})};
  const OrderedJson metrics = evaluate(lists, p, std::vector{1, 2});
  const auto& two = metrics["k"]["2"];
  EXPECT_NEAR(two["hr"].get<double>(), (1. / 3 + 1) / 2, 1e-15);
  EXPECT_EQ(two["hr_sid"], 1.0);
  EXPECT_NEAR(two["ndcg"].get<double>(), (1 / std::log2(3.) / 3 + 1) / 2, 1e-15);
  EXPECT_NEAR(two["ndcg_sid"].get<double>(), (1 / std::log2(3.) + 1) / 2, 1e-15);
  EXPECT_NEAR(two["mrr"].get<double>(), (.5 / 3 + 1) / 2, 1e-15);
  EXPECT_EQ(metrics["k"]["1"]["hr"], 0.5);
  EXPECT_NEAR(two["arp"].get<double>(), (4 + 13. / 3) / 2, 1e-12) << "the mean count of what stands at the place";
  EXPECT_NEAR(two["gp_head"].get<double>(), (1. / 3) / 2, 1e-12);
  EXPECT_NEAR(two["gp_tail"].get<double>(), (1 + 2. / 3) / 2, 1e-12);
  EXPECT_EQ(two["coverage"], 1.0);
  EXPECT_EQ(two["head_users"], 2);
  EXPECT_EQ(metrics["shared_sids"], OrderedJson({{"hits", "expected"}, {"targets", 1}, {"slot_share", 0.1}}));
  EXPECT_THAT(remarks(metrics), testing::Contains(HasSubstr("1 of 2 test targets share their SID")));
  EXPECT_EQ(metrics["longest_list"], 2);
  EXPECT_EQ(metrics["composition_at_1"], OrderedJson({{"head", 0}, {"tail", 2}}));
}

TEST(SharedSids, WithoutThemBothWaysAgreeAndNothingIsSaid) {
  const auto p = withHead({10, 4, 2, 1}, {0});
  const OrderedJson metrics = evaluate(std::vector{list(0, 2, {1, 2}), list(1, 0, {3})}, p, std::vector{2});
  EXPECT_EQ(metrics["k"]["2"]["hr"], metrics["k"]["2"]["hr_sid"]);
  EXPECT_EQ(metrics["k"]["2"]["ndcg_tail"], metrics["k"]["2"]["ndcg_sid_tail"]);
  EXPECT_EQ(metrics["shared_sids"]["targets"], 0);
  for (const auto& remark : remarks(metrics)) EXPECT_EQ(remark.find("share"), std::string::npos) << remark;
}

/// 60 items in groups of 1 to 4, 150 users, lists of groups. Every group has its own counts, some of them equal.
struct World {
  std::vector<std::vector<data::ItemId>> groups;
  std::vector<std::int64_t> counts;
  std::vector<data::ItemId> heads;
  std::vector<decode::RankedList> lists;
  std::vector<data::ItemId> order;  ///< of first appearance in the data

  explicit World(std::uint64_t seed) {
    Rng rng(seed);
    for (data::ItemId item = 0; item < 60;) {
      auto& group = groups.emplace_back();
      for (auto left = 1 + rng.below(4); left > 0 && item < 60; --left) group.push_back(item++);
    }
    for (int i = 0; i < 60; ++i) counts.push_back(static_cast<std::int64_t>(rng.below(9)));
    counts[0] = 40;
    for (data::ItemId item = 0; item < 60; ++item)
      if (counts[static_cast<std::size_t>(item)] >= 7) heads.push_back(item);
    for (data::UserId user = 0; user < 150; ++user) {
      auto chosen = groups;
      rng.shuffle(std::span(chosen));
      chosen.resize(12);
      const auto& home = groups[rng.below(groups.size())];
      lists.push_back(shared(user, home[rng.below(home.size())], static_cast<std::int32_t>(home.size()), chosen));
    }
  }

  /// The same data with item i called number[i].
  World renumbered(const std::vector<data::ItemId>& number) const {
    World other = *this;
    const auto of = [&](data::ItemId item) { return number[static_cast<std::size_t>(item)]; };
    for (std::size_t i = 0; i < counts.size(); ++i) other.counts[static_cast<std::size_t>(number[i])] = counts[i];
    for (auto& head : other.heads) head = of(head);
    for (auto& l : other.lists) {
      l.target = of(l.target);
      std::transform(l.items.begin(), l.items.end(), l.items.begin(), of);
      std::size_t first = 0;
      for (const auto n : l.itemsAtPlace) {  // decoding lists the items of a SID by their numbers
        std::sort(l.items.begin() + static_cast<std::ptrdiff_t>(first), l.items.begin() + static_cast<std::ptrdiff_t>(first) + n);
        first += static_cast<std::size_t>(n);
      }
    }
    return other;
  }
  data::Popularity popularity(const std::vector<data::ItemId>& number) const {
    auto p = withHead(counts, heads);
    p.order.resize(counts.size());
    for (std::size_t i = 0; i < counts.size(); ++i) p.order[static_cast<std::size_t>(number[i])] = static_cast<std::int32_t>(i);
    return p;
  }
};

void expectSameNumbers(const World& world, const std::vector<data::ItemId>& number) {
  std::vector<data::ItemId> own(60);
  std::iota(own.begin(), own.end(), 0);
  const World other = world.renumbered(number);
  const auto before = world.popularity(own), after = other.popularity(number);
  const std::vector cuts{1, 5, 10};
  EXPECT_EQ(evaluate(world.lists, before, cuts).dump(), evaluate(other.lists, after, cuts).dump());
  const auto compositionOf = [](const World& w, const data::Popularity& p) { return composition(w.lists, p, 10); };
  const auto a = compositionOf(world, before), b = compositionOf(other, after);
  EXPECT_EQ(a.head, b.head);
  EXPECT_EQ(a.tail, b.tail);
  EXPECT_EQ(a.fifths, b.fifths);
  const auto drawn = [](const World& w, const data::Popularity& p) {
    std::vector<const decode::RankedList*> pointers;
    for (const auto& l : w.lists) pointers.push_back(&l);
    return bootstrap(std::vector<std::vector<const decode::RankedList*>>{pointers}, p, 5, 20, 1, 1).front();
  };
  const auto one = drawn(world, before), two = drawn(other, after);
  EXPECT_EQ(one.value, two.value);
  EXPECT_EQ(one.samples, two.samples);
}

TEST(SharedSids, NumbersOfItemsInsideAGroupChangeNothing) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const World world(seed);
    Rng rng(100 + seed);
    std::vector<data::ItemId> number(60);
    for (const auto& group : world.groups) {
      auto shuffled = group;
      rng.shuffle(std::span(shuffled));
      for (std::size_t i = 0; i < group.size(); ++i) number[static_cast<std::size_t>(group[i])] = shuffled[i];
    }
    expectSameNumbers(world, number);
  }
}

TEST(SharedSids, NumbersOfTheWholeCatalogueChangeNothing) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const World world(seed);
    Rng rng(200 + seed);
    std::vector<data::ItemId> number(60);
    std::iota(number.begin(), number.end(), 0);
    rng.shuffle(std::span(number));
    expectSameNumbers(world, number);
  }
}

TEST(SharedSids, TheExpectedHitIsTheMeanOverDrawingOneItemOfEveryPlace) {
  const auto p = withHead({10, 4, 2, 1}, {0});
  const std::vector lists{shared(0, 2, 3, {{0, 2, 3}, {1}})};
  double hits = 0;
  for (const data::ItemId drawn : {0, 2, 3}) hits += evaluate(std::vector{list(0, 2, {drawn, 1})}, p, std::vector{2})["k"]["2"]["hr"].get<double>();
  EXPECT_NEAR(evaluate(lists, p, std::vector{2})["k"]["2"]["hr"].get<double>(), hits / 3, 1e-15);
}

TEST(SharedSids, ALineNamesThePlacesAndOldLinesStillRead) {
  const auto written = shared(3, 2, 3, {{1}, {0, 2, 3}, {-1}});
  auto named = written;
  named.invalidSids = {"<a_9>"};
  const std::string line = lineOf(named);
  EXPECT_THAT(line, HasSubstr(R"("r":[1,0,2,3,-1])"));
  EXPECT_THAT(line, HasSubstr(R"("n":[1,3,1],"tn":3})"));
  const auto read = listOf(line, 4, "lists, line 1");
  EXPECT_EQ(read.items, written.items);
  EXPECT_EQ(read.itemsAtPlace, written.itemsAtPlace);
  EXPECT_EQ(read.targetSharers, 3);
  const auto old = listOf(R"({"u":0,"h":[],"t":1,"r":[1,2],"s":[]})", 4, "lists, line 1");
  EXPECT_EQ(old.places(), 2u);
  EXPECT_EQ(old.targetSharers, 1);
  EXPECT_EQ(lineOf(old).find("\"n\""), std::string::npos) << "nothing is written where nothing is shared";
}

TEST(SharedSids, PlacesThatDontFitAreRefused) {
  for (const auto& [keys, says] : {std::pair(R"("n":[1,1])", "places 2 items"), {R"("n":[3,0])", "outside"}, {R"("n":[3,-1])", "outside"}, {R"("n":3)", "needs a list"}, {R"("tn":[1])", "none is expected"},
                                   {R"("tn":0)", "outside"}, {R"("n":[1.5,1.5])", "stands in \"n\""}, {R"("n":[99999999999,1])", "outside"}, {R"("n":[1,2])", "invalid generation"}})
    EXPECT_THAT(errorOf([&, k = keys] { listOf(std::string(R"({"u":0,"t":1,"r":[1,2,-1],)") + k + "}", 4, "lists, line 1"); }), HasSubstr(says)) << keys;
}

TEST(SharedSids, LeavingOutTheHistoryTakesItemsOutOfAPlace) {
  data::Interactions interactions;
  interactions.items = {0, 3, 1, 2};
  interactions.offsets = {0, 4};
  auto l = shared(0, 2, 3, {{1}, {0, 2, 3}});
  l.scores = {-1, -2, -2, -2};
  const auto left = withoutHistory(std::vector{l}, interactions).front();
  EXPECT_THAT(left.items, ElementsAre(2));
  EXPECT_THAT(left.scores, ElementsAre(-2));
  EXPECT_EQ(left.places(), 1u);
  EXPECT_EQ(targetPlace(left).sharers, 1u) << "the others of the SID are known";
}

}  // namespace
}  // namespace ghost::eval
