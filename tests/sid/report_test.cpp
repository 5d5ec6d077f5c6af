#include "sid/report.h"

#include <cmath>

#include "sid_testing.h"

namespace ghost::sid {
namespace {

using testing::ElementsAre;

SidTable tableOfTexts(const std::vector<std::vector<std::string>>& sids) { return SidTable::fromTokens(sids); }

TEST(Report, QuantilesAreLinearBetweenNeighbours) {
  EXPECT_DOUBLE_EQ(quantile({4, 1, 3, 2}, 0.5), 2.5);
  EXPECT_DOUBLE_EQ(quantile({1, 2, 3, 4}, 0.25), 1.75);
  EXPECT_DOUBLE_EQ(quantile({7}, 0.75), 7);
  EXPECT_DOUBLE_EQ(quantile({}, 0.5), 0);
}

// Heads 0 and 1, tails 2 to 5.
TEST(Report, ExitStepIsOnePastTheLongestPrefixSharedWithAnyHead) {
  const auto table = tableOfTexts({{"<a_1>", "<b_1>"}, {"<a_1>", "<b_2>"}, {"<a_1>", "<b_1>", "<c_5>"}, {"<a_1>", "<b_3>", "<c_5>"}, {"<a_9>", "<b_1>"}, {"<a_1>", "<b_2>"}});
  EXPECT_THAT(exitSteps(table, popularityWith(6, {0, 1})), ElementsAre(0, 0, 3, 2, 1, 3));
}

TEST(Report, StepsAgainstHeadsCountEveryHeadThatTurnsOff) {
  const auto table = tableOfTexts({{"<a_1>", "<b_1>"}, {"<a_2>", "<b_2>"}, {"<a_1>", "<b_1>", "<c_5>"}, {"<a_2>", "<b_3>", "<c_5>"}, {"<a_9>", "<b_1>"}, {"<a_1>"}});
  // 2: head 1 turns off at step 1, head 0 ends at step 3. 3: heads turn off at steps 1 and 2. 4: both heads at step 1. 5: head 1 at step 1, head 0 goes on where it ends.
  EXPECT_THAT(stepsAgainstHeads(table, popularityWith(6, {0, 1})), ElementsAre(0, 0, 2, 2, 1, 2));
}

TEST(Report, CountsCollisionsAndLengthsBeforeAndAfterSuffixes) {
  Tokenization tokens;
  tokens.table = tableOfTexts({{"<a_1>", "<b_1>", "<p_1>"}, {"<a_1>", "<b_1>", "<p_2>"}, {"<a_1>", "<b_1>", "<p_3>"}, {"<a_2>", "<b_1>"}, {"<a_2>", "<b_1>", "<c_1>"}});
  const auto report = reportOf(tokens, nullptr);
  EXPECT_EQ(report["items"], 5);
  EXPECT_EQ(report["tokens"], 7);
  EXPECT_EQ(report["lengths"], (OrderedJson{{"2", 1}, {"3", 4}}));
  EXPECT_EQ(report["codes_used"], (OrderedJson{2, 1, 1}));
  EXPECT_EQ(report["collisions_before_dedup"], 2);
  EXPECT_EQ(report["max_group"], 3);
  for (const char* key : {"tails_per_head", "anchor_cosine", "z_anchor", "z_any_head", "exit_step", "cold_items"}) EXPECT_TRUE(report[key].is_null()) << key;
}

TEST(Report, AnotherNumberOfItemsIsRefused) {
  Tokenization tokens;
  tokens.table = tableOfTexts({{"<a_1>"}, {"<a_2>"}});
  const auto popularity = popularityWith(3, {0});
  EXPECT_THAT(messageOf([&] { reportOf(tokens, &popularity); }), testing::HasSubstr("the index has 2 items, the data set 3"));
}

TEST(Report, CorrelationOfNormAndLogPopularity) {
  auto popularity = popularityWith(4, {0});
  popularity.count = {1, 2, 4, 0};
  EXPECT_NEAR(normPopularityCorrelation(vectorsOf({{1, 0}, {0, 2}, {3, 0}, {99, 0}}), popularity), 1, 1e-12);  // the cold item is left out
  EXPECT_NEAR(normPopularityCorrelation(vectorsOf({{3, 0}, {0, 2}, {1, 0}, {0, 0}}), popularity), -1, 1e-12);
  EXPECT_EQ(normPopularityCorrelation(vectorsOf({{1, 0}, {1, 0}, {1, 0}, {1, 0}}), popularity), 0);
}

TEST(Report, PublishedIndicesImportWith25CollisionsOf9922) {
  const auto& instruments = Instruments::get();
  for (const char* name : {"Instruments.lcrec.index.json", "Instruments.letter.index.json"}) {
    const auto tokens = importIndex(Instruments::folder() / name, &instruments.popularity);
    EXPECT_EQ(tokens.tokenizer, "imported");
    EXPECT_EQ(tokens.report["items"], 9922);
    EXPECT_EQ(tokens.report["collisions_before_dedup"], 25);
    EXPECT_EQ(tokens.report["lengths"], (OrderedJson{{"4", 9922}}));
  }
  const auto lcrec = importIndex(Instruments::folder() / "Instruments.lcrec.index.json", &instruments.popularity).report;
  EXPECT_EQ(lcrec["max_group"], 3);
  EXPECT_EQ(lcrec["codes_used"][0], 162);
  EXPECT_NEAR(lcrec["z_any_head"]["mean"].get<double>(), 2.1, 0.05);
  for (const auto& [step, share] : {std::pair{"1", 0.01}, {"2", 0.86}, {"3", 0.11}, {"4", 0.02}}) EXPECT_NEAR(lcrec["exit_step_share"][step].get<double>(), share, 0.005) << step;
}

// The released profile on real data. One start a level: the figures below don't depend on how good the clusters are.
TEST(Report, ReleasedSkeletonOnInstruments) {
  const auto& instruments = Instruments::get();
  const auto tokens = build("skt", "released", instruments.vectors, instruments.popularity, {{"n_init", "1"}, {"max_iter", "10"}});
  const auto& report = tokens.report;
  EXPECT_EQ(report["lengths"], (OrderedJson{{"5", 1847}, {"7", 8075}}));
  ASSERT_EQ(report["loads"].size(), 6u);
  for (std::size_t level = 0; level < 6; ++level) {
    EXPECT_GE(report["loads"][level]["min"].get<int>(), level < 4 ? 6 : 30);
    EXPECT_LE(report["loads"][level]["max"].get<int>(), level < 4 ? 8 : 32);
    EXPECT_EQ(report["codes_used"][level], 256);
  }
  int inherited = 0;
  for (ItemId i = 0; i < tokens.table.items(); ++i) {
    const ItemId anchor = tokens.skeleton->anchor[static_cast<std::size_t>(i)];
    if (anchor >= 0) inherited += tokens.table.commonPrefix(i, anchor) == 4;
  }
  EXPECT_EQ(inherited, 8075);
  const auto& tails = report["tails_per_head"];
  EXPECT_NEAR(tails["mean"].get<double>(), 4.372, 5e-4);
  EXPECT_EQ(tails["q1"], 0.0);
  EXPECT_EQ(tails["median"], 2.0);
  EXPECT_EQ(tails["q3"], 6.0);
  EXPECT_EQ(tails["max"], 98);
  EXPECT_EQ(tails["heads_without"], 561);
  EXPECT_EQ(report["exit_step"], (OrderedJson{{"5", 8075}}));
  EXPECT_EQ(report["z_anchor"]["mean"], 1.0);
  EXPECT_NEAR(report["z_any_head"]["mean"].get<double>(), 3.0, 0.05);
  EXPECT_NEAR(report["norm_popularity_correlation"].get<double>(), -0.81, 0.015);
  EXPECT_EQ(report["cold_items"], 9);
}

}  // namespace
}  // namespace ghost::sid
