#include "data/recbole.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/rng.h"
#include "data/exporters.h"
#include "data/recbole_writer.h"
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

std::string foundOf(const Preview& preview, const std::string& what) {
  for (const auto& finding : preview.found)
    if (finding.what == what) return finding.is;
  return "";
}

TEST(Recbole, TheFileNamesTheDataSet) {
  const Scratch scratch(testing_data::inMemory());
  fs::create_directory(scratch.path() / "downloads");
  scratch.write("downloads/ml-100k.inter", "user_id:token\titem_id:token\nu\ta\nu\tb\nu\tc\n");
  EXPECT_EQ(importOf(scratch.path() / "downloads", scratch.path() / "to").dataSet.name, "ml-100k");
  EXPECT_EQ(previewOf(scratch.path() / "downloads", 1).name, "ml-100k");
}

TEST(Recbole, KnowledgeAndUserFilesAreNoItems) {
  const Scratch scratch(testing_data::inMemory());
  scratch.write("ml.inter", "user_id:token\titem_id:token\ttimestamp:float\nu\ta\t2\nu\tb\t1\nu\tc\t3\n");
  scratch.write("ml.item", "item_id:token\tmovie_title:token_seq\trelease_year:token\tclass:token_seq\na\tToy Story\t1995\tAnimation Comedy\nb\tHeat\t1995\tAction\nc\tCats\t2019\tDrama\n");
  scratch.write("ml.user", "user_id:token\tage:token\nu\t24\n");
  scratch.write("ml.link", "item_id:token\tentity_id:token\na\tm.0dyb1\n");
  scratch.write("ml.kg", "head_id:token\trelation_id:token\ttail_id:token\nm.0dyb1\tfilm.genre\tm.1\n");
  const auto result = importOf(scratch.path(), scratch.path() / "to");
  EXPECT_EQ(result.sequences(), (RawSequences{{"u", {"b", "a", "c"}}}));
  EXPECT_THAT(result.dataSet.catalog.titles, ElementsAre("Heat", "Toy Story", "Cats"));
  EXPECT_THAT(result.dataSet.catalog.categories, ElementsAre("Action", "Animation Comedy", "Drama"));
  EXPECT_EQ(foundOf(previewOf(scratch.path(), 1), "passed over"), "ml.kg, ml.link");
}

TEST(Recbole, ColumnsOfAnyName) {
  const Scratch scratch(testing_data::inMemory());
  for (const char* folder : {"steam", "lfm", "session", "odd"}) fs::create_directory(scratch.path() / folder);
  scratch.write("steam/steam.inter", "user_id:token\tproduct_id:token\ttimestamp:float\nu\ta\t2\nu\tb\t1\nu\tc\t3\n");
  scratch.write("steam/steam.item", "product_id:token\tapp_name:token\tgenres:token_seq\na\t\"Game a\tAction, \"Indie\"\nb\t\"Game b\tAction, \"Indie\"\nc\tGame \"c\"\tIndie\n");
  const auto steam = importOf(scratch.path() / "steam", scratch.path() / "to1");
  EXPECT_EQ(steam.report.rowsRejected, 0);
  EXPECT_THAT(steam.dataSet.catalog.titles, ElementsAre("\"Game b", "\"Game a", "Game \"c\""));
  EXPECT_THAT(steam.dataSet.catalog.categories, Contains("Action, \"Indie\""));
  scratch.write("lfm/lfm.inter", "member:token\tband_no:token\tweight:float\nu\ta\t2\nu\tb\t1\nu\tc\t3\n");
  scratch.write("lfm/lfm.item", "band_no:token\tname:token\na\tBand A\nb\tBand B\nc\tBand C\n");
  EXPECT_THAT(importOf(scratch.path() / "lfm", scratch.path() / "to2").dataSet.catalog.titles, ElementsAre("Band A", "Band B", "Band C"));
  scratch.write("session/dg.inter", "session_id:token\titem_id:token\ttimestamp:float\tnumber of times:float\ns\ta\t2\t1\ns\tb\t1\t1\ns\tc\t3\t1\n");
  EXPECT_EQ(importOf(scratch.path() / "session", scratch.path() / "to3").sequences(), (RawSequences{{"s", {"b", "a", "c"}}}));
  scratch.write("odd/odd.inter", "who:token\twhat:token\tday:float\nu\ta\t2\nu\tb\t1\nu\tc\t3\n");
  EXPECT_THAT(errorOf([&] { importOf(scratch.path() / "odd", scratch.path() / "to4"); }), HasSubstr("it isn't clear which of its columns holds the user and the item; say so with -o user=COLUMN -o item=COLUMN, one of who, what"));
  const auto asked = previewOf(scratch.path() / "odd", 2);
  EXPECT_THAT(asked.problem, HasSubstr("-o user=COLUMN -o item=COLUMN"));
  EXPECT_THAT(asked.headings, ElementsAre("who", "what", "day"));
  EXPECT_EQ(asked.rows.size(), 2u);
  EXPECT_EQ(importOf(scratch.path() / "odd", scratch.path() / "to5", {{"user", "who"}, {"item", "what:token"}, {"time", "day"}}).sequences(), (RawSequences{{"u", {"b", "a", "c"}}}));
  EXPECT_THAT(errorOf([&] { importOf(scratch.path() / "odd", scratch.path() / "to6", {{"user", "whom"}}); }), HasSubstr("no column \"whom\" in odd.inter; give one of who, what, day"));
}

