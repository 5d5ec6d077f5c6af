#include "eval/comparison.h"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/rng.h"
#include "eval/bootstrap.h"
#include "eval/metrics.h"
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

OrderedJson metricsOf(double hr, double mgu = 0.2) {
  return {{"users", 10}, {"k", {{"5", {{"hr", hr}, {"hr_tail", 0.1}, {"ndcg", 0.1}, {"ndcg_tail", 0.1}, {"mgu", mgu}, {"arp", 100.0}}}}}};
}

TEST(Cns, M4ScalesToZeroHalfOneAndAMetricWithoutRangeToOneHalf) {
  const auto scores = cns(std::vector{metricsOf(0.1), metricsOf(0.2), metricsOf(0.3)}, 5);
  EXPECT_THAT(scores, ElementsAre(DoubleNear((0 + 2.5) / 6, 1e-12), DoubleNear((0.5 + 2.5) / 6, 1e-12), DoubleNear((1 + 2.5) / 6, 1e-12)));
}

TEST(Cns, SmallerMguAndArpAreBetter) {
  const auto scores = cns(std::vector{metricsOf(0.2, 0.1), metricsOf(0.2, 0.3), metricsOf(0.2, 0.15)}, 5);
  EXPECT_THAT(scores, ElementsAre(DoubleNear(3.5 / 6, 1e-12), DoubleNear(2.5 / 6, 1e-12), DoubleNear(3.25 / 6, 1e-12)));
}

TEST(Cns, AMetricThatSomeSystemLacksIsOneHalfForAll) {
  auto without = metricsOf(0.3);
  without["k"]["5"]["hr_tail"] = nullptr;
  const auto scores = cns(std::vector{metricsOf(0.1), metricsOf(0.2), without}, 5);
  EXPECT_DOUBLE_EQ(scores[2], 3.5 / 6);
}

TEST(Cns, BestInAllSixIsOneAndWorstInAllSixIsZero) {
  auto best = metricsOf(0.3, 0.1), middle = metricsOf(0.2, 0.2), worst = metricsOf(0.1, 0.3);
  for (const char* id : {"hr_tail", "ndcg", "ndcg_tail"}) best["k"]["5"][id] = 0.5, worst["k"]["5"][id] = 0.01;
  best["k"]["5"]["arp"] = 10.0;
  worst["k"]["5"]["arp"] = 900.0;
  const auto scores = cns(std::vector{worst, best, middle}, 5);
  EXPECT_DOUBLE_EQ(scores[0], 0);
  EXPECT_DOUBLE_EQ(scores[1], 1);
  EXPECT_GT(scores[2], 0);
  EXPECT_LT(scores[2], 1);
}

/// 400 users over 20 items; `skill` is the share of users whose target is put first.
std::vector<decode::RankedList> system(double skill, std::uint64_t seed) {
  Rng rng(seed), targets(1);
  std::vector<decode::RankedList> lists;
  for (data::UserId u = 0; u < 400; ++u) {
    const auto target = static_cast<data::ItemId>(targets.below(20));
    std::vector<data::ItemId> items(20);
    std::iota(items.begin(), items.end(), 0);
    rng.shuffle(std::span(items));
    items.resize(5);
    if (rng.uniform() < skill) items[0] = target;
    lists.push_back(list(u, target, items));
  }
  return lists;
}
const auto popularity20 = withHead({90, 80, 70, 60, 9, 9, 9, 9, 9, 9, 5, 5, 5, 5, 5, 1, 1, 1, 1, 0}, {0, 1, 2, 3});

ComparedRun runOf(const std::string& id, const std::string& recipe, const std::vector<decode::RankedList>& lists) { return {id, recipe, evaluate(lists, popularity20, std::vector{1, 5}), &lists}; }

TEST(Compare, RowsHoldMetricsCnsIntervalsAndPairedDifferences) {
  const auto weak = system(0.1, 2), same = system(0.1, 2), strong = system(0.6, 4);
  const std::vector runs{runOf("a", "rqk-4", weak), runOf("b", "rqk-4", same), runOf("c", "ghost", strong)};
  const auto json = compare(runs, popularity20, {.bootstrapSamples = 300});
  EXPECT_EQ(json.at("cns_set"), OrderedJson({"a", "b", "c"}));
  ASSERT_EQ(json.at("rows").size(), 3u);
  const auto& rows = json.at("rows");
  EXPECT_EQ(rows[0].at("metrics"), runs[0].metrics);
  EXPECT_TRUE(rows[0].at("difference").is_null());
  EXPECT_EQ(rows[1].at("difference").at("5").at("hr").at("interval"), OrderedJson({0.0, 0.0})) << "the same lists differ nowhere";
  const auto& hr = rows[2].at("difference").at("5").at("hr");
  EXPECT_EQ(rows[2].at("difference").at("baseline"), "a");
  EXPECT_DOUBLE_EQ(hr.at("value").get<double>(), runs[2].metrics.at("k").at("5").at("hr").get<double>() - runs[0].metrics.at("k").at("5").at("hr").get<double>());
  EXPECT_GT(hr.at("interval")[0].get<double>(), 0) << "60 % against 10 % is a clear gain";
  for (const auto& row : rows)
    for (const auto& metric : bootstrapMetrics()) {
      const auto& interval = row.at("interval").at("5").at(metric);
      const double value = row.at("metrics").at("k").at("5").at(metric).get<double>();
      EXPECT_LE(interval[0].get<double>(), value + 0.02) << metric;
      EXPECT_GE(interval[1].get<double>(), value - 0.02) << metric;
    }
}

