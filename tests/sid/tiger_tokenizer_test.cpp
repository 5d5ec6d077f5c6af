#include "sid/tiger_tokenizer.h"

#include "sid/build_steps.h"
#include "sid_testing.h"

namespace ghost::sid {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// Hand test T1: codes (1,2,3), (1,2,3), (4,5,6).
TEST(Tiger, T1CollisionTokensCountFromZeroOnEveryItem) {
  CodeLists lists;
  for (const auto& codes : std::vector<std::vector<std::int32_t>>{{1, 2, 3}, {1, 2, 3}, {4, 5, 6}}) lists.add(codes);
  const auto table = tableOf(lists, suffixes(lists, std::vector<ItemId>{0, 1, 2}, Dedup::All), 0);
  EXPECT_THAT(numbersOf(table, 0), ElementsAre(1, 2, 3, 0));
  EXPECT_THAT(numbersOf(table, 1), ElementsAre(1, 2, 3, 1));
  EXPECT_THAT(numbersOf(table, 2), ElementsAre(4, 5, 6, 0));
  EXPECT_EQ(table.text(1), "<a_1><b_2><c_3><p_1>");
  EXPECT_TRUE(table.isSuffix(table.sid(2)[3]));
}

TEST(Tiger, OnlyCollidingItemsMayCountFromZeroToo) {
  CodeLists lists;
  for (const auto& codes : std::vector<std::vector<std::int32_t>>{{1}, {1}, {4}}) lists.add(codes);
  const auto table = tableOf(lists, suffixes(lists, std::vector<ItemId>{0, 1, 2}, Dedup::Colliding), 0);
  EXPECT_THAT(numbersOf(table, 0), ElementsAre(1, 0));
  EXPECT_THAT(numbersOf(table, 1), ElementsAre(1, 1));
  EXPECT_THAT(numbersOf(table, 2), ElementsAre(4));
}

TEST(Tiger, EveryItemHasThreeCodesInsideTheirCodebooksAndACollisionToken) {
  const auto vectors = randomPoints(90, 5, 4, 6);
  const auto tokens = build("tiger", "", vectors, popularityWith(90, {7, 3, 50}), {{"codes", "4"}});
  ASSERT_EQ(tokens.codebooks.size(), 3u);
  std::vector<int> smallest(90, 1);
  for (ItemId item = 0; item < 90; ++item) {
    const auto numbers = numbersOf(tokens.table, item);
    ASSERT_EQ(numbers.size(), 4u);
    for (int level = 0; level < 3; ++level) EXPECT_LT(numbers[static_cast<std::size_t>(level)], 4);
    EXPECT_LT(numbers[3], tokens.report["max_group"].get<int>());
    for (ItemId other = 0; other < item; ++other) EXPECT_NE(tokens.table.text(item), tokens.table.text(other));
  }
  EXPECT_EQ(tokens.report["lengths"], (OrderedJson{{"4", 90}}));
  EXPECT_EQ(tokens.parameters["suffix_from"], 0);
  // The codes are those of plain residual k-means.
  const auto plain = build("rqkmeans", "paper", vectors, popularityWith(90, {7, 3, 50}), {{"codes", "4"}, {"levels", "3"}});
  for (ItemId item = 0; item < 90; ++item) EXPECT_EQ(tokens.table.commonPrefix(item, item), 3);
  EXPECT_EQ(tokens.report["inertia"], plain.report["inertia"]);
}

TEST(Tiger, SameTokensWhateverTheThreadsAndNoneAfterAStop) {
  const auto vectors = randomPoints(90, 5, 4, 6);
  const auto popularity = popularityWith(90, {7, 3, 50});
  EXPECT_EQ(build("tiger", "", vectors, popularity, {{"codes", "8"}}).report, build("tiger", "", vectors, popularity, {{"codes", "8"}}, silentReporter(), {}, 4).report);
  std::stop_source source;
  source.request_stop();
  EXPECT_EQ(build("tiger", "", vectors, popularity, {{"codes", "8"}}, silentReporter(), source.get_token()).table.items(), 0);
}

TEST(Tiger, RefusesVectorsOfAnotherCatalogueAndLevelsWithoutALetter) {
  EXPECT_THAT(messageOf([] { build("tiger", "", randomPoints(8, 2, 1), popularityWith(9, {0})); }), HasSubstr("8 rows for 9 items"));
  EXPECT_THAT(messageOf([] { build("tiger", "", randomPoints(9, 2, 1), popularityWith(9, {0}), {{"levels", "16"}}); }, ErrorCode::Usage), HasSubstr("levels"));
}

}  // namespace
}  // namespace ghost::sid
