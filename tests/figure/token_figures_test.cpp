#include "figure/token_figures.h"

#include <algorithm>
#include <cmath>
#include <fstream>

#include "base/content_hash.h"
#include "base/rng.h"
#include "data/data_set.h"
#include "golden.h"
#include "figure/token_choice.h"
#include "sid/token_origin.h"
#include "sid/tokenizers.h"
#include "small_project.h"

namespace ghost::figure {
namespace {

using figure_testing::expectGolden;
using figure_testing::SmallProject;
using testing_base::errorOf;

/// Two sets on the items of the small project: its skeleton as artifacts/skeleton, and a published index of two lengths without codebooks:
/// heads <a_0> and <a_1>; tails 2, 3, 4 share <a_0><b_0>, told apart by suffixes except 3 and 4; 5 to 11 are <a_1><b_k> with k = the item.
struct TwoSets : SmallProject {
  TwoSets() {
    sid::saveTokenization(project().artifacts() / "skeleton", tokens(), {project().vectorsFile(), ContentHash::ofFile(project().vectorsFile()), 2.5});
    std::vector<std::vector<std::string>> sids{{"<a_0>"}, {"<a_1>"}, {"<a_0>", "<b_0>", "<p_1>"}, {"<a_0>", "<b_0>", "<p_2>"}, {"<a_0>", "<b_0>", "<p_2>"}};
    for (int item = 5; item < 12; ++item) sids.push_back({"<a_1>", fmt::format("<b_{}>", item)});
    sid::writeIndex(project().dataFolder() / "Small.flat.index.json", sid::SidTable::fromTokens(sids));
  }
  TokenComparison load(const std::vector<std::string>& words) const {
    const data::DataSet dataSet = data::readDataFolder(project().dataFolder());
    TokenLoader loader(project(), std::make_shared<const data::Popularity>(data::popularity(dataSet.interactions, dataSet.items())), 1);
    std::vector<TokenPlace> places;
    for (const std::string& word : words) places.push_back(tokenPlace(project(), word));
    return loader.load(places);
  }
};

const std::map<std::string, std::string> both{{"tokens", "skeleton, Small.flat"}};

TEST(TokenSets, AreFoundByKeyNameAndPath) {
  const TwoSets small;
  const auto built = builtTokens(small.project());
  ASSERT_EQ(built.size(), 2U);
  EXPECT_EQ(built[0].key, "artifact:skeleton");
  EXPECT_EQ(built[1].key, "index:Small.flat.index.json");
  EXPECT_EQ(built[1].name, "Small.flat");
  for (const char* word : {"skeleton", "artifact:skeleton"}) EXPECT_EQ(tokenPlace(small.project(), word).key, "artifact:skeleton") << word;
  for (const char* word : {"Small.flat", "Small.flat.index.json", "index:Small.flat.index.json"}) EXPECT_EQ(tokenPlace(small.project(), word).key, "index:Small.flat.index.json") << word;
  EXPECT_EQ(tokenPlace(small.project(), "artifacts/skeleton").key, "path:artifacts/skeleton");
  const std::string refused = errorOf([&] { tokenPlace(small.project(), "skeletn"); });
  EXPECT_TRUE(refused.starts_with("3 ")) << refused;
  EXPECT_NE(refused.find("the project has skeleton, Small.flat"), std::string::npos) << refused;
  EXPECT_TRUE(errorOf([&] { tokenPlace(small.project(), "artifact:../runs"); }).starts_with("3 "));
}

TEST(TokenSets, SummariseWhatTheyAreJudgedBy) {
  const TwoSets small;
  const TokenComparison sets = small.load({"skeleton", "Small.flat"});
  const TokenSummary skeleton = summaryOf(*sets.sets[0].set), flat = summaryOf(*sets.sets[1].set);
  EXPECT_EQ(skeleton.lengths, (std::vector<int>{2, 3}));
  EXPECT_EQ(skeleton.codesUsed, (std::vector<std::int64_t>{2, 1, 5}));
  EXPECT_EQ(skeleton.collisionsBefore, 0);
  EXPECT_EQ(skeleton.meanZ, 2);                                                    // the other head at step 1, the own one at its end
  EXPECT_EQ(skeleton.exitShares, (std::vector<std::pair<int, double>>{{3, 1.0}}));
  EXPECT_NEAR(*skeleton.anchorMedian, 0.675, 1e-6);
  EXPECT_NEAR(*skeleton.anchorLow, 0.45 + 0.45 * 0.05, 1e-6);                      // 10 values from .45 to .9, type 7
  EXPECT_EQ(sets.sets[0].set->seconds, 2.5);
  EXPECT_EQ(flat.collisionsBefore, 2);
  EXPECT_EQ(flat.collisionsAfter, 1);
  EXPECT_EQ(flat.largestGroup, 3);
  EXPECT_FALSE(flat.anchorMedian);
  EXPECT_FALSE(sets.sets[1].set->seconds);
}

// Folders of one name, as two ways of the same name: nothing but their paths tells them apart.
TEST(TokenSets, OfEqualFolderNamesAreToldApartByTheirPaths) {
  const TwoSets small;
  for (const char* place : {"one/tokens", "two/tokens"}) {
    std::filesystem::create_directories((small.project().folder / place).parent_path());
    sid::saveTokenization(small.project().folder / place, small.tokens());
  }
  const TokenComparison sets = small.load({"one/tokens", "two/tokens", "skeleton"});
  EXPECT_EQ(sets.sets[0].label, "tokens (one/tokens)");
  EXPECT_EQ(sets.sets[1].label, "tokens (two/tokens)");
  EXPECT_EQ(sets.sets[2].label, "skeleton");
}

TEST(TokenSets, NameTheParametersTheyDifferIn) {
  const auto with = [](const std::string& tokenizer, OrderedJson parameters) {
    auto set = std::make_shared<TokenSet>();
    set->tokens.tokenizer = tokenizer;
    set->tokens.parameters = std::move(parameters);
    return std::shared_ptr<const TokenSet>(set);
  };
  EXPECT_EQ(differingParameters({with("rqkmeans", {{"codes", 256}, {"levels", 4}, {"seed", 42}}), with("rqkmeans", {{"codes", 64}, {"levels", 4}, {"seed", 42}})}), (std::vector<std::string>{"codes=256", "codes=64"}));
  // Only the first has head levels, which differ from their default of 3; its tail levels don't.
  EXPECT_EQ(differingParameters({with("skt", {{"seed", 1}, {"head_levels", 4}, {"tail_levels", 2}}), with("rqkmeans", {{"seed", 1}})}), (std::vector<std::string>{"head_levels=4", ""}));
  EXPECT_EQ(differingParameters({with("skt", {{"seed", 1}})}), (std::vector<std::string>{""}));
}

TEST(CodebookUse, MatchesItsGolden) {
  const TwoSets small;
  const FigureData figure = small.make("codebook-use", both);
  expectGolden("codebook_use", small.textOf(figure));
  ASSERT_EQ(figure.panels.size(), 3U);
  EXPECT_EQ(figure.panels[0].series[0].y, (std::vector<double>{1, 0.5, 5.0 / 6}));   // 2 of 2, 1 of 2, 5 of 6
  EXPECT_EQ(figure.panels[0].remarks, std::vector<std::string>{"Small.flat: no codebooks, so the share in use is unknown"});
  EXPECT_NEAR(figure.panels[1].series[0].y[2], 5, 1e-12);                            // 2 tails on each of 5 codes
  const FigureData heads = small.make("codebook-use", {{"tokens", "skeleton"}, {"items", "head"}});
  EXPECT_EQ(heads.panels[0].series[0].x.size(), 2U);                                 // heads end at the second level
  const FigureData imported = small.make("codebook-use", {{"tokens", "Small.flat"}});
  EXPECT_EQ(imported.panels[0].y.label, "codes in use");
  EXPECT_EQ(imported.panels[0].series[0].y, (std::vector<double>{2, 8}));
}

TEST(QuantisationError, MatchesItsGolden) {
  const TwoSets small;
  const FigureData figure = small.make("quantisation-error", both);
  expectGolden("quantisation_error", small.textOf(figure));
  ASSERT_EQ(figure.panels.size(), 2U);
  ASSERT_EQ(figure.panels[0].series.size(), 1U);
  EXPECT_EQ(figure.panels[0].remarks, std::vector<std::string>{"Small.flat: an imported index has no codebooks"});
  const FigureData absolute = small.make("quantisation-error", {{"tokens", "skeleton"}, {"scale", "absolute"}});
  EXPECT_EQ(absolute.panels[0].series[0].y, (std::vector<double>{100, 0, 0, 0}));
  EXPECT_NEAR(absolute.panels[1].series[0].y.back(), 0.09, 1e-5);                    // (0, 0.3) is left of every tail
  const std::string none = small.make("quantisation-error", {{"tokens", "Small.flat"}}).emptyReason;
  EXPECT_EQ(none, "No errors per level can be given. Small.flat: an imported index has no codebooks.");
}

TEST(QuantisationError, LinesThatLieOnEachOtherAreNamed) {
  const TwoSets small;
  sid::saveTokenization(small.project().artifacts() / "twin", small.tokens(), {small.project().vectorsFile(), ContentHash::ofFile(small.project().vectorsFile()), 1.0});
  const FigureData figure = small.make("quantisation-error", {{"tokens", "skeleton,twin"}});
  ASSERT_EQ(figure.panels.size(), 2U);
  EXPECT_EQ(figure.panels[1].remarks, std::vector<std::string>{"the same up to code 3: skeleton, twin"});
}

TEST(QuantisationError, ShowsWhatALearnedTokenizerRecorded) {
  const TwoSets small;
  sid::Tokenization learned = small.tokens();
  learned.parameters = {{"latent", 2}};
  learned.report = {{"inertia", {4.0, 2.0, 1.0}}};
  sid::saveTokenization(small.project().artifacts() / "learned", learned);
  const FigureData figure = small.make("quantisation-error", {{"tokens", "learned,skeleton"}, {"scale", "absolute"}});
  EXPECT_EQ(figure.panels[1].series[0].name, "learned, as recorded");
  EXPECT_TRUE(figure.panels[1].series[0].dashed);
  EXPECT_EQ(figure.panels[1].series[0].y, (std::vector<double>{4, 2, 1}));
  EXPECT_EQ(figure.panels[1].series[1].index, 1);                                    // the second set keeps its colour
  EXPECT_NE(small.make("quantisation-error", {{"tokens", "learned"}}).emptyReason.find("scale=absolute"), std::string::npos);
}

TEST(Collisions, MatchesItsGolden) {
  const TwoSets small;
  const FigureData figure = small.make("collisions", both);
  expectGolden("collisions", small.textOf(figure));
  EXPECT_EQ(figure.panels[0].series[1].y, (std::vector<double>{0, 1}));              // one group of three
  EXPECT_EQ(figure.panels[1].series[1].y, (std::vector<double>{0, 0.3, 0, 0.2}));
  const FigureData logarithmic = small.make("collisions", {{"tokens", "Small.flat"}, {"scale", "log"}});
  EXPECT_EQ(logarithmic.panels[0].series[0].x, std::vector<double>{1});
  const FigureData none = small.make("collisions", {{"tokens", "skeleton"}});
  ASSERT_EQ(none.panels.size(), 1U);
  EXPECT_EQ(none.panels[0].remarks[0], "skeleton: no two items have equal codes");
}

TEST(AnchorQuality, MatchesItsGolden) {
  const TwoSets small;
  const FigureData figure = small.make("anchor-quality", both);
  expectGolden("anchor_quality", small.textOf(figure));
  EXPECT_NEAR(figure.panels[1].series[0].x.front(), 0.45, 1e-6);
  EXPECT_EQ(figure.panels[1].series[0].y.front(), 0.1);
  EXPECT_EQ(figure.panels[1].series[0].y.back(), 1);
  const auto weak = weakAnchors(small.load({"Small.flat", "skeleton"}), 2);
  ASSERT_EQ(weak.size(), 2U);
  EXPECT_EQ(weak[0].set, 1U);
  EXPECT_EQ(weak[0].item, 11);
  EXPECT_EQ(weak[0].anchor, 1);
  EXPECT_NEAR(weak[0].cosine, 0.45, 1e-6);
  EXPECT_EQ(weak[1].item, 10);
  EXPECT_NE(small.make("anchor-quality", {{"tokens", "Small.flat"}}).emptyReason.find("skt"), std::string::npos);
}

TEST(Branching, MatchesItsGolden) {
  const TwoSets small;
  const FigureData figure = small.make("branching", both);
  expectGolden("branching", small.textOf(figure));
  for (const Panel& panel : figure.panels)
    for (const Series& s : panel.series) {
      double sum = 0;
      for (const double share : s.y) sum += share;
      EXPECT_NEAR(sum, 1, 1e-12) << s.name;
    }
  EXPECT_EQ(figure.panels[1].series[0].x, std::vector<double>{3});
  EXPECT_EQ(figure.panels[1].series[1].x, std::vector<double>{2});
}

TEST(ItemProjection, MatchesItsGolden) {
  const TwoSets small;
  const FigureData figure = small.make("item-projection", both);
  expectGolden("item_projection", small.textOf(figure));
  ASSERT_EQ(figure.panels.size(), 2U);
  EXPECT_EQ(figure.panels[0].title, "skeleton");
  std::vector<std::int32_t> items;
  for (const Series& s : figure.panels[0].series) {
    ASSERT_EQ(s.items.size(), s.x.size());
    items.insert(items.end(), s.items.begin(), s.items.end());
  }
  std::sort(items.begin(), items.end());
  EXPECT_EQ(items.size(), 12U);
  EXPECT_EQ(std::unique(items.begin(), items.end()), items.end());
  const FigureData deep = small.make("item-projection", {{"tokens", "skeleton"}, {"level", "2"}});
  EXPECT_EQ(deep.panels[0].series[0].name, "<c_5>");                                 // drawn from the last colour to the first
  EXPECT_TRUE(std::any_of(deep.panels[0].series.begin(), deep.panels[0].series.end(), [](const Series& s) { return s.name == "shorter" && s.role == Role::Neutral && s.x.size() == 2; }));
  EXPECT_NE(small.make("item-projection", {{"tokens", "skeleton"}, {"level", "3"}}).emptyReason.find("no item has a code at level 3"), std::string::npos);
}

TEST(ItemProjection, SaysWhichVectorsAreMissing) {
  const TwoSets small;
  std::filesystem::rename(small.project().vectorsFile(), small.project().dataFolder() / "elsewhere.npy");
  const std::string gone = small.make("item-projection", {{"tokens", "skeleton"}}).emptyReason;
  EXPECT_NE(gone.find("skeleton: its vectors, Small.emb-hand.npy, are gone"), std::string::npos) << gone;
  EXPECT_NE(small.make("quantisation-error", {{"tokens", "skeleton"}}).emptyReason.find("are gone"), std::string::npos);
  embed::ItemVectors other = SmallProject::vectors();
  other.values[3] += 1;
  embed::writeNpy(small.project().vectorsFile(), other);
  const std::string changed = small.make("item-projection", {{"tokens", "skeleton"}}).emptyReason;
  EXPECT_NE(changed.find("have changed since it was built"), std::string::npos) << changed;
  // The index has no record: the project's vectors are a guess that is told.
  const FigureData guess = small.make("item-projection", {{"tokens", "Small.flat"}});
  ASSERT_EQ(guess.panels.size(), 1U);
  EXPECT_TRUE(std::any_of(guess.panels[0].remarks.begin(), guess.panels[0].remarks.end(), [](const std::string& r) { return r.find("isn't recorded") != std::string::npos; }));
}

TEST(TokenFigures, RunsAreTokenSetsToo) {
  TwoSets small;
  const auto first = figure_testing::addWholeRun(small, "ghost", {{"alpha", "0.1"}}), second = figure_testing::addWholeRun(small, "ghost", {{"alpha", "0.5"}});
  const FigureData figure = small.make("branching", {}, {first, second});
  ASSERT_EQ(figure.panels[0].series.size(), 2U);
  EXPECT_EQ(figure.panels[0].series[0].name, "Ghost alpha 0.1");
  EXPECT_EQ(figure.runs.size(), 2U);
  EXPECT_EQ(small.make("branching").panels[0].series.size(), 4U);                    // without a choice: runs, built, published
  std::filesystem::remove_all(small.project().artifacts());
  std::filesystem::remove(small.project().dataFolder() / "Small.flat.index.json");
  const FigureData own = small.make("branching");
  ASSERT_EQ(own.panels[0].series.size(), 2U);
  const std::string newest = std::max(first.name(), second.name());                  // both may be of one second
  EXPECT_EQ(own.panels[0].series[0].name, "Ghost (" + newest.substr(newest.size() - 4) + ")");
}

TEST(TokenFigures, RefuseSetsOfOtherItemsAndTooMany) {
  const TwoSets small;
  sid::Tokenization other;
  other.tokenizer = "imported";
  other.table = sid::SidTable::fromTokens({{"<a_0>"}, {"<a_1>"}});
  sid::saveTokenization(small.project().artifacts() / "other", other);
  const std::string refused = errorOf([&] { small.make("branching", {{"tokens", "other"}}); });
  EXPECT_TRUE(refused.starts_with("3 ")) << refused;
  EXPECT_NE(refused.find("these tokens name 2 items, the project has 12"), std::string::npos) << refused;
  EXPECT_EQ(small.make("branching").panels[0].series.size(), 2U);                    // left out of the own choice
  std::string many;
  for (int i = 0; i < 7; ++i) {
    sid::saveTokenization(small.project().artifacts() / fmt::format("copy{}", i), small.tokens());
    many += fmt::format("copy{},", i);
  }
  EXPECT_TRUE(errorOf([&] { small.make("branching", {{"tokens", many}}); }).starts_with("2 "));
}

TEST(TokenChoice, IsTheNewestOfRunsAndBuildsThenWhatIsPublished) {
  const std::vector<TokenCandidate> all{{"run:c", "20261103-000000", "x"}, {"run:b", "20261102-000000", "x"}, {"run:a", "20261101-000000", ""}, {"artifact:hand", "20261102-120000", ""}, {"index:one", "", ""}, {"index:two", "", ""}};
  using Keys = std::vector<std::string>;
  EXPECT_EQ(firstSight(all), (Keys{"run:c", "artifact:hand", "run:a", "index:one"})) << "b has the tokens of c";
  EXPECT_EQ(firstSight(all, [](const std::string& key) { return key != "run:c" && key != "index:one"; }), (Keys{"artifact:hand", "run:b", "run:a", "index:two"}));
  EXPECT_EQ(firstSight({all[5]}), Keys{"index:two"});
  EXPECT_TRUE(firstSight({}).empty());
}

TEST(TokenChoice, RunsOfOneArtifactAreOneSight) {
  TwoSets small;
  const auto withTokens = [&](const char* recipe, const char* hash) {
    const run::RunFolder run = small.addRun(recipe);
    sid::saveTokenization(run.tokens(), small.tokens());
    writeFileAtomically(run.path() / "stages.json", fmt::format(R"({{"tokens": {{"hash": "{}"}}}})", hash));
    return run.name();
  };
  const std::string first = withTokens("ghost", "aa"), second = withTokens("ghost-no-auo", "aa");
  const TokenCandidate candidate = candidateOf(tokenPlace(small.project(), first));
  EXPECT_EQ(candidate.made, first.substr(0, 15));
  EXPECT_EQ(candidate.content, "aa");
  EXPECT_EQ(candidateOf(tokenPlace(small.project(), "skeleton")).made.size(), 15U);
  EXPECT_EQ(small.make("branching").panels[0].series.size(), 3U) << "one of the runs, the built and the published";
  writeFileAtomically(small.project().runs() / second / "stages.json", "{ broken");
  EXPECT_EQ(small.make("branching").panels[0].series.size(), 4U) << "what can't be read is taken for another one";
}

TEST(TokenLoader, ReadsAgainWhatChangedOnDisk) {
  const TwoSets small;
  const data::DataSet dataSet = data::readDataFolder(small.project().dataFolder());
  TokenLoader loader(small.project(), std::make_shared<const data::Popularity>(data::popularity(dataSet.interactions, dataSet.items())), 1);
  const TokenPlace place = tokenPlace(small.project(), "skeleton");
  const auto first = loader.load({place}), again = loader.load({place});
  EXPECT_EQ(first.sets[0].set, again.sets[0].set);
  EXPECT_EQ(first.sets[0].vectors, again.sets[0].vectors);
  std::filesystem::remove_all(place.place);
  EXPECT_NE(errorOf([&] { loader.load({place}); }), "");
  sid::saveTokenization(place.place, small.tokens());
  std::filesystem::last_write_time(place.place / "index.json", std::filesystem::file_time_type::clock::now() + std::chrono::seconds(5));
  EXPECT_NE(loader.load({place}).sets[0].set, first.sets[0].set);
}

TEST(Projection, IsThePlaneOfMostVariance) {
  // Points on a long and a short axis of five dimensions, away from the origin.
  embed::ItemVectors vectors{400, 5, {}};
  Rng rng(3);
  std::vector<double> along, across;
  for (int i = 0; i < 400; ++i) {
    along.push_back(3 * rng.normal());
    across.push_back(rng.normal());
    for (const double value : {7 + along.back() * 0.6, along.back() * 0.8, across.back() - 2, 0.0, 5.0}) vectors.values.push_back(static_cast<float>(value));
  }
  const Projection plane = projectItems(vectors, 1);
  EXPECT_NEAR(plane.shareX + plane.shareY, 1, 1e-6);
  EXPECT_GT(plane.shareX, 0.85);
  double same = 0, square = 0;
  for (std::size_t i = 0; i < along.size(); ++i) {
    same += plane.x[i] * along[i];
    square += along[i] * along[i];
  }
  EXPECT_NEAR(std::abs(same / square), 1, 0.02);
  EXPECT_EQ(projectItems(vectors, 3).x, plane.x);                                    // whatever the threads
  const Projection sampled = projectItems(vectors, 1, 100);                          // a quarter decides the plane, all are projected
  EXPECT_EQ(sampled.x.size(), 400U);
  EXPECT_GT(sampled.shareX, 0.8);
}

TEST(Projection, ThinningKeepsLonelyItemsAndDenseShares) {
  Projection plane;
  for (int i = 0; i < 1000; ++i) {
    plane.x.push_back(static_cast<float>(i % 10) * 1e-4F);
    plane.y.push_back(static_cast<float>(i / 10) * 1e-4F);
  }
  plane.x.push_back(9);
  plane.y.push_back(9);
  const auto kept = thinnedItems(plane, 100);
  EXPECT_TRUE(std::is_sorted(kept.begin(), kept.end()));
  EXPECT_EQ(kept.back(), 1000);
  EXPECT_GE(kept.size(), 90U);
  EXPECT_LE(kept.size(), 110U);
  EXPECT_EQ(thinnedItems(plane, 1001).size(), 1001U);
  // Groups side by side on a line take turns with their colours.
  Projection line;
  std::vector<std::int32_t> group;
  for (int g = 0; g < 30; ++g)
    for (int i = 0; i < 3; ++i) {
      line.x.push_back(static_cast<float>(g));
      line.y.push_back(0);
      group.push_back(g);
    }
  const auto colour = groupColours(line, group, 30, 5);
  for (int g = 1; g < 30; ++g) EXPECT_NE(colour[static_cast<std::size_t>(g)], colour[static_cast<std::size_t>(g - 1)]) << g;
  EXPECT_EQ(groupColours(line, group, 3, 5), (std::vector<int>{0, 1, 2}));
}

}  // namespace
}  // namespace ghost::figure