TEST(Compare, FewerThanThreeSystemsHaveNoCns) {
  const auto a = system(0.1, 2), b = system(0.2, 3);
  const auto json = compare(std::vector{runOf("a", "x", a), runOf("b", "y", b)}, popularity20, {.bootstrapSamples = 10});
  EXPECT_TRUE(json.at("rows")[0].at("cns").at("5").is_null());
}

TEST(Compare, SeedsOfOneRecipeGiveMeanAndDeviation) {
  const auto a = system(0.1, 2), b = system(0.1, 3), c = system(0.3, 5);
  const std::vector runs{runOf("a", "x", a), runOf("b", "x", b), runOf("c", "y", c)};
  const auto json = compare(runs, popularity20, {.bootstrapSamples = 10});
  ASSERT_EQ(json.at("recipes").size(), 1u);
  const auto& hr = json.at("recipes")[0].at("k").at("5").at("hr");
  const double one = runs[0].metrics.at("k").at("5").at("hr").get<double>(), two = runs[1].metrics.at("k").at("5").at("hr").get<double>();
  EXPECT_DOUBLE_EQ(hr.at("mean").get<double>(), (one + two) / 2);
  EXPECT_NEAR(hr.at("sd").get<double>(), std::abs(one - two) / std::sqrt(2.0), 1e-12);
  EXPECT_EQ(json.at("recipes")[0].at("names"), (OrderedJson{"a", "b"}));
}

TEST(Compare, RunsOfARecipeWithOtherParametersAreNotItsSeeds) {
  const auto a = system(0.1, 2), b = system(0.1, 3), c = system(0.3, 5);
  std::vector runs{runOf("a", "x", a), runOf("b", "x", b), runOf("c", "x", c)};
  runs[1].variant = "alpha 0.1";
  const auto json = compare(runs, popularity20, {.bootstrapSamples = 10});
  ASSERT_EQ(json.at("recipes").size(), 1u);
  EXPECT_EQ(json.at("recipes")[0].at("names"), (OrderedJson{"a", "c"}));
}

ComparedRun seeded(ComparedRun run, std::int64_t seed) {
  run.seed = seed;
  return run;
}

TEST(Compare, ARunOfTheSameParametersAndSeedIsNoSecondSeed) {
  const auto a = system(0.1, 2), b = system(0.3, 3), c = system(0.5, 5);
  const std::vector runs{seeded(runOf("a", "x", a), 42), seeded(runOf("again", "x", a), 42), seeded(runOf("b", "x", b), 43), seeded(runOf("c", "y", c), 42), seeded(runOf("c2", "y", c), 42)};
  const auto json = compare(runs, popularity20, {.bootstrapSamples = 10});
  ASSERT_EQ(json.at("recipes").size(), 1u) << "y has one seed, however often it was run";
  const auto& x = json.at("recipes")[0];
  EXPECT_EQ(x.at("runs"), 2);
  EXPECT_EQ(x.at("names"), (OrderedJson{"a", "b"}));
  EXPECT_EQ(x.at("seeds"), (OrderedJson{42, 43}));
  const double one = runs[0].metrics.at("k").at("5").at("hr").get<double>(), two = runs[2].metrics.at("k").at("5").at("hr").get<double>();
  EXPECT_NEAR(x.at("k").at("5").at("hr").at("sd").get<double>(), std::abs(one - two) / std::sqrt(2.0), 1e-12);
  EXPECT_EQ(json.at("rows").size(), 5u) << "what was named is shown";
  EXPECT_EQ(json.at("rows")[1].at("repeats"), "a");
  EXPECT_FALSE(json.at("rows")[2].contains("repeats"));
  EXPECT_EQ(json.at("cns_set"), (OrderedJson{"a", "b", "c"}));
  EXPECT_TRUE(json.at("rows")[0].at("cns").at("5").is_null()) << "two systems, whatever the number of seeds";
  ASSERT_EQ(json.at("warnings").size(), 2u);
  EXPECT_THAT(json.at("warnings")[0].get<std::string>(), HasSubstr("x (again) has the parameters and the seed of a: it is no further sample"));
}

