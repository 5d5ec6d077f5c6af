#include "decode/floors.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <map>

#include "eval/metrics.h"

namespace ghost::decode {
namespace {

const Floor& row(const std::string& id) {
  for (const Floor& floor : floors())
    if (floor.id == id) return floor;
  throw std::runtime_error("no floor " + id);
}

using Settings = std::map<std::string, std::string>;
std::vector<RankedList> rankWith(const data::DataSet& dataSet, const data::Popularity& popularity, const std::string& id, const Settings& settings, int slots, data::Part part = data::Part::Test,
                                 int threads = 1, std::stop_token stop = {}) {
  ParamValues values(row(id).params);
  for (const auto& [key, value] : settings) values.set(key, value);
  return row(id).rank(dataSet, popularity, part, values, slots, threads, silentReporter(), stop);
}

/// Training sequences 0 1 2, 0 1, 1 2 3 0, 4 (counts 3 3 2 1 1), then the validation and test items.
struct FourUsers : testing::Test {
  data::DataSet dataSet;
  data::Popularity popularity;
  FourUsers() {
    for (const std::vector<data::ItemId>& sequence : {std::vector<data::ItemId>{0, 1, 2, 3, 4}, {0, 1, 2, 3}, {1, 2, 3, 0, 4, 2}, {4, 1, 0}}) {
      dataSet.interactions.items.insert(dataSet.interactions.items.end(), sequence.begin(), sequence.end());
      dataSet.interactions.offsets.push_back(static_cast<std::int64_t>(dataSet.interactions.items.size()));
    }
    dataSet.catalog.items = 6;
    popularity.count = {3, 3, 2, 1, 1, 0};
    popularity.head = {true, true, false, false, false, false};
  }
  using Items = std::vector<data::ItemId>;
};

TEST_F(FourUsers, PopularityRanksByCountThenIdAndCanLeaveOutTheHistory) {
  const auto kept = rankWith(dataSet, popularity, "popularity", {}, 3);
  ASSERT_EQ(kept.size(), 4u);
  for (const auto& list : kept) EXPECT_EQ(list.items, (Items{0, 1, 2}));
  const auto left = rankWith(dataSet, popularity, "popularity", {{"keep_history", "false"}}, 3);
  EXPECT_EQ(left[0].items, (Items{4, 5}));  // the user has 0, 1, 2, 3: the catalogue ends before the slots do
  EXPECT_EQ(left[1].items, (Items{3, 4, 5}));
  EXPECT_EQ(left[1].user, 1);
  EXPECT_EQ(left[1].target, 3);
  EXPECT_EQ(left[1].history, (Items{0, 1, 2}));
}

TEST_F(FourUsers, NextItemCountsWhatFollowedTheLastItemAndFillsUpByPopularity) {
  const auto lists = rankWith(dataSet, popularity, "next-item", {{"keep_history", "true"}}, 4);
  // User 3 has 4, 1; after 1 came 2 twice. User 0 ends with 3, followed by 0 once. User 2 ends with 4, followed by nothing.
  EXPECT_EQ(lists[3].items, (Items{2, 0, 1, 3}));
  EXPECT_EQ(lists[3].scores, (std::vector<double>{2, 0, 0, 0}));
  EXPECT_EQ(lists[0].items, (Items{0, 1, 2, 3}));
  EXPECT_EQ(lists[2].items, (Items{0, 1, 2, 3}));
  EXPECT_EQ(rankWith(dataSet, popularity, "next-item", {{"keep_history", "false"}}, 2)[3].items, (Items{2, 0}));
}

TEST_F(FourUsers, ItemNeighboursFollowTheirFormula) {
  const auto cosine = rankWith(dataSet, popularity, "item-knn", {{"variant", "cosine"}, {"keep_history", "false"}}, 3)[3];
  // History 4 (shares no training user), then 1: n(1,0) = 3, n(1,2) = 2, n(1,3) = 1 over counts 3, 3, 2, 1.
  EXPECT_EQ(cosine.items, (Items{0, 2, 3}));
  EXPECT_NEAR(cosine.scores[0], 3 / std::sqrt(9.), 1e-12);
  EXPECT_NEAR(cosine.scores[1], 2 / std::sqrt(6.), 1e-12);
  EXPECT_NEAR(cosine.scores[2], 1 / std::sqrt(3.), 1e-12);
  const auto powers = rankWith(dataSet, popularity, "item-knn", {{"popularity_power", "2"}, {"keep_history", "false"}}, 1)[3];
  EXPECT_EQ(powers.items, (Items{3}));
  EXPECT_NEAR(powers.scores[0], 1 / std::sqrt(3.), 1e-12);
}

TEST_F(FourUsers, NeighboursOfEarlierItemsCountLess) {
  // User 1 has 0, 1, 2 (test target 3): 3 is a neighbour of all three, with n = 1.
  const auto list = rankWith(dataSet, popularity, "item-knn", {{"popularity_power", "0"}, {"decay", "0.5"}, {"keep_history", "false"}}, 1)[1];
  EXPECT_EQ(list.items, (Items{3}));
  EXPECT_NEAR(list.scores[0], 1 / std::sqrt(2.) + .5 / std::sqrt(3.) + .25 / std::sqrt(3.), 1e-12);
  const auto nearest = rankWith(dataSet, popularity, "item-knn", {{"neighbours", "1"}, {"keep_history", "true"}}, 2)[3];
  EXPECT_EQ(nearest.items, (Items{0, 1}));
  EXPECT_EQ(nearest.scores[1], 0);
}

TEST_F(FourUsers, ValidationUsesTheItemBeforeTheLast) {
  const auto lists = rankWith(dataSet, popularity, "popularity", {}, 1, data::Part::Valid);
  EXPECT_EQ(lists[0].target, 3);
  EXPECT_EQ(lists[0].history, (Items{0, 1, 2}));
}

TEST_F(FourUsers, AStopRequestEndsWithNoLists) {
  std::stop_source source;
  source.request_stop();
  EXPECT_TRUE(rankWith(dataSet, popularity, "popularity", {}, 1, data::Part::Test, 1, source.get_token()).empty());
}

TEST(Floors, EveryRowDescribesItselfAndItsParametersAreValid) {
  EXPECT_EQ(floors().size(), 3u);
  for (const Floor& floor : floors()) {
    EXPECT_FALSE(floor.description.empty());
    EXPECT_NE(floor.rank, nullptr);
    EXPECT_TRUE(ParamValues(floor.params).boolean("keep_history")) << floor.id << ": one default for all recipes"; 
  }
}

/// The figures known for these floors on Instruments: HR@5, HR@10, HR@10 of tail targets, NDCG@10, MGU@10, ARP@10, as printed.
struct Published {
  std::string name, id;
  Settings settings;
  std::vector<std::string> figures;
};

std::vector<std::string> figuresOf(const std::vector<RankedList>& lists, const data::Popularity& popularity) {
  const std::array cuts{5, 10};
  const auto metrics = eval::evaluate(lists, popularity, cuts);
  const auto text = [&](const char* k, const char* key, int digits) {
    char buffer[32];
    std::snprintf(buffer, sizeof buffer, "%.*f", digits, metrics["k"][k][key].get<double>());
    return std::string(buffer);
  };
  return {text("5", "hr", 4), text("10", "hr", 4), text("10", "hr_tail", 4), text("10", "ndcg", 4), text("10", "mgu", 4), text("10", "arp", 1)};
}

TEST(Floors, AllFiveRowsOnInstrumentsComeOutToThePrintedDigits) {
  const auto dataSet = data::readDataFolder(std::filesystem::path(GHOST_PROJECTS) / "instruments/data");
  const auto popularity = data::popularity(dataSet.interactions, dataSet.items());
  const std::vector<Published> rows{
      {"most popular, history kept", "popularity", {}, {"0.0277", "0.0468", "0.0000", "0.0223", "0.3632", "1115.6"}},
      {"most popular, history left out", "popularity", {{"keep_history", "false"}}, {"0.0341", "0.0507", "0.0000", "0.0330", "0.3632", "1086.0"}},
      {"next item after the last", "next-item", {{"keep_history", "false"}}, {"0.0694", "0.0815", "0.0116", "0.0638", "0.2508", "453.9"}},
      {"item-kNN, cosine", "item-knn", {{"variant", "cosine"}, {"keep_history", "false"}}, {"0.0891", "0.0998", "0.0341", "0.0838", "0.4073", "89.7"}},
      {"item-kNN, co-occurrence", "item-knn", {{"keep_history", "false"}}, {"0.1004", "0.1192", "0.0268", "0.0947", "0.0655", "397.2"}},
  };
  for (const Published& published : rows) {
    const auto lists = rankWith(dataSet, popularity, published.id, published.settings, 10);
    ASSERT_EQ(lists.size(), 24772u);
    EXPECT_EQ(figuresOf(lists, popularity), published.figures) << published.name;
  }
}

TEST(Floors, TheNumberOfThreadsChangesNothing) {
  auto dataSet = data::readDataFolder(std::filesystem::path(GHOST_PROJECTS) / "instruments/data");
  dataSet.interactions.offsets.resize(3001);  // its first 3,000 users
  dataSet.interactions.items.resize(static_cast<std::size_t>(dataSet.interactions.offsets.back()));
  const auto popularity = data::popularity(dataSet.interactions, dataSet.items());
  const auto one = rankWith(dataSet, popularity, "item-knn", {}, 5, data::Part::Test, 1);
  const auto three = rankWith(dataSet, popularity, "item-knn", {}, 5, data::Part::Test, 3);
  ASSERT_EQ(one.size(), 3000u);
  for (std::size_t i = 0; i < one.size(); ++i) {
    ASSERT_EQ(one[i].items, three[i].items);
    ASSERT_EQ(one[i].scores, three[i].scores);
  }
}

}  // namespace
}  // namespace ghost::decode
