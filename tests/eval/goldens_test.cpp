// Ranking metrics against goldens made with other software (tests/fixtures/metrics); both readings of head_users and arp.
#include <cmath>

#include <gtest/gtest.h>

#include "base/json_file.h"
#include "eval/metrics.h"
#include "tests/eval/hand_made.h"

namespace ghost::eval {
namespace {

class MetricGoldens : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    golden = readJsonFile(std::string(GHOST_FIXTURES "/metrics/") + GetParam());
    popularity = testing_eval::withHead(golden.at("popularity").get<std::vector<std::int64_t>>(), golden.at("head_items").get<std::vector<data::ItemId>>());
    const auto& items = golden.at("lists");
    for (std::size_t u = 0; u < items.size(); ++u)
      lists.push_back(testing_eval::list(static_cast<data::UserId>(u), golden.at("target")[u].get<data::ItemId>(), items[u].get<std::vector<data::ItemId>>()));
    metrics = evaluate(lists, popularity, std::vector{1, 5, 10, 20});
  }
  double expected(const std::string& key) const { return golden.at("expected").at(key).get<double>(); }
  double expected(const std::string& name, int k) const { return expected(name + "@" + std::to_string(k)); }
  double ours(const std::string& name, int k) const { return metrics.at("k").at(std::to_string(k)).at(name).get<double>(); }

  OrderedJson golden, metrics;
  data::Popularity popularity;
  std::vector<decode::RankedList> lists;
};

TEST_P(MetricGoldens, RankingMetricsAgree) {
  for (const int k : {5, 10, 20}) {
    SCOPED_TRACE(k);
    EXPECT_NEAR(ours("hr", k), expected("recall", k), 1e-12);
    EXPECT_NEAR(ours("ndcg", k), expected("ndcg", k), 1e-12);
    EXPECT_NEAR(ours("mrr", k), expected("mrr", k), 1e-12);
    EXPECT_NEAR(ours("hr_head", k), expected("head_recall", k), 1e-12);
    EXPECT_NEAR(ours("hr_tail", k), expected("tail_recall", k), 1e-12);
  }
}

TEST_P(MetricGoldens, ExposureMetricsAgree) {
  for (const int k : {5, 10, 20}) {
    SCOPED_TRACE(k);
    EXPECT_NEAR(ours("coverage", k), expected("coverage", k), 1e-12);
    EXPECT_NEAR(ours("gini", k), expected("gini_exposure", k), 1e-12);
    EXPECT_NEAR(ours("entropy", k), expected("entropy_normalised", k), 1e-12);
    EXPECT_NEAR(ours("entropy", k) * std::log(popularity.items()), expected("entropy_nats", k), 1e-12);
    EXPECT_NEAR(ours("gp_head", k) / (ours("gp_head", k) + ours("gp_tail", k)), expected("head_share", k), 1e-12);
  }
  const double head = metrics.at("composition_at_1").at("head").get<double>(), tail = metrics.at("composition_at_1").at("tail").get<double>();
  EXPECT_NEAR(head / (head + tail), expected("top1_head_share"), 1e-12);
  EXPECT_NEAR(ours("coverage", 1) * popularity.items(), expected("top1_distinct_items"), 1e-9);
}

TEST_P(MetricGoldens, UsersOfAGroupByTargetAndByWhatTheyAreShown) {
  EXPECT_EQ(metrics.at("targets").at("head").get<double>(), expected("head_users"));
  EXPECT_EQ(metrics.at("targets").at("tail").get<double>(), expected("tail_users"));
  for (const int k : {5, 10, 20}) {
    int head = 0, tail = 0;
    for (const auto& list : lists) {
      bool anyHead = false, anyTail = false;
      for (std::size_t i = 0; i < list.items.size() && i < static_cast<std::size_t>(k); ++i) (popularity.isHead(list.items[i]) ? anyHead : anyTail) = true;
      head += anyHead;
      tail += anyTail;
    }
    EXPECT_EQ(ours("head_users", k), head);
    EXPECT_EQ(ours("tail_users", k), tail);
  }
}

TEST_P(MetricGoldens, ArpOverItemsPresentAndOverKSlots) {
  for (const int k : {5, 10, 20}) {
    double present = 0, overK = 0;
    int nonEmpty = 0;
    for (const auto& list : lists) {
      const std::size_t slots = std::min(list.items.size(), static_cast<std::size_t>(k));
      double sum = 0;
      for (std::size_t i = 0; i < slots; ++i) sum += static_cast<double>(popularity.count[static_cast<std::size_t>(list.items[i])]);
      overK += sum / k / static_cast<double>(lists.size());
      if (slots == 0) continue;
      ++nonEmpty;
      present += sum / static_cast<double>(slots);
    }
    EXPECT_NEAR(present / nonEmpty, expected("arp", k), 1e-9);
    EXPECT_NEAR(ours("arp", k), overK, 1e-9);
    if (std::string(GetParam()) == "full.json") EXPECT_NEAR(ours("arp", k), expected("arp", k), 1e-9);
    else EXPECT_LT(ours("arp", k), expected("arp", k));
  }
}

std::string fixtureName(const testing::TestParamInfo<const char*>& fixture) {
  const std::string name = fixture.param;
  return name.substr(0, name.find('.'));
}
INSTANTIATE_TEST_SUITE_P(Fixtures, MetricGoldens, testing::Values("full.json", "ragged.json"), fixtureName);

}  // namespace
}  // namespace ghost::eval
