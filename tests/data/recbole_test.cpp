#include "data/recbole.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/rng.h"
#include "data/exporters.h"
#include "data/tiny_world.h"
#include "tests/base/scratch.h"
#include "tests/data/imported.h"

namespace ghost::data {
namespace {

namespace fs = std::filesystem;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using testing_base::errorOf;
using testing_base::Scratch;
using testing_data::importOf;
using testing_data::previewOf;
using testing_data::RawSequences;

TEST(Recbole, EventsInAnyOrderOfColumns) {
  const Scratch scratch(testing_data::inMemory());
  scratch.write("ml.inter", "timestamp:float\tsplit:token\titem_id:token\trating:float\tuser_id:token\n3.5\ttest\ti3\t5\tu \"one\"\n1\ttrain\ti1\t4\tu \"one\"\n2\ttrain\ti2\t1\tu \"one\"\n9\ttrain\ti1\tbad\tu2\n7\ttrain\ti1\n");
  scratch.write("ml.item", "item_id:token\ttitle:token_seq\tcategories:token_seq\ni1\tA \"title\"\tx y\ni2\t\t\n");
  const auto result = importOf(scratch.path(), scratch.path() / "to");
  EXPECT_EQ(result.report.format, "recbole");
  EXPECT_EQ(result.sequences(), (RawSequences{{"u \"one\"", {"i1", "i2", "i3"}}}));
  EXPECT_THAT(result.dataSet.catalog.titles, ElementsAre("A \"title\"", "", ""));
  EXPECT_EQ(result.report.rowsRejected, 2);
  EXPECT_EQ(result.report.rejectedFirst[1].line, 6);
  EXPECT_THAT(result.report.warnings, Contains(HasSubstr("the column of the split is passed over")));
  const auto preview = previewOf(scratch.path() / "ml.inter", 1);
  EXPECT_THAT(preview.columns, ElementsAre("user", "item", "rating", "time"));
  EXPECT_THAT(preview.rows, ElementsAre(ElementsAre("u \"one\"", "i3", "5", "1970-01-01 00:00:03")));
}

/// Split files as LC-Rec writes them: targets from the end backwards, histories of at most `cap` items.
void writeSplit(const fs::path& folder, const Interactions& interactions, std::size_t cap, bool backwards) {
  fs::create_directories(folder);
  const std::string header = "user_id:token\titem_id_list:token_seq\titem_id:token\n";
  std::string parts[3] = {header, header, header};
  const auto line = [&](UserId user, std::size_t target) {
    const auto sequence = interactions.sequence(user);
    std::string text = interactions.userNames[static_cast<std::size_t>(user)] + "\t";
    for (std::size_t i = target - std::min(target, cap); i < target; ++i) text += (text.back() == '\t' ? "" : " ") + std::to_string(sequence[i]);
    return text + "\t" + std::to_string(sequence[target]) + "\n";
  };
  for (UserId user = 0; user < interactions.users(); ++user) {
    const std::size_t n = interactions.sequence(user).size();
    for (std::size_t i = 1; i + 2 < n; ++i) parts[0] += line(user, backwards ? n - 2 - i : i);
    parts[1] += line(user, n - 2);
    parts[2] += line(user, n - 1);
  }
  for (const auto& [part, name] : {std::pair(0, "D.train.inter"), std::pair(1, "D.valid.inter"), std::pair(2, "D.test.inter")}) std::ofstream(folder / name, std::ios::binary) << parts[part];
}

TEST(Recbole, SplitFilesGiveTheWholeSequencesBack) {
  for (const bool backwards : {true, false})
    for (const std::size_t cap : {50u, 20u, 3u}) {
      const Scratch scratch(testing_data::inMemory());
      const auto world = tinyWorld({.users = 60, .items = 80, .meanLength = 30});
      writeSplit(scratch.path() / "D", world.dataSet.interactions, cap, backwards);
      const auto result = importOf(scratch.path() / "D", scratch.path() / "to");
      EXPECT_EQ(result.dataSet.interactions.items, world.dataSet.interactions.items) << backwards << " " << cap;
      EXPECT_EQ(result.dataSet.interactions.userNames, world.dataSet.interactions.userNames);
      EXPECT_FALSE(result.has(".split.json"));
      EXPECT_THAT(result.report.warnings, Not(Contains(HasSubstr("don't continue"))));
    }
}

TEST(Recbole, SplitFilesWithRepeatsAndWithoutTraining) {
  const Scratch scratch(testing_data::inMemory());
  Interactions interactions;
  Rng rng(4);
  for (int user = 0; user < 50; ++user) {
    for (auto n = 4 + rng.below(20); n > 0; --n) interactions.items.push_back(static_cast<ItemId>(rng.below(6)));
    interactions.offsets.push_back(interactions.events());
    interactions.userNames.push_back(std::to_string(user));
  }
  writeSplit(scratch.path() / "D", interactions, 50, true);
  EXPECT_EQ(importOf(scratch.path() / "D", scratch.path() / "to").dataSet.interactions.items, interactions.items);
  fs::remove(scratch.path() / "D/D.train.inter");
  EXPECT_EQ(importOf(scratch.path() / "D", scratch.path() / "again").dataSet.interactions.items, interactions.items) << "histories reach to the beginning";
}

TEST(Recbole, AnExampleThatDoesntFitIsTold) {
  const Scratch scratch(testing_data::inMemory());
  scratch.write("D.train.inter", "user_id:token\titem_id_list:token_seq\titem_id:token\nu\t1\t2\nu\t1 2\t3\n");
  scratch.write("D.valid.inter", "user_id:token\titem_id_list:token_seq\titem_id:token\nu\t2 3 4\t5\n");
  scratch.write("D.test.inter", "user_id:token\titem_id_list:token_seq\titem_id:token\nu\t4 5\t0\nu\t\n");
  const auto result = importOf(scratch.path(), scratch.path() / "to");
  EXPECT_EQ(result.sequences(), (RawSequences{{"u", {"1", "2", "3", "4", "5", "0"}}}));
  EXPECT_THAT(result.report.warnings, Contains(HasSubstr("1 examples of 1 users don't continue")));
  EXPECT_EQ(result.report.rowsRejected, 1);
  EXPECT_THAT(errorOf([&] { importOf(scratch.path(), scratch.path() / "x", {{"from", "2016"}}); }), HasSubstr("split files hold neither times nor ratings"));
}

TEST(Recbole, WhatIsExportedIsReadBackEqual) {
  const Scratch scratch(testing_data::inMemory());
  const auto world = tinyWorld();
  for (const auto& exporter : exporters()) {
    const auto files = exportData(world.dataSet, scratch.path() / exporter.id / "Tiny", exporter);
    EXPECT_FALSE(files.empty());
    const auto result = importOf(scratch.path() / exporter.id / "Tiny", scratch.path() / exporter.id / "back");
    EXPECT_EQ(result.report.format, exporter.id);
    EXPECT_EQ(result.dataSet.name, "Tiny");
    EXPECT_EQ(result.dataSet.interactions.items, world.dataSet.interactions.items);
    EXPECT_EQ(result.dataSet.interactions.offsets, world.dataSet.interactions.offsets);
    EXPECT_EQ(result.dataSet.interactions.userNames, world.dataSet.interactions.userNames);
    EXPECT_EQ(result.dataSet.catalog.items, world.dataSet.catalog.items);
    EXPECT_EQ(result.dataSet.catalog.titles, world.dataSet.catalog.titles);
    EXPECT_EQ(result.dataSet.catalog.descriptions, world.dataSet.catalog.descriptions);
    EXPECT_EQ(result.dataSet.catalog.brands, world.dataSet.catalog.brands);
    EXPECT_EQ(result.dataSet.catalog.categories, world.dataSet.catalog.categories);
    EXPECT_THAT(errorOf([&] { exportData(world.dataSet, scratch.path() / exporter.id / "Tiny", exporter); }), StartsWith("2 "));
  }
  EXPECT_THAT(errorOf([&] { exporterFor("parquet"); }), HasSubstr("give one of lcrec, recbole"));
}

}  // namespace
}  // namespace ghost::data
