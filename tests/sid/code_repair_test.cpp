#include "sid/code_repair.h"

#include <algorithm>
#include <map>
#include <set>

#include "sid/build_steps.h"
#include "sid_testing.h"

namespace ghost::sid {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// Rows on a line, all with one first code at 0, and a last level with the given centroids.
struct Line {
  embed::ItemVectors points;
  ResidualCodes found;
  Line(std::vector<float> places, std::vector<float> centroids, std::vector<std::int32_t> last) {
    points = {std::ssize(places), 1, places};
    found.books = {{"level.0", 1, 1, {0}}, {"level.1", std::ssize(centroids), 1, centroids}};
    found.codes = {std::vector<std::int32_t>(places.size(), 0), std::move(last)};
    found.inertia = {0, 0};
    for (std::size_t i = 0; i < places.size(); ++i) found.inertia[1] += square(places[i] - centroids[static_cast<std::size_t>(found.codes[1][i])]) / static_cast<double>(places.size());
  }
  static double square(double value) { return value * value; }
  const std::vector<std::int32_t>& repaired(std::span<const std::int32_t> roots = {}) {
    repairCodes(found, {.roots = roots, .distances = residualDistances(found, points)});
    return found.codes[1];
  }
};

// Hand test L3 for free codes: of three rows at one code the nearest keeps it, the next takes the nearest free one.
TEST(CodeRepair, L3TheNearestKeepsTheCodeAndTheOthersTakeTheNearestFreeOnes) {
  Line line({1.5f, 1.1f, 2.0f, 9}, {1, 3, 10, 100}, {0, 0, 0, 2});
  EXPECT_THAT(line.repaired(), ElementsAre(1, 0, 3, 2));  // row 1 stays, row 0 is the next nearest and takes 3, row 2 finds 1, 3 and 10 taken
  EXPECT_EQ(line.found.repaired, 2);
  EXPECT_NEAR(line.found.inertia[1], (1.5 * 1.5 + 0.1 * 0.1 + 98.0 * 98.0 + 1) / 4, 1e-3);
}

TEST(CodeRepair, EqualVectorsPartAndTheLowestCodeWinsATie) {
  Line line({2, 2, 2}, {2, 1, 3}, {0, 0, 0});
  EXPECT_THAT(line.repaired(), ElementsAre(0, 1, 2));
}

TEST(CodeRepair, WithoutAFreeCodeRowsStayTogether) {
  Line line({0, 0.1f, 0.2f, 5}, {0, 5}, {0, 0, 0, 1});
  EXPECT_THAT(line.repaired(), ElementsAre(0, 0, 0, 1));
  EXPECT_EQ(line.found.repaired, 0);
  Line more({0, 0.3f, 0.2f}, {0, 5}, {0, 0, 0});
  EXPECT_THAT(more.repaired(), ElementsAre(0, 0, 1));  // the nearer of the two that leave
  EXPECT_EQ(more.found.repaired, 1);
}

TEST(CodeRepair, RowsOfDifferentRootsNeverCollide) {
  Line line({2, 2, 2, 2}, {2, 1, 3}, {0, 0, 0, 0});
  EXPECT_THAT(line.repaired(std::vector<std::int32_t>{0, 1, 0, 1}), ElementsAre(0, 0, 1, 1));
}

/// Identical vectors among both groups, of heads and of tails.
struct Shop {
  embed::ItemVectors vectors = randomPoints(160, 6, 31, 5);
  data::Popularity popularity;
  Shop() {
    std::vector<ItemId> heads;
    for (ItemId i = 0; i < 40; ++i) heads.push_back(159 - 4 * i);
    popularity = popularityWith(160, heads);
    for (ItemId i = 0; i < 160; ++i) popularity.count[static_cast<std::size_t>(i)] += i % 7;
    for (const auto& [to, from] : {std::pair{1, 0}, {2, 0}, {5, 0}, {151, 159}, {155, 159}, {8, 10}}) std::copy_n(vectors.row(from).begin(), 6, vectors.row(to).begin());
  }
};
using Row = std::pair<const char*, std::vector<Setting>>;
std::vector<Row> everyRow() {
  return {{"skt", {{"head_levels", "2"}}}, {"skt", {{"head_levels", "2"}, {"anchor_threshold", "0.9"}}}, {"rqkmeans", {{"levels", "3"}}}, {"rqkmeans", {{"levels", "3"}, {"balanced", "true"}}},
          {"rqkmeans-mixed", {{"head_levels", "2"}}}, {"rqkmeans-mixed", {{"head_levels", "2"}, {"separate_codebooks", "true"}}}, {"tiger", {}}, {"varlen", {{"min_levels", "3"}, {"max_levels", "4"}}},
          {"varlen", {{"geometry", "hyperbolic"}, {"min_levels", "3"}, {"max_levels", "4"}}}, {"crab", {}}, {"crab", {{"split_level", "0"}}}};
}
Tokenization built(const Shop& shop, const Row& row, const char* dedup, int threads = 1) {
  std::vector<Setting> settings{{"codes", "24"}, {"dedup", dedup}};
  settings.insert(settings.end(), row.second.begin(), row.second.end());
  return build(row.first, "paper", shop.vectors, shop.popularity, settings, silentReporter(), {}, threads);
}

TEST(CodeRepair, MakesSidsUniqueWithoutSuffixesInEveryRow) {
  const Shop shop;
  for (const Row& row : everyRow()) {
    const auto plain = built(shop, row, "none"), repaired = built(shop, row, "repair");
    const auto before = plain.report["collisions_before_dedup"].get<std::int64_t>();
    EXPECT_GE(before, 4) << row.first;
    std::set<std::string> distinct;
    for (ItemId item = 0; item < 160; ++item) {
      distinct.insert(repaired.table.text(item));
      EXPECT_FALSE(repaired.table.isSuffix(repaired.table.sid(item).back()));
    }
    EXPECT_EQ(distinct.size(), 160u) << row.first;
    EXPECT_EQ(repaired.report["collisions_before_dedup"], 0);
    EXPECT_FALSE(plain.report.contains("collisions_before_repair"));
    if (std::string(row.first) == "skt") continue;  // there tails inherit the heads' new codes
    EXPECT_EQ(repaired.report["collisions_before_repair"], before) << row.first;
  }
}

// An item that shares its codes with nobody keeps them, and those that move change the last code alone.
TEST(CodeRepair, ChangesNothingButLastCodesOfCollidingItems) {
  const Shop shop;
  for (const Row& row : everyRow()) {
    if (std::string(row.first) == "skt" || std::string(row.first) == "crab") continue;  // tails follow their heads, splits follow the codes
    const auto plain = built(shop, row, "none"), repaired = built(shop, row, "repair");
    std::map<std::vector<int>, int> members, kept;
    for (ItemId item = 0; item < 160; ++item) ++members[numbersOf(plain.table, item)];
    for (ItemId item = 0; item < 160; ++item) {
      auto old = numbersOf(plain.table, item), now = numbersOf(repaired.table, item);
      kept[old] += old == now;
      EXPECT_TRUE(members[old] > 1 || old == now) << row.first;
      old.pop_back();
      now.pop_back();
      EXPECT_EQ(old, now) << row.first;
    }
    for (const auto& [codes, count] : kept) EXPECT_EQ(count, 1) << row.first;
  }
}

TEST(CodeRepair, TailsStillInheritTheirAnchorsCodes) {
  const Shop shop;
  const auto tokens = built(shop, everyRow().front(), "repair");
  for (ItemId item = 0; item < 160; ++item) {
    const ItemId anchor = tokens.skeleton->anchor[static_cast<std::size_t>(item)];
    EXPECT_TRUE(anchor < 0 || tokens.table.commonPrefix(item, anchor) == 2) << item;
  }
  TemporaryFolder folder;
  saveTokenization(folder.path / "t", tokens);
  EXPECT_EQ(loadTokenization(folder.path / "t").table.text(7), tokens.table.text(7));
}

// The report's error is that of the codes that are written, not of those the quantiser found.
TEST(CodeRepair, InertiaIsThatOfTheNewCodes) {
  const Shop shop;
  const auto tokens = built(shop, {"rqkmeans", {{"levels", "2"}}}, "repair");
  double sum = 0;
  for (ItemId item = 0; item < 160; ++item) {
    const auto numbers = numbersOf(tokens.table, item);
    for (std::size_t j = 0; j < 6; ++j) {
      double rest = shop.vectors.row(item)[j];
      for (std::size_t level = 0; level < 2; ++level) rest -= tokens.codebooks[level].centroids[static_cast<std::size_t>(numbers[level]) * 6 + j];
      sum += rest * rest / 160;
    }
  }
  EXPECT_NEAR(tokens.report["inertia"].back().get<double>(), sum, 1e-4 * sum);
}

TEST(CodeRepair, SameCodesWhateverTheThreads) {
  const Shop shop;
  for (const Row& row : everyRow()) {
    const auto one = built(shop, row, "repair"), four = built(shop, row, "repair", 4);
    EXPECT_EQ(one.report, four.report) << row.first;
    for (ItemId item = 0; item < 160; ++item) EXPECT_EQ(one.table.text(item), four.table.text(item)) << row.first;
  }
}

TEST(CodeRepair, TheCodesOfAGivenIndexStayAsTheyAre) {
  EXPECT_THAT(messageOf([] { build("crab", "", Shop().vectors, Shop().popularity, {{"index", "there.index.json"}, {"dedup", "repair"}}); }, ErrorCode::Usage), HasSubstr("choose all, colliding or none"));
}

TEST(CodeRepair, AStopEndsIt) {
  Line line({2, 2, 2}, {2, 1, 3}, {0, 0, 0});
  std::stop_source source;
  source.request_stop();
  repairCodes(line.found, {.distances = residualDistances(line.found, line.points), .stop = source.get_token()});
  EXPECT_EQ(line.found.repaired, 0);
}

}  // namespace
}  // namespace ghost::sid