TEST(Recbole, ItemsWithoutATitleSayWhichOptionNamesIt) {
  const Scratch scratch(testing_data::inMemory());
  scratch.write("d.inter", "user_id:token\titem_id:token\nu\ta\nu\tb\nu\tc\n");
  scratch.write("d.item", "item_id:token\titem_name:token\tlabel:token\na\t44,7\tred\nb\t3,9\tred\nc\t5\tred\n");
  const auto result = importOf(scratch.path(), scratch.path() / "to");
  EXPECT_THAT(result.report.warnings, Contains(HasSubstr("name it with -o metadata_title=COLUMN, one of item_id, item_name, label")));
  EXPECT_THAT(importOf(scratch.path(), scratch.path() / "named", {{"metadata_title", "label"}}).dataSet.catalog.titles, ElementsAre("red", "red", "red"));
}

/// Fields as pandas (python engine, tab) reads them back, and RecBole with it: its quotes aren't ours. tests/peers/recbole_reader holds many against the program itself.
TEST(Recbole, ExportedFieldsAreReadByPandasRules) {
  EXPECT_EQ(recboleField("Tea \"green\""), "Tea \"green\"");
  EXPECT_EQ(recboleField("\"Heroes\""), "\"\"\"Heroes\"\"\"");
  EXPECT_EQ(recboleField("\""), "\"\"\"\"");
  EXPECT_EQ(recboleField("a\tb\nc"), "\"a\tb\nc\"");
  EXPECT_EQ(recboleField("null"), "null ");
  EXPECT_EQ(recboleField(""), "");
}

TEST(Recbole, AnyTextComesBackFromAnExport) {
  const Scratch scratch(testing_data::inMemory());
  const std::vector<std::string> texts{"\"Heroes\"", "\"Hits\" Vol 2", "The 12\" Band", "\"", "\"\"", "open \"", "a\tb", "two\nlines", "\"both\t\"\n", "NA", "null", "back\\slash\\", "'single'", "", " lead", "comma, semicolon; bar|"};
  DataSet dataSet;
  dataSet.name = "T";
  dataSet.catalog.items = static_cast<std::int32_t>(texts.size());
  dataSet.catalog.titles = dataSet.catalog.descriptions = dataSet.catalog.brands = dataSet.catalog.categories = texts;
  dataSet.interactions.userNames = {"\"u\" 1", "NA", "u 3"};
  for (int user = 0; user < 3; ++user) {
    for (int i = 0; i < 6; ++i) dataSet.interactions.items.push_back(user + i);
    dataSet.interactions.offsets.push_back(dataSet.interactions.events());
  }
  const auto exported = exportData(dataSet, scratch.path() / "T", exporterFor("recbole"));
  EXPECT_THAT(exported.lost, Contains(HasSubstr("1 users bear names that RecBole takes for missing")));
  const auto result = importOf(scratch.path() / "T", scratch.path() / "back", {{"missing_ids", "keep"}});
  EXPECT_EQ(result.report.rowsRejected, 0);
  EXPECT_EQ(result.dataSet.catalog.titles, texts);
  EXPECT_EQ(result.dataSet.catalog.brands, texts);
  EXPECT_EQ(result.dataSet.catalog.categories, texts);
  EXPECT_EQ(result.dataSet.catalog.descriptions, texts);
  EXPECT_EQ(result.dataSet.interactions.items, dataSet.interactions.items);
}

TEST(Recbole, WhatHangsOnTheItemsLiesBesideAnExport) {
  const Scratch scratch(testing_data::inMemory());
  fs::create_directory(scratch.path() / "D");
  scratch.write("D/D.inter.json", "{\"a\": [0, 1, 2], \"b\": [2, 1, 0]}");
  scratch.write("D/D.item2id", "B0\t0\nB1\t1\nB2\t2\n");
  scratch.write("D/D.index.json", "{\"0\": [\"<a_1>\"], \"1\": [\"<a_2>\"], \"2\": [\"<a_3>\"]}");
  scratch.write("D/D.split.json", "{\"rule\": \"leave_one_out\"}");
  const auto exported = exportData(readDataFolder(scratch.path() / "D"), scratch.path() / "R", exporterFor("recbole"));
  EXPECT_THAT(exported.files, ElementsAre("D.index.json", "D.inter", "D.item", "D.item2id", "D.split.json"));
  EXPECT_THAT(exported.lost, Contains(HasSubstr("times and ratings aren't in a data folder")));
  const auto back = importOf(scratch.path() / "R", scratch.path() / "back");
  EXPECT_TRUE(back.has(".index.json"));
  EXPECT_THAT(back.dataSet.catalog.rawIds, ElementsAre("B0", "B1", "B2"));
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
    EXPECT_FALSE(exportData(world.dataSet, scratch.path() / exporter.id / "Tiny", exporter).files.empty());
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
