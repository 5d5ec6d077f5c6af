#include "sid/crab_tokenizer.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>

#include "sid/child_split.h"
#include "sid_testing.h"

namespace ghost::sid {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// Hand test C1: children at 0, 1 and 1.1, one item each, P = (6, 3, 3), two parts.
TEST(ChildSplit, C1DistantAndEquallyPopularChildrenPart) {
  const Children children{vectorsOf({{0}, {1}, {1.1f}}), {1, 1, 1}, {6, 3, 3}};
  const ChildSplit split = splitChildren(children, 2, 0.2);
  EXPECT_THAT(split.parts, ElementsAre(0, 1, 1));
  EXPECT_NEAR(split.distance, 0.005, 1e-6);
  EXPECT_NEAR(split.balance, 0, 1e-12);
  EXPECT_TRUE(split.exact);
  EXPECT_THAT(splitChildren(children, 2, 0.2, 1).parts, ElementsAre(0, 1, 1));  // the search finds it too
}

Children randomChildren(Rng& rng, std::int64_t count, std::int64_t dim) {
  Children children{randomPoints(count, dim, rng.next(), 3), {}, {}};
  for (std::int64_t i = 0; i < count; ++i) {
    children.weights.push_back(1 + static_cast<double>(rng.below(6)));
    children.popularities.push_back(static_cast<double>(rng.below(30)));
  }
  return children;
}

TEST(ChildSplit, ExhaustionIsTheBestOfAllAssignments) {
  Rng rng(11);
  for (int round = 0; round < 40; ++round) {
    const auto count = static_cast<std::int32_t>(2 + rng.below(2));
    const Children children = randomChildren(rng, count + static_cast<std::int64_t>(rng.below(5)), 2);
    const ChildSplit split = splitChildren(children, count, 0.2);
    double lowest = 1e300;
    Parts parts(static_cast<std::size_t>(children.size()));
    for (std::int64_t number = 0, all = static_cast<std::int64_t>(std::lround(std::pow(count, children.size()))); number < all; ++number) {
      std::int64_t rest = number;
      for (auto& part : parts) {
        part = static_cast<std::int32_t>(rest % count);
        rest /= count;
      }
      if (std::set<std::int32_t>(parts.begin(), parts.end()).size() == static_cast<std::size_t>(count)) lowest = std::min(lowest, measureSplit(children, parts, count).objective(0.2));
    }
    EXPECT_NEAR(split.objective(0.2), lowest, 1e-9 * (1 + lowest));
  }
}

TEST(ChildSplit, TheSearchStaysCloseToTheOptimumAndLeavesNoPartEmpty) {
  Rng rng(12);
  int optimal = 0;
  constexpr int rounds = 60;
  for (int round = 0; round < rounds; ++round) {
    const auto count = static_cast<std::int32_t>(2 + rng.below(2));
    const Children children = randomChildren(rng, 9, 3);
    const ChildSplit exact = splitChildren(children, count, 0.2), found = splitChildren(children, count, 0.2, 1);
    EXPECT_TRUE(exact.exact);
    EXPECT_FALSE(found.exact);
    EXPECT_EQ(std::set<std::int32_t>(found.parts.begin(), found.parts.end()).size(), static_cast<std::size_t>(count));
    EXPECT_EQ(found.parts.front(), 0);
    EXPECT_GE(found.objective(0.2), exact.objective(0.2) - 1e-9 * exact.objective(0.2));
    optimal += found.objective(0.2) <= exact.objective(0.2) * (1 + 1e-9);
  }
  EXPECT_GE(optimal, rounds * 3 / 4);
}

TEST(ChildSplit, NoSingleMoveGains) {
  Rng rng(13);
  for (int round = 0; round < 10; ++round) {
    const Children children = randomChildren(rng, 90, 4);
    const ChildSplit split = splitChildren(children, 3, 0.2);
    EXPECT_FALSE(split.exact);
    std::map<std::int32_t, int> sizes;
    for (const auto part : split.parts) ++sizes[part];
    for (std::size_t child = 0; child < split.parts.size(); ++child)
      for (std::int32_t to = 0; to < 3; ++to) {
        Parts parts = split.parts;
        parts[child] = to;
        if (sizes[split.parts[child]] < 2) continue;
        EXPECT_GE(measureSplit(children, parts, 3).objective(0.2), split.objective(0.2) * (1 - 1e-6));
      }
  }
}

TEST(ChildSplit, EqualChildrenStillFillEveryPart) {
  const Children same{vectorsOf(std::vector<std::vector<float>>(30, {1, 2})), std::vector<double>(30, 1), std::vector<double>(30, 0)};
  for (const auto& split : {splitChildren(same, 3, 0.2), splitChildren(same, 3, 0)}) EXPECT_EQ(std::set<std::int32_t>(split.parts.begin(), split.parts.end()).size(), 3u);
}

TEST(ChildSplit, ImpossibleSplitsAreRefused) {
  const Children children{vectorsOf({{0}, {1}}), {1, 1}, {1, 1}};
  for (const auto count : {1, 3}) EXPECT_THAT(messageOf([&] { splitChildren(children, count, 0.2); }, ErrorCode::Usage), HasSubstr("2 children"));
  EXPECT_THAT(messageOf([&] { splitChildren(children, 2, -1); }, ErrorCode::Usage), HasSubstr("weight"));
}

/// A catalogue in which popularity is far from even, and its index before and after the split.
struct Market {
  embed::ItemVectors vectors = randomPoints(300, 5, 21, 12);
  data::Popularity popularity = popularityWith(300, {1, 9, 17, 40, 77, 130, 131});
  Market() {
    for (std::size_t i = 0; i < 300; ++i) popularity.count[i] = static_cast<std::int64_t>(2000 / (1 + i));
  }
  Tokenization plain() const { return build("rqkmeans", "paper", vectors, popularity, {{"codes", "12"}, {"levels", "3"}}); }
  Tokenization split(const std::vector<Setting>& more = {}) const {
    std::vector<Setting> settings{{"codes", "12"}, {"split_share", "0.3"}};
    settings.insert(settings.end(), more.begin(), more.end());
    return build("crab", "", vectors, popularity, settings);
  }
};

std::map<int, std::int64_t> popularitiesOf(const Tokenization& tokens, const data::Popularity& popularity, std::size_t level) {
  std::map<int, std::int64_t> counts;
  for (ItemId item = 0; item < tokens.table.items(); ++item) counts[numbersOf(tokens.table, item)[level]] += popularity.count[static_cast<std::size_t>(item)];
  return counts;
}

// Hand test C2: every child lies under exactly one new parent; items under a child keep deeper codes; P total unchanged.
TEST(Crab, C2ChildrenStayWholeAndDeeperCodesStay) {
  const Market market;
  const auto before = market.plain(), after = market.split();
  std::map<std::pair<int, int>, std::set<int>> parentsOfChild;  // (old parent, child) -> new parents
  int changed = 0;
  for (ItemId item = 0; item < 300; ++item) {
    const auto old = numbersOf(before.table, item), now = numbersOf(after.table, item);
    ASSERT_EQ(old.size(), now.size());
    EXPECT_EQ(old[0], now[0]);
    EXPECT_EQ(old[2], now[2]);
    parentsOfChild[{old[1], old[2]}].insert(now[1]);
    changed += old[1] != now[1];
    const auto names = after.report["split"]["token_map"].value(tokenText({1, old[1]}), OrderedJson::array({tokenText({1, old[1]})}));
    EXPECT_TRUE(std::find(names.begin(), names.end(), tokenText({1, now[1]})) != names.end());
  }
  EXPECT_GT(changed, 5);
  for (const auto& [child, parents] : parentsOfChild) EXPECT_EQ(parents.size(), 1u);
  const auto old = popularitiesOf(before, market.popularity, 1), now = popularitiesOf(after, market.popularity, 1);
  auto sum = [](const auto& counts) { return std::accumulate(counts.begin(), counts.end(), std::int64_t{0}, [](auto s, const auto& one) { return s + one.second; }); };
  EXPECT_EQ(sum(old), sum(now));
  EXPECT_GT(now.size(), old.size());
  EXPECT_EQ(after.report["collisions_before_dedup"], before.report["collisions_before_dedup"]);
}

TEST(Crab, AnIndexThatIsThereIsSplitAsTheOneItBuilds) {
  const Market market;
  const TemporaryFolder folder;
  saveTokenization(folder.path / "plain", market.plain());
  const auto built = market.split();
  for (const auto& place : {folder.path / "plain", folder.path / "plain" / "index.json"}) {
    const std::string text = place.string();
    const auto given = market.split({{"index", text.c_str()}});
    for (ItemId item = 0; item < 300; ++item) ASSERT_EQ(given.table.text(item), built.table.text(item));
    EXPECT_EQ(given.report["split"]["token_map"], built.report["split"]["token_map"]);
    // Centroids of finished clusters are means, so the residuals are those of the build but for rounding.
    for (std::size_t level = 0; level < 3; ++level) EXPECT_NEAR(given.report["inertia"][level].get<double>(), built.report["inertia"][level].get<double>(), 1e-3);
  }
}

TEST(Crab, WithoutAShareNothingIsSplit) {
  const Market market;
  const auto plain = market.plain(), kept = market.split({{"split_share", "0"}});
  for (ItemId item = 0; item < 300; ++item) EXPECT_EQ(kept.table.text(item), plain.table.text(item));
  EXPECT_TRUE(kept.report["split"]["token_map"].empty());
}

TEST(Crab, AnIndexThatCannotBeSplitIsNamed) {
  const Market market;
  const TemporaryFolder folder;
  const auto refused = [&](const std::function<std::vector<std::string>(int)>& sid, std::vector<Setting> more = {}) {
    std::vector<std::vector<std::string>> sids;
    for (int item = 0; item < 300; ++item) sids.push_back(sid(item));
    const auto file = folder.path / "index.json";
    writeIndex(file, SidTable::fromTokens(sids));
    const std::string text = file.string();
    more.push_back({"index", text.c_str()});
    return messageOf([&] { market.split(more); }, more.size() > 1 ? ErrorCode::Usage : ErrorCode::Data);
  };
  EXPECT_THAT(refused([](int) { return std::vector<std::string>{"<a_1>"}; }), HasSubstr("single level"));
  EXPECT_THAT(refused([](int i) { return i == 7 ? std::vector<std::string>{"<a_1>", "<b_1>"} : std::vector<std::string>{"<a_1>", "<b_1>", "<c_1>"}; }), HasSubstr("item 7 has 2 codes"));
  EXPECT_THAT(refused([](int) { return std::vector<std::string>{"<b_1>", "<a_1>"}; }), HasSubstr("levels must stand in order"));
  EXPECT_THAT(refused([](int) { return std::vector<std::string>{"<a_70000>", "<b_1>"}; }), HasSubstr("70000"));
  EXPECT_THAT(refused([](int) { return std::vector<std::string>{"<a_1>", "<b_1>"}; }, {{"split_level", "2"}}), HasSubstr("split_level"));
  EXPECT_THAT(messageOf([&] { market.split({{"index", "/nowhere/index.json"}}); }), HasSubstr("/nowhere"));
}

TEST(Crab, TheReportSaysWhatWasSplitAndAddsUp) {
  const Market market;
  const auto tokens = market.split();
  const auto& level = tokens.report["split"]["levels"][0];
  EXPECT_EQ(tokens.report["split"]["levels"].size(), 1u);
  EXPECT_EQ(level["level"], 2);
  const auto now = popularitiesOf(tokens, market.popularity, 1);
  EXPECT_EQ(level["tokens"], now.size());
  std::int64_t largest = 0;
  for (const auto& [code, count] : now) largest = std::max(largest, count);
  EXPECT_EQ(level["max_popularity"], largest);
  EXPECT_LT(level["max_popularity"], level["max_popularity_before"]);
  EXPECT_LE(level["split"].size() + level["one_child"].size(), 3u);  // 30 % of 12
  ASSERT_GE(level["split"].size(), 1u);
  for (const auto& split : level["split"]) {
    EXPECT_TRUE(split["into"].size() == 2 || split["into"].size() == 3);
    EXPECT_EQ(split["into"][0]["token"], split["token"]);
    double mean = 0, balance = 0;
    for (const auto& part : split["into"]) mean += part["popularity"].get<double>() / static_cast<double>(split["into"].size());
    for (const auto& part : split["into"]) balance += std::pow(part["popularity"].get<double>() - mean, 2);
    EXPECT_NEAR(balance, split["balance"].get<double>(), 1e-6 * (1 + balance));
  }
  // New codes lie inside the grown codebook and rebuild items as before.
  EXPECT_EQ(tokens.codebooks[1].codes, static_cast<std::int64_t>(now.size()));
  EXPECT_EQ(tokens.codebooks[1].centroids.size(), static_cast<std::size_t>(tokens.codebooks[1].codes * 5));
  EXPECT_EQ(tokens.report["inertia"], market.plain().report["inertia"]);
  TemporaryFolder folder;
  saveTokenization(folder.path / "crab", tokens);
  EXPECT_EQ(loadTokenization(folder.path / "crab").report, tokens.report);
}

TEST(Crab, EveryLevelButTheLastCanBeSplit) {
  const Market market;
  const auto all = market.split({{"split_level", "0"}}), first = market.split({{"split_level", "1"}}), shares = market.split({{"split_unit", "share"}});
  EXPECT_EQ(all.report["split"]["levels"].size(), 2u);
  EXPECT_EQ(first.report["split"]["levels"][0]["level"], 1);
  EXPECT_GT(all.codebooks[0].codes, 12);
  EXPECT_GT(all.codebooks[1].codes, 12);
  EXPECT_EQ(all.codebooks[2].codes, 12);
  EXPECT_GT(shares.codebooks[1].codes, 12);
  EXPECT_THAT(messageOf([&] { market.split({{"split_level", "3"}}); }, ErrorCode::Usage), HasSubstr("level from 1 to 2"));
  EXPECT_THAT(messageOf([&] { market.split({{"levels", "1"}, {"split_level", "0"}}); }, ErrorCode::Usage), HasSubstr("integer from 2 to 15"));
}

TEST(Crab, SameTokensWhateverTheThreadsAndNoneAfterAStop) {
  const Market market;
  const auto one = market.split(), four = build("crab", "", market.vectors, market.popularity, {{"codes", "12"}, {"split_share", "0.3"}}, silentReporter(), {}, 4);
  EXPECT_EQ(one.report, four.report);
  for (ItemId item = 0; item < 300; ++item) EXPECT_EQ(one.table.text(item), four.table.text(item));
  std::stop_source source;
  source.request_stop();
  EXPECT_EQ(build("crab", "", market.vectors, market.popularity, {}, silentReporter(), source.get_token()).table.items(), 0);
}

}  // namespace
}  // namespace ghost::sid
