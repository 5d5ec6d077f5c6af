#include "figure/figures.h"

#include <algorithm>
#include <cmath>

#include "golden.h"
#include "small_project.h"

namespace ghost::figure {
namespace {

using figure_testing::expectGolden;
using figure_testing::SmallProject;
using testing_base::errorOf;

const Series* seriesNamed(const Panel& panel, const std::string& name) {
  const auto found = std::find_if(panel.series.begin(), panel.series.end(), [&](const Series& s) { return s.name == name; });
  return found == panel.series.end() ? nullptr : &*found;
}

TEST(FigureTable, EveryRowHasASentenceAndValidDefaults) {
  EXPECT_EQ(figureKinds().size(), 14U);
  for (const FigureKind& kind : figureKinds()) {
    EXPECT_TRUE(kind.description.ends_with('.')) << kind.id;
    EXPECT_NE(kind.make, nullptr) << kind.id;
    EXPECT_NO_THROW(ParamValues{kind.params}) << kind.id;
    for (const ParamSpec& spec : kind.params) EXPECT_FALSE(spec.help.empty()) << kind.id << " " << spec.key;
    EXPECT_EQ(&figureKind(kind.id), &kind);
  }
  EXPECT_NE(errorOf([] { figureKind("skeleton-three"); }).find("skeleton-tree"), std::string::npos);
}

TEST(FigureTable, EveryRowSaysWhatIsMissingInAProjectWithoutRuns) {
  const SmallProject project;
  for (const FigureKind& kind : figureKinds()) {
    const FigureData figure = kind.make({project.project(), {}}, ParamValues(kind.params));
    EXPECT_EQ(figure.kind, kind.id);
    if (kind.id == "long-tail" || kind.id == "length-heatmap") {
      EXPECT_EQ(figure.emptyReason, "") << kind.id;  // data alone is enough; an empty heatmap shows what runs would cost
      continue;
    }
    EXPECT_TRUE(figure.emptyReason.ends_with('.')) << kind.id;
    EXPECT_TRUE(figure.panels.empty()) << kind.id;
  }
}

TEST(FigureTable, RunsThatAreNotFinishedAreNotChosen) {
  SmallProject project;
  const run::RunFolder run = figure_testing::addWholeRun(project);
  run.writeStatus({{"state", run::stateName(run::State::Failed)}});
  EXPECT_NE(project.make("comparison").emptyReason, "");
  EXPECT_EQ(project.make("comparison", {{"interval", "false"}}, {run}).emptyReason, "");  // chosen by hand it is shown
}

TEST(FigureTable, OfAChosenUnfinishedRunItsStateAndWhatToDoAreSaid) {
  SmallProject project;
  const run::RunFolder whole = figure_testing::addWholeRun(project), failed = project.addRun("rqk-4"), stopped = project.addRun("ghost");
  failed.writeStatus({{"state", "failed"}, {"stage", "tokens"}, {"error", "Small.npy: the file is damaged"}});
  stopped.writeStatus({{"state", "stopped"}, {"stage", "train"}});
  for (const char* kind : {"comparison", "list-composition", "skeleton-tree", "tail-inheritance", "tail-gradients", "training-curves"}) {
    const std::string reason = project.make(kind, {}, {failed}).emptyReason;
    EXPECT_NE(reason.find(failed.name() + " has nothing to show here: it failed in the stage tokens: Small.npy: the file is damaged; start a new run."), std::string::npos) << kind << ": " << reason;
    EXPECT_NE(project.make(kind, {}, {stopped}).emptyReason.find("it was stopped in the stage train"), std::string::npos) << kind;
  }
  for (const char* kind : {"comparison", "list-composition"}) {
    const FigureData figure = project.make(kind, {}, {whole, failed});
    ASSERT_FALSE(figure.panels.empty()) << kind;
    EXPECT_NE(testing::PrintToString(figure.panels.front().remarks).find(failed.name() + " is left out: it failed"), std::string::npos) << kind;
  }
}

TEST(FigureTable, ARunWithoutSemanticIdsIsNotReplacedByOthers) {
  SmallProject project;
  const run::RunFolder run = figure_testing::addWholeRun(project);
  std::filesystem::remove_all(run.tokens());
  for (const char* kind : {"codebook-use", "collisions", "branching"}) EXPECT_NE(errorOf([&] { project.make(kind, {}, {run}); }).find("has no semantic IDs"), std::string::npos) << kind;
}

TEST(FigureTable, RunsOfOtherInteractionsAreNotCompared) {
  SmallProject project;
  const run::RunFolder run = figure_testing::addWholeRun(project), other = figure_testing::addWholeRun(project);
  const auto say = [](const run::RunFolder& folder, const char* hash) {
    OrderedJson manifest = folder.manifest();
    manifest["data"] = {{"Small.inter.json", hash}};
    folder.writeManifest(manifest);
  };
  say(run, "aa");
  say(other, "aa");
  EXPECT_NO_THROW(project.make("comparison", {}, {run, other}));
  say(other, "bb");
  EXPECT_NE(errorOf([&] { project.make("comparison", {}, {run, other}); }).find("of another data set"), std::string::npos);
}

TEST(SkeletonTree, MatchesItsGolden) {
  SmallProject project;
  figure_testing::addWholeRun(project);
  for (const char* shape : {"radial", "icicle", "cone"}) expectGolden(std::string("skeleton_tree_") + shape, project.textOf(project.make("skeleton-tree", {{"shape", shape}})));
  const FigureData folded = project.make("skeleton-tree", {{"nodes", "10"}});
  ASSERT_EQ(folded.panels.size(), 1U);
  EXPECT_EQ(folded.panels[0].tree.size(), 5U);  // root, a_0, a_1 and a b_0 each
  EXPECT_EQ(folded.panels[0].remarks, std::vector<std::string>{"10 of 12 items folded into 2 glyphs"});
}

TEST(TailInheritance, CountsTailsOfEachHead) {
  SmallProject project;
  figure_testing::addWholeRun(project);
  const FigureData figure = project.make("tail-inheritance");
  expectGolden("tail_inheritance", project.textOf(figure));
  ASSERT_EQ(figure.panels.size(), 2U);
  EXPECT_EQ(figure.panels[0].series[1].boxes[0].count, 2);       // two heads
  EXPECT_EQ(figure.panels[0].series[1].boxes[0].median, 5);      // five tails each
  EXPECT_EQ(figure.panels[1].series[1].boxes[0].count, 10);
  EXPECT_NEAR(figure.panels[1].series[1].boxes[0].median, 0.675, 1e-6);
}

TEST(TailInheritance, NeedsASkeleton) {
  SmallProject project;
  project.addRun("rqk-4");
  EXPECT_NE(project.make("tail-inheritance").emptyReason.find("skt"), std::string::npos);
}

TEST(TailGradients, KeepsZerosOffTheLogAxisAndSaysSo) {
  SmallProject project;
  figure_testing::addWholeRun(project);
  const FigureData figure = project.make("tail-gradients");
  expectGolden("tail_gradients", project.textOf(figure));
  ASSERT_EQ(figure.panels.size(), 3U);
  EXPECT_TRUE(figure.panels[2].y.logarithmic);
  EXPECT_EQ(figure.panels[2].remarks, std::vector<std::string>{"AUO rescue: 1 values <= 0 hidden"});
  EXPECT_EQ(seriesNamed(figure.panels[2], "AUO rescue")->y.size(), 11U);
  EXPECT_EQ(project.make("tail-gradients", {{"groups", "all"}}).panels.size(), 5U);
  EXPECT_NE(project.make("tail-gradients", {{"measure", "inner"}}).emptyReason.find("gradient/inner"), std::string::npos);
  EXPECT_NE(project.make("tail-gradients", {{"level", "2"}}).emptyReason.find("gradient/l2/level2"), std::string::npos);
}

TEST(ListComposition, CountsWhoIsShown) {
  SmallProject project;
  const run::RunFolder run = figure_testing::addWholeRun(project);
  const FigureData figure = project.make("list-composition", {{"k", "5"}});
  expectGolden("list_composition", project.textOf(figure));
  ASSERT_EQ(figure.panels.size(), 2U);
  EXPECT_EQ(seriesNamed(figure.panels[0], "head")->y, (std::vector<double>{1, 1, 0, 0, 0}));
  EXPECT_EQ(seriesNamed(figure.panels[0], "tail")->y, (std::vector<double>{0, 0, 1, 0, 0}));
  EXPECT_EQ(seriesNamed(figure.panels[0], "invalid or empty")->y, (std::vector<double>{0, 0, 0, 1, 1}));
  EXPECT_NEAR(figure.panels[0].rules[0].at, 2.0 / 3, 1e-12);
  // Fifths of 12 items by (-count, id), cut at floor(12 i / 5): {0,1}, {2,3}, {4,5,6}, {7,8}, {9,10,11}; 12 users x 5 slots.
  const Series* shown = seriesNamed(figure.panels[1], "Ghost");
  ASSERT_NE(shown, nullptr);
  const std::vector<double> expected{24.0 / 60, 4.0 / 60, 3.0 / 60, 2.0 / 60, 3.0 / 60};
  for (std::size_t g = 0; g < 5; ++g) EXPECT_NEAR(shown->y[g], expected[g], 1e-12) << g;
  EXPECT_NEAR(seriesNamed(figure.panels[1], "training events")->y[0], 24.0 / 36, 1e-12);
  EXPECT_NE(project.make("list-composition", {{"penalty", "0.5"}}, {run}).emptyReason, "");
}

TEST(LengthHeatmap, ACellIsARunAndAnEmptyOneShowsItsCost) {
  SmallProject project;
  const auto cell = [](const FigureData& figure, int column, int row) {
    return *std::find_if(figure.panels[0].cells.begin(), figure.panels[0].cells.end(), [&](const Cell& c) { return c.column == column && c.row == row; });
  };
  // No run: cost relative to the cheapest cell, L^h/L^t = 2/1 with 2 + 1 + 1/3 tokens an event (EOS, and a third of the events are tails).
  const FigureData bare = project.make("length-heatmap");
  EXPECT_EQ(bare.panels[0].cells.size(), 9U);
  EXPECT_EQ(cell(bare, 0, 0).estimate, "1x");
  EXPECT_EQ(cell(bare, 2, 2).estimate, "1.8x");  // (4 + 1 + 1) / (10/3)
  EXPECT_EQ(cell(bare, 2, 2).link, "");
  EXPECT_EQ(cell(bare, 2, 2).text, "") << "estimates aren't printed";
  EXPECT_EQ(toCsv(bare).find("1.8x"), std::string::npos);

  const run::RunFolder old = project.addRun("ghost", {{"head_levels", "2"}, {"tail_levels", "1"}});
  project.addMetrics(old, {{"ndcg", 0.01}}, 100);
  const run::RunFolder newer = project.addRun("ghost", {{"head_levels", "2"}, {"tail_levels", "1"}});
  project.addMetrics(newer, {{"ndcg", 0.025}}, 100);
  const run::RunFolder other = project.addRun("rqk-4");
  project.addMetrics(other, {{"ndcg", 0.5}}, 100);
  const FigureData figure = project.make("length-heatmap");
  // Both runs were made within one second, so the newer name is the greater one.
  const bool newest = newer.name() > old.name();
  EXPECT_EQ(cell(figure, 0, 0).link, newest ? newer.name() : old.name());
  EXPECT_NEAR(*cell(figure, 0, 0).value, newest ? 0.025 : 0.01, 1e-12);
  EXPECT_EQ(cell(figure, 1, 0).estimate, "~2 min");   // 100 s x (13/3) / (10/3) = 130 s
  EXPECT_NE(cell(figure, 1, 0).tooltip.find("Estimate from 1 finished run,"), std::string::npos);
  std::filesystem::remove_all(old.path());
  std::filesystem::remove_all(newer.path());
  EXPECT_EQ(cell(project.make("length-heatmap"), 0, 0).link, "");  // deleting the run empties the cell
}

TEST(LengthHeatmap, SaysWhatCellsDifferIn) {
  SmallProject project;
  project.addMetrics(project.addRun("ghost", {{"head_levels", "2"}, {"epochs", "3"}}), {{"ndcg", 0.01}}, 5);
  project.addMetrics(project.addRun("ghost", {{"head_levels", "3"}, {"epochs", "4"}}), {{"ndcg", 0.02}}, 5);
  EXPECT_EQ(project.make("length-heatmap").panels[0].remarks, std::vector<std::string>{"cells differ in epochs: 3, 4"});
}

TEST(LongTail, SplitsAtTheThreshold) {
  const SmallProject project;
  const FigureData figure = project.make("long-tail");
  expectGolden("long_tail", project.textOf(figure));
  EXPECT_EQ(figure.panels[0].series[0].y, (std::vector<double>{12, 12}));
  EXPECT_EQ(figure.panels[0].rules[0].at, 2);
}

TEST(TrainingCurves, PutsStepsAndEpochsIntoPanels) {
  SmallProject project;
  figure_testing::addWholeRun(project);
  expectGolden("training_curves", project.textOf(project.make("training-curves")));
}

TEST(TrainingCurves, PartsHeadFromTailTargets) {
  SmallProject project;
  const run::RunFolder run = project.addRun("ghost");
  std::vector<wire::Event> events{figure_testing::metricEvent("train/nll", 1, 5), figure_testing::metricEvent("train/nll", 2, 4)};
  for (const char* group : {"head", "tail"}) {
    for (int step : {1, 2}) {
      events.push_back(figure_testing::metricEvent("train/nll", step, group[0] == 'h' ? 3 : 6));
      events.back().body["group"] = group;
    }
  }
  project.addEvents(run, events);
  const FigureData figure = project.make("training-curves", {{"group", "head-tail"}});
  ASSERT_EQ(figure.panels.size(), 1U);
  ASSERT_EQ(figure.panels[0].series.size(), 2U);
  EXPECT_EQ(figure.panels[0].series[0].role, Role::Head);
  EXPECT_EQ(figure.panels[0].series[0].y, (std::vector<double>{3, 3}));
  EXPECT_EQ(figure.panels[0].series[1].name, "training, tail");
  EXPECT_EQ(project.make("training-curves").panels[0].series[0].y, (std::vector<double>{5, 4}));
}

TEST(Comparison, LabelsTellRunsOfOneRecipeApart) {
  SmallProject project;
  const auto first = figure_testing::addWholeRun(project, "ghost", {{"alpha", "0.1"}});
  const auto second = figure_testing::addWholeRun(project, "ghost", {{"alpha", "0.5"}});
  const auto third = figure_testing::addWholeRun(project, "rqk-4");
  const FigureData figure = project.make("comparison", {{"interval", "false"}}, {first, second, third});
  ASSERT_EQ(figure.panels.size(), 3U);
  EXPECT_EQ(figure.panels[0].x.categories, (std::vector<std::string>{"Ghost alpha 0.1", "Ghost alpha 0.5", "RQ-KMeans, 4 levels"}));
  EXPECT_EQ(figure.panels[1].series[0].y, (std::vector<double>{0.004, 0.004, 0.004}));
  EXPECT_EQ(figure.panels[1].series[0].role, Role::Tail);
}

TEST(Comparison, SeedsAreOneBarAndARepeatedRunIsNone) {
  SmallProject project;
  std::vector<run::RunFolder> runs;
  for (const char* seed : {"1", "2", "3", "2"}) {
    runs.push_back(figure_testing::addWholeRun(project, "ghost", {{"seed", seed}}));
    OrderedJson manifest = runs.back().manifest(), metrics = runs.back().metrics();
    manifest["seed"] = std::stoi(seed);
    runs.back().writeManifest(manifest);
    metrics["k"]["10"]["hr_tail"] = 0.1 * std::stoi(seed);
    runs.back().writeMetrics(metrics);
  }
  runs.push_back(figure_testing::addWholeRun(project, "rqk-4"));
  const FigureData figure = project.make("comparison", {{"interval", "false"}}, runs);
  EXPECT_EQ(figure.panels[1].x.categories, (std::vector<std::string>{"Ghost, 3 seeds", "RQ-KMeans, 4 levels"}));
  EXPECT_NEAR(figure.panels[1].series[0].y[0], 0.2, 1e-12);
  EXPECT_NEAR(figure.panels[1].series[0].low[0], 0.1, 1e-12) << "one standard deviation of .1, .2, .3 below";
  EXPECT_NEAR(figure.panels[1].series[0].high[0], 0.3, 1e-12);
  EXPECT_NE(testing::PrintToString(figure.panels[0].remarks).find(runs[3].name() + " repeats " + runs[1].name()), std::string::npos);
}

TEST(Comparison, ShowsTheUntrainedBaselinesAndNamesARunBelowNextItem) {
  SmallProject project;
  const auto run = figure_testing::addWholeRun(project);
  const FigureData figure = project.make("comparison", {{"interval", "false"}}, {run});
  ASSERT_EQ(figure.panels[1].rules.size(), 3U) << "no user has a head target, so the panel of heads has none";
  EXPECT_EQ(figure.panels[1].rules[1].label, "next-item");
  EXPECT_NE(testing::PrintToString(figure.panels[0].remarks).find("HR or NDCG below next-item: Ghost"), std::string::npos) << testing::PrintToString(figure.panels[0].remarks);
  EXPECT_TRUE(project.make("comparison", {{"interval", "false"}, {"baselines", "false"}}, {run}).panels[1].rules.empty());
}

TEST(Comparison, MixedHistoriesAreSaid) {
  SmallProject project;
  const auto kept = figure_testing::addWholeRun(project), left = figure_testing::addWholeRun(project, "item-knn", {{"keep_history", "false"}});
  const FigureData figure = project.make("comparison", {{"interval", "false"}}, {kept, left});
  EXPECT_NE(testing::PrintToString(figure.panels[0].remarks).find("kept in the lists of Ghost and left out of those of Item neighbours"), std::string::npos) << testing::PrintToString(figure.panels[0].remarks);
}

TEST(LengthHeatmap, ACellOfSeveralSeedsIsTheirMean) {
  SmallProject project;
  for (const char* seed : {"1", "2", "2"}) {
    const auto run = project.addRun("ghost", {{"head_levels", "2"}, {"tail_levels", "1"}, {"seed", seed}});
    OrderedJson manifest = run.manifest();
    manifest["seed"] = std::stoi(seed);
    run.writeManifest(manifest);
    project.addMetrics(run, {{"ndcg", 0.01 * std::stoi(seed)}}, 100);
  }
  const FigureData figure = project.make("length-heatmap");
  EXPECT_NEAR(*figure.panels[0].cells[0].value, 0.015, 1e-12);
  EXPECT_NE(figure.panels[0].cells[0].tooltip.find("mean of 2 seeds, standard deviation .007"), std::string::npos) << figure.panels[0].cells[0].tooltip;
  EXPECT_EQ(figure.panels[0].remarks, std::vector<std::string>{"cells of several seeds are means"});
}

TEST(TrainingCurves, SeedsAreOneCurveWithABand) {
  SmallProject project;
  std::vector<run::RunFolder> runs;
  for (const int seed : {1, 2}) {
    runs.push_back(project.addRun("ghost", {{"seed", std::to_string(seed)}}));
    OrderedJson manifest = runs.back().manifest();
    manifest["seed"] = seed;
    runs.back().writeManifest(manifest);
    project.addEvents(runs.back(), {figure_testing::metricEvent("train/nll", 1, 5 + seed), figure_testing::metricEvent("train/nll", 2, 3 + seed), figure_testing::metricEvent("train/nll", 2 + seed, 1)});
  }
  const FigureData figure = project.make("training-curves", {}, runs);
  ASSERT_EQ(figure.panels[0].series.size(), 1U);
  const Series& curve = figure.panels[0].series[0];
  EXPECT_EQ(curve.x, (std::vector<double>{1, 2})) << "steps that both have";
  EXPECT_EQ(curve.y, (std::vector<double>{6.5, 4.5}));
  EXPECT_NEAR(curve.low[0], 6.5 - std::sqrt(0.5), 1e-12);
  EXPECT_EQ(figure.panels[0].remarks, std::vector<std::string>{"Ghost, 2 seeds: mean and band of one standard deviation (n - 1)"});
}

TEST(Comparison, TakesIntervalsFromTheLists) {
  SmallProject project;
  const run::RunFolder run = figure_testing::addWholeRun(project);
  const FigureData figure = project.make("comparison", {{"k", "5"}}, {run});
  ASSERT_EQ(figure.panels[1].series[0].low.size(), 1U);
  // Users 5 steps apart share targets and lists, so some users have a hit in every draw or none has: the interval lies in [0, 1] around what the lists say.
  EXPECT_GE(figure.panels[1].series[0].low[0], 0);
  EXPECT_LE(figure.panels[1].series[0].low[0], figure.panels[1].series[0].high[0]);
}

}  // namespace
}  // namespace ghost::figure