TEST(Compare, CnsOfSeedsIsTakenOverTheMeansOfSystems) {
  const auto a = system(0.1, 2), b = system(0.3, 3), c = system(0.5, 5), d = system(0.7, 6);
  const std::vector runs{seeded(runOf("a", "x", a), 1), seeded(runOf("b", "x", b), 2), seeded(runOf("c", "y", c), 1), seeded(runOf("d", "z", d), 1)};
  const auto json = compare(runs, popularity20, {.bootstrapSamples = 0});
  OrderedJson mean{{"k", {{"5", OrderedJson::object()}}}};
  for (const auto& [id, value] : json.at("recipes")[0].at("k").at("5").items()) mean["k"]["5"][id] = value.at("mean");
  EXPECT_DOUBLE_EQ(json.at("recipes")[0].at("cns").at("5").get<double>(), cns(std::vector{mean, runs[2].metrics, runs[3].metrics}, 5)[0]);
  EXPECT_TRUE(json.at("rows")[3].at("cns").at("5").is_number());
}

TEST(Compare, MixedHistoriesHaveNoBestAndSaySo) {
  const auto a = system(0.1, 2), b = system(0.3, 3), c = system(0.5, 5);
  std::vector runs{runOf("a", "x", a), runOf("b", "y", b), runOf("c", "z", c)};
  for (auto& run : runs) run.metrics["history"] = "kept";
  const auto same = compare(runs, popularity20, {.bootstrapSamples = 0});
  EXPECT_EQ(same.at("history"), "kept");
  EXPECT_EQ(same.at("best").at("5").at("hr"), OrderedJson{"c"});
  EXPECT_TRUE(same.at("warnings").empty());
  runs[1].metrics["history"] = "left out";
  const auto mixed = compare(runs, popularity20, {.bootstrapSamples = 0});
  EXPECT_EQ(mixed.at("history"), "mixed");
  EXPECT_TRUE(mixed.at("best").empty());
  EXPECT_EQ(mixed.at("rows")[1].at("history"), "left out");
  EXPECT_TRUE(mixed.at("rows")[0].at("cns").at("5").is_null());
  EXPECT_THAT(mixed.at("warnings")[0].get<std::string>(), HasSubstr("kept in the lists of x (a), z (c) and left out of those of y (b)"));
}

TEST(Compare, BaselinesStandBesideTheRunsAndATrainedRunBelowNextItemIsNamed) {
  const auto weak = system(0.1, 2), strong = system(0.7, 3), next = system(0.4, 5);
  std::vector runs{runOf("a", "rqk-4", weak), runOf("b", "ghost", strong), runOf("baseline:next-item", "next-item", next)};
  runs[2].added = runs[2].untrained = true;
  const auto json = compare(runs, popularity20, {.bootstrapSamples = 10});
  EXPECT_EQ(json.at("rows").size(), 2u);
  ASSERT_EQ(json.at("baselines").size(), 1u);
  EXPECT_EQ(json.at("cns_set"), (OrderedJson{"a", "b"})) << "CNS is taken over the runs that were named";
  EXPECT_TRUE(json.at("baselines")[0].at("difference").at("5").is_object());
  ASSERT_EQ(json.at("warnings").size(), 1u);
  EXPECT_THAT(json.at("warnings")[0].get<std::string>(), HasSubstr("rqk-4 (a) ranks below next-item, an untrained table of counts (HR@5 "));
}

TEST(Compare, EqualValuesShareTheBestPlace) {
  const auto a = system(0.3, 2), b = system(0.3, 2), c = system(0.1, 5);
  const auto json = compare(std::vector{runOf("a", "x", a), runOf("b", "y", b), runOf("c", "z", c)}, popularity20, {.bootstrapSamples = 0});
  EXPECT_EQ(json.at("best").at("5").at("ndcg"), (OrderedJson{"a", "b"}));
}

