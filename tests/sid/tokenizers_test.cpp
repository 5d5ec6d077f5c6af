#include "sid/tokenizers.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "sid/dedup.h"
#include "sid/sid_trie.h"
#include "sid_testing.h"

namespace ghost::sid {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

struct Notes : Reporter {
  std::vector<std::string> warnings;
  void note(std::string_view level, std::string_view text) override {
    if (level == "warning") warnings.emplace_back(text);
  }
};

std::vector<std::string> textsOf(const SidTable& table) {
  std::vector<std::string> texts;
  for (ItemId i = 0; i < table.items(); ++i) texts.push_back(table.text(i));
  return texts;
}
bool allDistinct(const SidTable& table) {
  const auto texts = textsOf(table);
  return std::set<std::string>(texts.begin(), texts.end()).size() == texts.size();
}

// A small shop: `heads` head items in a few clusters, tails around them, some tails identical to each other and some identical to a head.
struct Shop {
  embed::ItemVectors vectors = randomPoints(120, 6, 31, 8);
  data::Popularity popularity;
  Shop() {
    std::vector<ItemId> heads;
    for (ItemId i = 0; i < 24; ++i) heads.push_back(119 - 5 * i);  // not in id order
    popularity = popularityWith(120, heads);
    for (const auto& [to, from] : {std::pair{1, 0}, {2, 0}, {3, 0}, {6, 119}, {7, 119}, {8, 10}}) std::copy_n(vectors.row(from).begin(), 6, vectors.row(to).begin());
  }
};

// Squares of such numbers overflow or vanish in float32; tokens of distances that look all alike would be worthless and look like others.
TEST(Magnitude, VectorsBeyondWhatFloatsCanSquareAreRefused) {
  for (const Tokenizer& row : tokenizers()) {
    if (!row.build) continue;
    const Shop shop;
    const auto built = [&](float unit, const char* normalise) {
      embed::ItemVectors vectors = shop.vectors;
      for (float& value : vectors.values) value *= unit;
      ParamValues values = tokenizerDefaults(row, "");
      values.set("codes", "6");
      if (values.has("normalise")) values.set("normalise", normalise);
      return row.build({vectors, shop.popularity, silentReporter(), {}, 1, nullptr}, values);
    };
    for (const float unit : {0x1p60F, 0x1p-60F}) {
      EXPECT_THAT(messageOf([&] { built(unit, "false"); }), HasSubstr("multiply all vectors by one number")) << row.id;
      if (!ParamValues(row.params).has("normalise")) continue;
      EXPECT_EQ(textsOf(built(unit, "true").table), textsOf(built(1, "true").table)) << row.id;
    }
  }
}

// Hand test G2: two heads, two tails, two codes, one level each.
class SkeletonOfFour : public testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(Balanced, SkeletonOfFour, testing::Values("true", "false"));
TEST_P(SkeletonOfFour, G2TailsInheritTheirAnchorsCodes) {
  const auto vectors = vectorsOf({{10, 0}, {0, 10}, {9, 2}, {1, 8}});  // A, B, T, U
  const auto tokens = build("skt", "released", vectors, popularityWith(4, {0, 1}), {{"head_levels", "1"}, {"tail_levels", "1"}, {"codes", "2"}, {"balanced", GetParam()}});
  const auto a = numbersOf(tokens.table, 0), b = numbersOf(tokens.table, 1), t = numbersOf(tokens.table, 2), u = numbersOf(tokens.table, 3);
  EXPECT_NE(a[0], b[0]);
  EXPECT_THAT(a, testing::SizeIs(2));
  EXPECT_THAT(t, testing::SizeIs(3));
  EXPECT_EQ(t[0], a[0]);
  EXPECT_EQ(u[0], b[0]);
  EXPECT_NE(t[1], u[1]);
  for (const auto& sid : {a, b, t, u}) EXPECT_EQ(sid.back(), 1);  // all are p_1
  ASSERT_TRUE(tokens.skeleton.has_value());
  EXPECT_THAT(tokens.skeleton->anchor, ElementsAre(-1, -1, 0, 1));
  EXPECT_NEAR(tokens.skeleton->anchorCosine[2], 0.976, 5e-4);
  // Residuals (-1, 2) and (1, -2) are their own centroids.
  ASSERT_EQ(tokens.codebooks.size(), 2u);
  EXPECT_EQ(tokens.codebooks[0].name, "head.0");
  EXPECT_EQ(tokens.codebooks[1].name, "tail.0");
  EXPECT_FLOAT_EQ(tokens.codebooks[1].centroids[static_cast<std::size_t>(2 * t[1])], -1);
  EXPECT_FLOAT_EQ(tokens.codebooks[1].centroids[static_cast<std::size_t>(2 * t[1] + 1)], 2);
  EXPECT_EQ(tokens.table.text(2).substr(0, 3), "<a_");
  EXPECT_EQ(tokens.table.level(tokens.table.sid(2)[1]), 1);  // tail letters continue after the head's
}

// Hand test G4: rows in order x:[1,2], y:[1,2], z:[1,2,3].
TEST(Dedup, G4OrdinalsWithinAGroup) {
  CodeLists lists;
  for (const auto& codes : std::vector<std::vector<std::int32_t>>{{1, 2}, {1, 2}, {1, 2, 3}}) lists.add(codes);
  EXPECT_THAT(suffixes(lists, std::vector<ItemId>{0, 1, 2}, Dedup::All), ElementsAre(1, 2, 1));
  EXPECT_THAT(suffixes(lists, std::vector<ItemId>{0, 1, 2}, Dedup::Colliding), ElementsAre(1, 2, 0));
  EXPECT_THAT(suffixes(lists, std::vector<ItemId>{0, 1, 2}, Dedup::None), ElementsAre(0, 0, 0));
}

TEST(Dedup, OrdinalsFollowHeadsInHeadOrderThenTailsById) {
  const auto order = headsThenTails(popularityWith(5, {4, 1}));
  EXPECT_THAT(order, ElementsAre(4, 1, 0, 2, 3));
  CodeLists lists;
  for (int i = 0; i < 5; ++i) lists.add(std::vector<std::int32_t>{7});
  EXPECT_THAT(suffixes(lists, order, Dedup::All), ElementsAre(3, 2, 4, 5, 1));
}

TEST(Dedup, APolicyIsOneOfFourWords) { EXPECT_THAT(messageOf([] { dedupOf("some"); }, ErrorCode::Usage), HasSubstr("give all, colliding, repair or none")); }

TEST(Dedup, SuffixesMakeSidsUniqueForEveryRandomCatalogueOfMixedLengths) {
  Rng rng(3);
  for (int round = 0; round < 300; ++round) {
    CodeLists lists;
    std::vector<ItemId> order;
    const auto items = static_cast<ItemId>(1 + rng.below(40));
    for (ItemId i = 0; i < items; ++i) {
      std::vector<std::int32_t> codes(1 + rng.below(3));
      for (auto& code : codes) code = static_cast<std::int32_t>(rng.below(3));
      lists.add(codes);
      order.push_back(i);
    }
    rng.shuffle(std::span(order));
    for (const auto policy : {Dedup::All, Dedup::Colliding}) EXPECT_TRUE(allDistinct(tableOf(lists, suffixes(lists, order, policy)))) << round;
  }
}

// A tail whose codes equal a head's codes plus something can't be taken for a suffixed head: suffix tokens have a letter of their own.
TEST(Dedup, ACodeIsNeverASuffix) {
  CodeLists lists;
  lists.add(std::vector<std::int32_t>{5});     // head, collides
  lists.add(std::vector<std::int32_t>{5});     // head
  lists.add(std::vector<std::int32_t>{5, 1});  // tail that continues with code 1
  lists.add(std::vector<std::int32_t>{5, 2});
  const auto table = tableOf(lists, suffixes(lists, std::vector<ItemId>{0, 1, 2, 3}, Dedup::Colliding));
  EXPECT_THAT(textsOf(table), ElementsAre("<a_5><p_1>", "<a_5><p_2>", "<a_5><b_1>", "<a_5><b_2>"));
}

TEST(Tokenizers, EveryRowIsCompleteAndItsDefaultsAreValid) {
  for (const auto& row : tokenizers()) {
    EXPECT_FALSE(row.description.empty());
    EXPECT_EQ(row.description.back(), '.') << row.id;
    const bool tensors = row.id == "rqvae" || row.id == "letter";
    EXPECT_EQ(row.build == nullptr, tensors) << row.id;
    for (const char* profile : {"paper", "released"}) {
      const auto values = tokenizerDefaults(row, profile);
      if (values.has("profile")) {  // the others have one source only
        EXPECT_EQ(values.text("profile"), profile);
        EXPECT_EQ(values.boolean("balanced"), std::string(profile) == "released");
      }
      for (const auto& spec : values.specs()) {
        EXPECT_EQ(spec.group, "tokens");
        ParamValues again(row.params);
        EXPECT_NO_THROW(again.setJson(spec.key, spec.defaultValue)) << row.id << " " << spec.key;
      }
    }
  }
  EXPECT_EQ(tokenizerDefaults(tokenizer("skt"), "paper").integer("head_levels"), 3);
  EXPECT_EQ(tokenizerDefaults(tokenizer("skt"), "released").integer("head_levels"), 4);
  EXPECT_THAT(messageOf([] { tokenizer("rqkmean"); }, ErrorCode::Usage), HasSubstr("did you mean rqkmeans"));
  EXPECT_THAT(messageOf([] { tokenizer("lc-rec"); }, ErrorCode::Usage), HasSubstr("lc-rec is a method; its tokenizer is rqvae"));
  EXPECT_THAT(messageOf([] { tokenizer("wordpiece"); }, ErrorCode::Usage), HasSubstr("no such tokenizer; there are skt, "));
  EXPECT_THAT(messageOf([] { tokenizerDefaults(tokenizer("skt"), "draft"); }, ErrorCode::Usage), HasSubstr("paper, released"));
}

TEST(Tokenizers, CollidingSuffixesGoToEveryMemberOfAGroupAndToNoOneElse) {
  const Shop shop;
  for (const char* id : {"skt", "rqkmeans", "rqkmeans-mixed"}) {
    const auto table = build(id, "paper", shop.vectors, shop.popularity, {{"codes", "8"}}).table;
    EXPECT_TRUE(allDistinct(table)) << id;
    std::map<std::vector<SidToken>, int> groups;
    for (ItemId i = 0; i < table.items(); ++i) ++groups[{table.codes(i).begin(), table.codes(i).end()}];
    int collided = 0;
    for (ItemId i = 0; i < table.items(); ++i) {
      const bool collides = groups[{table.codes(i).begin(), table.codes(i).end()}] > 1;
      EXPECT_EQ(table.codes(i).size() < table.sid(i).size(), collides) << id << " item " << i;
      collided += collides;
    }
    EXPECT_GT(collided, 3) << id;  // identical vectors can't be told apart by codes
  }
}

TEST(Tokenizers, WithoutSuffixesItemsShareSids) {
  const Shop shop;
  const auto tokens = build("rqkmeans", "paper", shop.vectors, shop.popularity, {{"codes", "8"}, {"dedup", "none"}});
  EXPECT_EQ(tokens.table.text(0), tokens.table.text(1));
  EXPECT_THAT(SidTrie(tokens.table).itemsAt(SidTrie(tokens.table).find(tokens.table.sid(0))), testing::IsSupersetOf({0, 1, 2, 3}));
}

TEST(Tokenizers, TailsInheritCodesNeverTheSuffix) {
  const Shop shop;
  for (const char* profile : {"paper", "released"}) {
    const auto tokens = build("skt", profile, shop.vectors, shop.popularity, {{"codes", "8"}});
    const int headLevels = tokens.skeleton->headLevels;
    for (ItemId i = 0; i < tokens.table.items(); ++i) {
      const ItemId anchor = tokens.skeleton->anchor[static_cast<std::size_t>(i)];
      EXPECT_EQ(anchor < 0, shop.popularity.isHead(i));
      if (anchor < 0) continue;
      EXPECT_EQ(tokens.table.commonPrefix(i, anchor), headLevels);
      EXPECT_EQ(tokens.table.codes(i).size(), static_cast<std::size_t>(headLevels) + 2);
      EXPECT_EQ(tokens.table.level(tokens.table.sid(i)[static_cast<std::size_t>(headLevels)]), headLevels);
    }
  }
}

// The tail's residual starts from the anchor's reconstruction, so the codebooks add up to the item again.
TEST(Tokenizers, CodebooksOfASkeletonAddUpToTheReportedInertia) {
  const Shop shop;
  const auto tokens = build("skt", "paper", shop.vectors, shop.popularity, {{"codes", "8"}});
  double sum = 0;
  int tails = 0;
  for (ItemId i = 0; i < tokens.table.items(); ++i) {
    if (shop.popularity.isHead(i)) continue;
    std::vector<double> rest(shop.vectors.row(i).begin(), shop.vectors.row(i).end());
    const auto codes = tokens.table.codes(i);
    ASSERT_EQ(codes.size(), tokens.codebooks.size());
    for (std::size_t level = 0; level < codes.size(); ++level)
      for (std::size_t j = 0; j < rest.size(); ++j) rest[j] -= tokens.codebooks[level].centroids[static_cast<std::size_t>(tokens.table.code(codes[level])) * rest.size() + j];
    for (const double value : rest) sum += value * value;
    ++tails;
  }
  EXPECT_NEAR(sum / tails, tokens.report["inertia"].back().get<double>(), 1e-4);
}

TEST(Tokenizers, InertiaFallsFromLevelToLevel) {
  const Shop shop;
  const auto inertia = build("rqkmeans", "paper", shop.vectors, shop.popularity, {{"codes", "8"}, {"levels", "6"}}).report["inertia"].get<std::vector<double>>();
  EXPECT_EQ(inertia.size(), 6u);
  EXPECT_TRUE(std::is_sorted(inertia.rbegin(), inertia.rend()));
}

// Hand test B2: lengths as in Ghost, but a tail's prefix is in general not its nearest head's.
TEST(Tokenizers, B2MixedLengthsInheritNothing) {
  const Shop shop;
  for (const char* separate : {"false", "true"}) {
    const auto mixed = build("rqkmeans-mixed", "released", shop.vectors, shop.popularity, {{"codes", "8"}, {"separate_codebooks", separate}});
    const auto ghost = build("skt", "released", shop.vectors, shop.popularity, {{"codes", "8"}});
    int different = 0;
    for (ItemId i = 0; i < mixed.table.items(); ++i) {
      EXPECT_EQ(mixed.table.sid(i).size(), shop.popularity.isHead(i) ? 5u : 7u);
      EXPECT_EQ(ghost.table.sid(i).size(), mixed.table.sid(i).size());
      const ItemId anchor = ghost.skeleton->anchor[static_cast<std::size_t>(i)];
      if (anchor >= 0) different += mixed.table.commonPrefix(i, anchor) < 4;
    }
    EXPECT_GT(different, 40);
    EXPECT_FALSE(mixed.skeleton.has_value());
  }
}

TEST(Tokenizers, SharedRqOfMixedLengthsIsTheFixedLengthOneCutForHeads) {
  const Shop shop;
  const auto mixed = build("rqkmeans-mixed", "paper", shop.vectors, shop.popularity, {{"codes", "8"}, {"dedup", "none"}});
  const auto fixed = build("rqkmeans", "paper", shop.vectors, shop.popularity, {{"codes", "8"}, {"dedup", "none"}, {"levels", "6"}});
  for (ItemId i = 0; i < mixed.table.items(); ++i) {
    auto expected = numbersOf(fixed.table, i);
    if (shop.popularity.isHead(i)) expected.resize(4);
    EXPECT_EQ(numbersOf(mixed.table, i), expected);
  }
}

TEST(Tokenizers, MoreCodesThanItemsAreReducedWithAWarningAndAReportKey) {
  const auto vectors = randomPoints(30, 8, 5, 4);
  const auto popularity = popularityWith(30, {3, 9, 11, 14, 20, 28});
  for (const char* profile : {"paper", "released"}) {
    Notes notes;
    const auto tokens = build("skt", profile, vectors, popularity, {}, notes);
    EXPECT_EQ(tokens.codebooks.front().codes, 6);
    EXPECT_EQ(tokens.codebooks.back().codes, 24);
    ASSERT_EQ(notes.warnings.size(), 2u);
    EXPECT_THAT(notes.warnings[0], HasSubstr("6 codes instead of 256"));
    EXPECT_EQ(tokens.report["codes_reduced"].size(), tokens.codebooks.size());
    EXPECT_EQ(tokens.report["codes_reduced"][0]["used"], 6);
    EXPECT_TRUE(allDistinct(tokens.table));
  }
  Notes notes;
  const auto small = build("skt", "paper", vectors, popularity, {{"codes", "4"}}, notes);
  EXPECT_TRUE(notes.warnings.empty());
  EXPECT_TRUE(small.report["codes_reduced"].empty());
}

TEST(Tokenizers, ACatalogueOfHeadsAloneHasNoTailCodebooks) {
  const auto tokens = build("skt", "paper", randomPoints(8, 3, 1), popularityWith(8, {0, 1, 2, 3, 4, 5, 6, 7}), {{"codes", "3"}});
  EXPECT_EQ(tokens.codebooks.size(), 3u);
  EXPECT_EQ(tokens.table.items(), 8);
}

TEST(Tokenizers, SameSeedSameTokensWhateverTheThreads) {
  const Shop shop;
  for (const char* id : {"skt", "rqkmeans", "rqkmeans-mixed"}) {
    const auto one = build(id, "released", shop.vectors, shop.popularity, {{"codes", "8"}});
    const auto four = build(id, "released", shop.vectors, shop.popularity, {{"codes", "8"}}, silentReporter(), {}, 4);
    EXPECT_EQ(textsOf(one.table), textsOf(four.table));
    EXPECT_EQ(one.report, four.report);
    const auto other = build(id, "released", shop.vectors, shop.popularity, {{"codes", "8"}, {"seed", "7"}});
    EXPECT_NE(textsOf(one.table), textsOf(other.table));
  }
}

TEST(Tokenizers, NormaliseClustersUnitVectors) {
  const Shop shop;
  auto scaled = shop.vectors;
  for (std::int64_t i = 0; i < scaled.rows; ++i)
    for (auto& value : scaled.row(i)) value *= static_cast<float>(1 << (i % 5));  // powers of two leave directions bit for bit
  const std::vector<Setting> settings{{"codes", "8"}, {"normalise", "true"}};
  EXPECT_EQ(textsOf(build("skt", "paper", shop.vectors, shop.popularity, settings).table), textsOf(build("skt", "paper", scaled, shop.popularity, settings).table));
}

TEST(Tokenizers, AStopRequestGivesAnEmptyTable) {
  const Shop shop;
  std::stop_source source;
  source.request_stop();
  for (const char* id : {"skt", "rqkmeans", "rqkmeans-mixed"}) EXPECT_EQ(build(id, "paper", shop.vectors, shop.popularity, {{"codes", "8"}}, silentReporter(), source.get_token()).table.items(), 0);
}

std::vector<const char*> builtRows() { return {"skt", "rqkmeans", "rqkmeans-mixed", "tiger", "varlen", "crab"}; }

// float32 has no squares of such lengths; tokens made of infinite distances would be one code for all.
TEST(Tokenizers, VectorsTooLongForFloat32AreRefusedUnlessNormalised) {
  Shop shop;
  for (float& value : shop.vectors.row(7)) value = 1e30f;
  for (const char* id : builtRows()) {
    EXPECT_THAT(messageOf([&] { build(id, "", shop.vectors, shop.popularity, {{"codes", "8"}}); }), HasSubstr("their largest value is 1e+30")) << id;
    EXPECT_TRUE(allDistinct(build(id, "", shop.vectors, shop.popularity, {{"codes", "8"}, {"normalise", "true"}}).table)) << id;
  }
}

TEST(Tokenizers, DegenerateVectorsStillGiveEveryItemItsSid) {
  const auto popularity = popularityWith(40, {3, 5, 8});
  auto zero = randomPoints(40, 4, 1);
  std::fill(zero.values.begin(), zero.values.end(), 0.0f);
  auto equal = zero;
  std::fill(equal.values.begin(), equal.values.end(), -2.5f);
  for (const auto& vectors : {zero, equal, randomPoints(40, 1, 2)})
    for (const char* id : builtRows())
      for (const char* balanced : {"false", "true"})
        for (const char* codes : {"2", "64"}) {
          const auto tokens = build(id, "", vectors, popularity, {{"codes", codes}, {"balanced", balanced}});
          EXPECT_TRUE(allDistinct(tokens.table)) << id << " balanced=" << balanced << " codes=" << codes;
          for (const auto& inertia : tokens.report["inertia"]) EXPECT_TRUE(std::isfinite(inertia.get<double>()));
        }
  data::Popularity one = popularityWith(1, {0});
  for (const char* id : builtRows()) EXPECT_EQ(build(id, "", randomPoints(1, 3, 2), one).table.items(), 1) << id;
}

// Every row tells how far it is, in levels that only grow and end at their total.
TEST(Tokenizers, ProgressCountsTheLevelsOfTheWholeBuild) {
  struct Levels : Reporter {
    std::vector<std::int64_t> done;
    std::set<std::int64_t> totals;
    void progress(std::int64_t now, std::int64_t total, std::string_view) override {
      done.push_back(now);
      totals.insert(total);
    }
  };
  const Shop shop;
  for (const char* id : builtRows())
    for (const char* variant : {"", "separate_codebooks", "geometry"}) {
      Levels levels;
      std::vector<Setting> settings{{"codes", "8"}};
      if (tokenizerDefaults(tokenizer(id), "").has(variant)) settings.push_back({variant, std::string(variant) == "geometry" ? "hyperbolic" : "true"});
      const auto tokens = build(id, "", shop.vectors, shop.popularity, settings, levels);
      EXPECT_TRUE(std::is_sorted(levels.done.begin(), levels.done.end())) << id;
      EXPECT_THAT(levels.totals, ElementsAre(std::ssize(tokens.codebooks))) << id;
      EXPECT_EQ(levels.done.back(), std::ssize(tokens.codebooks)) << id;
    }
}

TEST(Tokenizers, VectorsOfAnotherCatalogueAreRefused) {
  const Shop shop;
  EXPECT_THAT(messageOf([&] { build("skt", "paper", randomPoints(119, 6, 1), shop.popularity); }), HasSubstr("119 rows for 120 items"));
  EXPECT_THAT(messageOf([&] { build("skt", "paper", shop.vectors, popularityWith(120, {})); }), HasSubstr("head set is empty"));
}

}  // namespace
}  // namespace ghost::sid
