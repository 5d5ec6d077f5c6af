#include "run/baselines.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/content_hash.h"
#include "base/file_ops.h"
#include "run/conductor.h"
#include "scratch.h"

namespace ghost::run {
namespace {

namespace fs = std::filesystem;

/// Counts what had to be ranked.
class Counter final : public Reporter {
 public:
  void progress(std::int64_t, std::int64_t, std::string_view) override { ++ranked; }
  void note(std::string_view, std::string_view text) override { notes.emplace_back(text); }
  int ranked = 0;
  std::vector<std::string> notes;
};

struct Baselines : testing::Test {
  Scratch scratch;
  Project project = tinyCopy(scratch);
  data::DataSet dataSet = data::readDataFolder(project.dataFolder());
  data::Popularity popularity = data::popularity(dataSet.interactions, dataSet.items());
  std::string hash = ContentHash::ofFile(data::interFileOf(project.dataFolder()));
  Counter counter;

  std::vector<Baseline> get(bool keepHistory = true) { return baselines(project, dataSet, popularity, {keepHistory, 1}, counter, {}); }
};

TEST_F(Baselines, AreThoseOfTheirRecipesAndKept) {
  EXPECT_FALSE(keptBaseline(project, "item-knn", hash, true)) << "nothing is computed by asking";
  const auto first = get();
  ASSERT_EQ(first.size(), 3u);
  EXPECT_GT(counter.ranked, 0);
  for (const auto& baseline : first) {
    const RunOutcome run = play(tinyRequest(project, baseline.recipe));
    EXPECT_EQ(baseline.metrics["k"], run.metrics["k"]) << baseline.recipe;
    EXPECT_EQ(baseline.metrics["history"], run.metrics["history"]);
    EXPECT_EQ(listsOf(baseline, dataSet, popularity, {}).size(), 40u);
  }
  counter.ranked = 0;
  const auto again = get();
  EXPECT_EQ(counter.ranked, 0) << "what was kept is read";
  for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(again[i].metrics, first[i].metrics);
  EXPECT_EQ(keptBaseline(project, "item-knn", hash, true)->metrics, first[2].metrics);
}

TEST_F(Baselines, HistoryAndDataAreOthers) {
  const auto kept = get(), leftOut = get(false);
  EXPECT_EQ(leftOut[1].metrics["history"], "left out");
  EXPECT_NE(leftOut[1].lists, kept[1].lists);
  EXPECT_FALSE(keptBaseline(project, "item-knn", "another hash", true));
}

TEST_F(Baselines, ADamagedOneIsComputedAgain) {
  const auto first = get();
  writeText(first[1].lists.parent_path() / "metrics.json", "{\"recipe\": ");
  fs::remove(first[2].lists);
  EXPECT_FALSE(keptBaseline(project, "next-item", hash, true));
  const auto again = get();
  for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(again[i].metrics, first[i].metrics);
  EXPECT_TRUE(keptBaseline(project, "next-item", hash, true));
  EXPECT_TRUE(fs::exists(again[2].lists));
}

TEST_F(Baselines, WithoutAPlaceToKeepThemTheyAreComputedAllTheSame) {
  writeText(project.artifacts(), "a file where the folder should be");
  const auto found = get();
  ASSERT_EQ(found.size(), 3u);
  EXPECT_TRUE(found[0].lists.empty());
  ASSERT_FALSE(counter.notes.empty());
  EXPECT_THAT(counter.notes[0], testing::HasSubstr("can't be kept"));
  EXPECT_EQ(listsOf(found[1], dataSet, popularity, {}).size(), 40u);
}

TEST_F(Baselines, StoppedThereAreFewer) {
  std::stop_source source;
  source.request_stop();
  EXPECT_TRUE(baselines(project, dataSet, popularity, {}, counter, source.get_token()).empty());
  EXPECT_FALSE(fs::exists(project.artifacts()) && !fs::is_empty(project.artifacts()));
}

}  // namespace
}  // namespace ghost::run