TEST(Compare, RunsWithoutListsOrWithOtherUsersSaySo) {
  const auto a = system(0.1, 2);
  auto shuffled = system(0.3, 3), fewer = shuffled, other = shuffled;
  std::reverse(shuffled.begin(), shuffled.end());
  fewer.pop_back();
  other[0].target = (other[0].target + 1) % 20;
  auto bare = runOf("bare", "x", a);
  bare.lists = nullptr;
  const auto rows = compare(std::vector{runOf("a", "x", a), runOf("shuffled", "y", shuffled), runOf("fewer", "y", fewer), runOf("other", "y", other), bare}, popularity20, {.bootstrapSamples = 20}).at("rows");
  EXPECT_FALSE(rows[1].at("difference").is_null()) << "the order of users doesn't matter";
  EXPECT_TRUE(rows[2].at("difference").is_null());
  EXPECT_THAT(rows[2].at("note").get<std::string>(), HasSubstr("not the same users"));
  EXPECT_FALSE(rows[2].at("interval").is_null()) << "its own interval needs no partner";
  EXPECT_TRUE(rows[3].at("difference").is_null());
  EXPECT_TRUE(rows[4].at("interval").is_null());
  EXPECT_THAT(rows[4].at("note").get<std::string>(), HasSubstr("no saved lists"));
}

TEST(Compare, BadInputIsRefused) {
  const auto a = system(0.1, 2);
  EXPECT_THAT(errorOf([&] { compare({}, popularity20, {}); }), HasSubstr("no run"));
  EXPECT_THAT(errorOf([&] { compare(std::vector{runOf("a", "x", a)}, popularity20, {.baseline = 1}); }), HasSubstr("baseline"));
  EXPECT_THAT(errorOf([&] { compare(std::vector{ComparedRun{"a", "x", OrderedJson::object(), &a}}, popularity20, {}); }), HasSubstr("run a"));
  EXPECT_THAT(errorOf([&] { cns(std::vector{metricsOf(0.1)}, 7); }), HasSubstr("K = 7"));
  for (const char* broken : {"{}", "{\"k\": 3}", "{\"k\": {\"abc\": {}}}"}) {
    const std::vector<ComparedRun> runs{{"a", "ghost", OrderedJson::parse(broken)}, {"b", "ghost", OrderedJson::parse(broken)}};
    EXPECT_THROW(compare(runs, withHead({3, 1}, {0}), {}), Error) << broken;
  }
}

TEST(Bootstrap, SampleValuesEqualTheMetricsOfTheDrawnUsers) {
  const auto lists = system(0.4, 6);
  std::vector<const decode::RankedList*> pointers;
  for (const auto& l : lists) pointers.push_back(&l);
  const auto result = bootstrap(std::vector<std::vector<const decode::RankedList*>>{pointers}, popularity20, 5, 3, 42, 1).front();
  const auto whole = evaluate(lists, popularity20, std::vector{5}).at("k").at("5");
  for (std::size_t m = 0; m < bootstrapMetrics().size(); ++m) EXPECT_NEAR(result.value[m], whole.at(bootstrapMetrics()[m]).get<double>(), 1e-12) << bootstrapMetrics()[m];
  for (std::int64_t b = 0; b < 3; ++b) {
    Rng rng = Rng(42).split("bootstrap").split(static_cast<std::uint64_t>(b));
    std::vector<decode::RankedList> drawn;
    for (std::size_t i = 0; i < lists.size(); ++i) drawn.push_back(lists[rng.below(lists.size())]);
    const auto metrics = evaluate(drawn, popularity20, std::vector{5}).at("k").at("5");
    for (std::size_t m = 0; m < bootstrapMetrics().size(); ++m)
      EXPECT_NEAR(result.samples[m][static_cast<std::size_t>(b)], metrics.at(bootstrapMetrics()[m]).get<double>(), 1e-12) << bootstrapMetrics()[m];
  }
}

TEST(Bootstrap, IntervalOfAShareHasTheBinomialWidth) {
  const auto lists = system(0.5, 7);
  std::vector<const decode::RankedList*> pointers;
  for (const auto& l : lists) pointers.push_back(&l);
  const auto result = bootstrap(std::vector<std::vector<const decode::RankedList*>>{pointers}, popularity20, 1, 2000, 42, 2).front();
  const double p = result.value[0], sd = std::sqrt(p * (1 - p) / 400);
  const auto interval = percentile95(result.samples[0]);
  EXPECT_NEAR(interval.high - interval.low, 2 * 1.96 * sd, 0.12 * 2 * 1.96 * sd);
  EXPECT_EQ(bootstrap(std::vector<std::vector<const decode::RankedList*>>{pointers}, popularity20, 1, 2000, 42, 1).front().samples, result.samples) << "threads change nothing";
}

TEST(Bootstrap, PercentilesAreLinearBetweenOrderStatistics) {
  std::vector<double> values(101);
  std::iota(values.begin(), values.end(), 0.0);
  const auto interval = percentile95(values);
  EXPECT_DOUBLE_EQ(interval.low, 2.5);
  EXPECT_DOUBLE_EQ(interval.high, 97.5);
  EXPECT_TRUE(std::isnan(percentile95({1, std::nan("")}).low));
  EXPECT_TRUE(std::isnan(percentile95({}).low));
}

}  // namespace
}  // namespace ghost::eval
