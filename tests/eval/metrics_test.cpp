#include "eval/metrics.h"

#include <cmath>
#include <map>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "tests/base/scratch.h"
#include "tests/eval/hand_made.h"

namespace ghost::eval {
namespace {

using testing::HasSubstr;
using testing_base::errorOf;
using testing_eval::list;
using testing_eval::withHead;

// Items: 0 = h and 1 = h' (head, count 10), 2 = t (tail, count 2), 3 brings GH_head to 20 / (20 + 2 + 11.33) = .6.
data::Popularity m1Popularity() {
  auto p = withHead({10, 10, 2, 0}, {0, 1});
  p.headShare = 0.6;
  return p;
}

double at(const OrderedJson& json, int k, const char* metric) { return json.at("k").at(std::to_string(k)).at(metric).get<double>(); }

TEST(Metrics, M1MguAndArpWithAnInvalidSlot) {
  const std::vector lists{list(0, 3, {0, 2}), list(1, 3, {0, -1})};
  const auto json = evaluate(lists, m1Popularity(), std::vector{2});
  EXPECT_DOUBLE_EQ(at(json, 2, "gp_head"), 0.5);
  EXPECT_DOUBLE_EQ(at(json, 2, "gp_tail"), 0.25);
  EXPECT_DOUBLE_EQ(at(json, 2, "mgu"), 0.125);
  EXPECT_DOUBLE_EQ(at(json, 2, "arp"), 5.5);
  EXPECT_DOUBLE_EQ(at(json, 2, "invalid_rate"), 0.25);
  EXPECT_EQ(json.at("k").at("2").at("head_users"), 2);
  EXPECT_EQ(json.at("k").at("2").at("tail_users"), 1);
}

TEST(Metrics, M1MguAndArpWithTwoHeads) {
  const std::vector lists{list(0, 3, {0, 2}), list(1, 3, {0, 1})};
  const auto json = evaluate(lists, m1Popularity(), std::vector{2});
  EXPECT_DOUBLE_EQ(at(json, 2, "gp_head"), 0.75);
  EXPECT_DOUBLE_EQ(at(json, 2, "gp_tail"), 0.25);
  EXPECT_DOUBLE_EQ(at(json, 2, "mgu"), 0.15);
  EXPECT_DOUBLE_EQ(at(json, 2, "arp"), 8);
  EXPECT_DOUBLE_EQ(at(json, 2, "invalid_rate"), 0);
}

TEST(Metrics, M2NdcgOfRank3IsOneHalfAndOfRank11IsZero) {
  const auto p = withHead(std::vector<std::int64_t>(20, 1), {0});
  std::vector<data::ItemId> items(20);
  std::iota(items.begin(), items.end(), 0);
  EXPECT_DOUBLE_EQ(at(evaluate(std::vector{list(0, 2, items)}, p, std::vector{5}), 5, "ndcg"), 0.5);
  const auto eleventh = evaluate(std::vector{list(0, 10, items)}, p, std::vector{5, 10, 11});
  EXPECT_EQ(at(eleventh, 5, "ndcg"), 0);
  EXPECT_EQ(at(eleventh, 10, "ndcg"), 0);
  EXPECT_EQ(at(eleventh, 10, "hr"), 0);
  EXPECT_DOUBLE_EQ(at(eleventh, 11, "ndcg"), 1 / std::log2(12));
}

TEST(Metrics, M3HitRateOfAllIsTheWeightedMeanOfHeadAndTail) {
  const auto p = withHead({10, 10, 2}, {0, 1});
  const std::vector lists{list(0, 0, {0}), list(1, 1, {0}), list(2, 2, {2})};
  const auto json = evaluate(lists, p, std::vector{1});
  EXPECT_NEAR(at(json, 1, "hr"), 0.6667, 5e-5);
  EXPECT_DOUBLE_EQ(at(json, 1, "hr_head"), 0.5);
  EXPECT_DOUBLE_EQ(at(json, 1, "hr_tail"), 1);
  EXPECT_EQ(json.at("targets").at("head"), 2);
  EXPECT_EQ(json.at("targets").at("tail"), 1);
}

TEST(Metrics, KeysAreThoseOfTheCommandContract) {
  const auto json = evaluate(std::vector{list(0, 0, {0})}, withHead({10, 1, 1, 1, 1}, {0}), std::vector{5, 10});
  for (const char* key : {"users", "k", "composition_at_1", "fifths"}) EXPECT_TRUE(json.contains(key)) << key;
  for (const char* cut : {"5", "10"})
    for (const char* key : {"hr", "hr_head", "hr_tail", "ndcg", "ndcg_head", "ndcg_tail", "mgu", "arp", "invalid_rate", "head_users", "tail_users", "coverage", "gini"})
      EXPECT_TRUE(json.at("k").at(cut).contains(key)) << key;
  for (const char* key : {"users", "hr", "ndcg", "gp", "gh"}) EXPECT_EQ(json.at("fifths").at(key).size(), 5u) << key;
  EXPECT_EQ(json.at("composition_at_1"), OrderedJson({{"head", 1}, {"tail", 0}}));
}

TEST(Metrics, FifthsAreMostPopularFirstAtTen) {
  const auto p = withHead({1, 50, 9, 20, 20}, {1});  // order: 1 3 4 2 0
  const std::vector lists{list(0, 1, {1, 3}), list(1, 0, {1}), list(2, 0, {4, 0})};
  const auto fifths = evaluate(lists, p, std::vector{5}).at("fifths");
  EXPECT_EQ(fifths.at("users"), OrderedJson({1, 0, 0, 0, 2}));
  EXPECT_EQ(fifths.at("hr"), OrderedJson({1.0, nullptr, nullptr, nullptr, 0.5}));
  EXPECT_DOUBLE_EQ(fifths.at("ndcg")[4].get<double>(), 0.5 / std::log2(3));
  EXPECT_EQ(fifths.at("gp"), OrderedJson({2.0 / 30, 1.0 / 30, 1.0 / 30, 0.0, 1.0 / 30}));
  EXPECT_EQ(fifths.at("gh"), OrderedJson({0.5, 0.2, 0.2, 0.09, 0.01}));
}

TEST(Metrics, UndefinedValuesAreNull) {
  const auto p = withHead({10, 1}, {0});
  const auto json = evaluate(std::vector{list(0, 0, {})}, p, std::vector{5}).at("k").at("5");
  EXPECT_TRUE(json.at("hr_tail").is_null());
  EXPECT_TRUE(json.at("gini").is_null());
  EXPECT_EQ(json.at("hr"), 0.0);
  EXPECT_EQ(json.at("arp"), 0.0);
  EXPECT_EQ(json.at("invalid_rate"), 0.0) << "a slot after the end of a list is empty, not invalid";
}

TEST(Metrics, ATargetListedTwiceCountsOnceAtItsFirstPlace) {
  const auto p = withHead({10, 1}, {0});
  const auto json = evaluate(std::vector{list(0, 1, {0, 1, 1})}, p, std::vector{3}).at("k").at("3");
  EXPECT_EQ(json.at("hr"), 1.0);
  EXPECT_DOUBLE_EQ(json.at("ndcg").get<double>(), 1 / std::log2(3));
}

TEST(Metrics, BadInputIsRefused) {
  const auto p = withHead({10, 1}, {0});
  EXPECT_THAT(errorOf([&] { evaluate({}, p, std::vector{5}); }), HasSubstr("no list to evaluate"));
  EXPECT_THAT(errorOf([&] { evaluate(std::vector{list(7, 0, {2})}, p, std::vector{5}); }), HasSubstr("user 7: item id 2 is outside the catalogue of 2 items"));
  EXPECT_THAT(errorOf([&] { evaluate(std::vector{list(7, 0, {-2})}, p, std::vector{5}); }), HasSubstr("item id -2"));
  EXPECT_THAT(errorOf([&] { evaluate(std::vector{list(7, -1, {1})}, p, std::vector{5}); }), HasSubstr("item id -1"));
  EXPECT_THAT(errorOf([&] { evaluate(std::vector{list(7, 0, {1})}, p, std::vector{0}); }), HasSubstr("2 metrics"));
}

TEST(Metrics, TableRowsHaveNamesAndSentencesAndSixEnterCns) {
  std::set<std::string> ids, inCns;
  for (const auto& row : metricTable()) {
    EXPECT_TRUE(ids.insert(row.id).second) << row.id;
    EXPECT_TRUE(row.description.ends_with(".")) << row.id;
    EXPECT_NE(row.value, nullptr) << row.id;
    if (row.inCns) inCns.insert(row.id);
  }
  EXPECT_EQ(inCns, (std::set<std::string>{"hr", "hr_tail", "ndcg", "ndcg_tail", "mgu", "arp"}));
}

TEST(Metrics, FlatteningWhatIsNoEvaluationIsRefused) {
  for (const char* text : {"[]", "{}", "{\"users\": \"x\", \"k\": {}}", "{\"users\": 1, \"k\": {\"abc\": {\"hr\": 1}}, \"composition_at_1\": {}, \"fifths\": {}}",
                           "{\"users\": 1, \"k\": {\"99999999999\": {\"hr\": 1}}, \"composition_at_1\": {}, \"fifths\": {}}"}) {
    try {
      flatten(OrderedJson::parse(text));
      ADD_FAILURE() << text;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::Data) << text;
    }
  }
}

TEST(Metrics, FlattenSplitsGroupsOff) {
  const auto p = withHead({10, 1, 1, 1, 1}, {0});
  const auto rows = flatten(evaluate(std::vector{list(0, 0, {0, 1})}, p, std::vector{5}));
  const auto value = [&](const std::string& metric, int k, const std::string& group) -> std::optional<double> {
    std::optional<double> found;
    for (const auto& row : rows)
      if (row.metric == metric && row.k == k && row.group == group) {
        EXPECT_FALSE(found) << "twice: " << metric;
        found = row.value;
      }
    return found;
  };
  EXPECT_EQ(value("users", 0, "all"), 1);
  EXPECT_EQ(value("hr", 5, "all"), 1);
  EXPECT_EQ(value("hr", 5, "head"), 1);
  EXPECT_EQ(value("hr", 5, "tail"), std::nullopt);
  EXPECT_EQ(value("users_shown", 5, "tail"), 1);
  EXPECT_EQ(value("composition", 1, "head"), 1);
  EXPECT_EQ(value("hr", 10, "fifth1"), 1);
  EXPECT_EQ(value("gp", 5, "head"), 0.2);
}

}  // namespace
}  // namespace ghost::eval
