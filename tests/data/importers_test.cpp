#include "data/importers.h"

#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "data/tiny_world.h"
#include "tests/base/scratch.h"
#include "tests/base/small_disk.h"

namespace ghost::data {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;
using testing::UnorderedElementsAre;
using testing_base::errorOf;
using testing_base::Scratch;

TEST(Importers, TableRowsHaveNamesAndOneSentence) {
  std::set<std::string> ids;
  for (const auto& row : importers()) {
    EXPECT_TRUE(ids.insert(row.id).second) << row.id;
    EXPECT_TRUE(row.description.ends_with(".")) << row.id;
    EXPECT_NE(row.sniff, nullptr);
    EXPECT_NE(row.read, nullptr);
    EXPECT_NE(row.preview, nullptr);
    for (const auto& spec : row.params) EXPECT_TRUE(spec.help.ends_with(".") && !spec.group.empty()) << row.id << " " << spec.key;
  }
  EXPECT_THAT(ids, UnorderedElementsAre("lcrec", "recbole", "minionerec", "etegrec", "amazon2014", "amazon2018", "amazon2023", "jsonl", "sequences", "csv"));
}

TEST(Importers, ATinyWorldComesThroughWhole) {
  const Scratch scratch;
  std::filesystem::create_directory(scratch.path() / "from");
  const auto world = tinyWorld();
  writeTinyWorld(world, scratch.path() / "from");
  const auto report = importData(scratch.path() / "from", scratch.path() / "to", "auto", silentReporter());
  EXPECT_EQ(report.rowsRead, 70);
  EXPECT_EQ(report.rowsRejected, 0);
  EXPECT_THAT(report.files, ElementsAre("Tiny.head.json", "Tiny.inter.json", "Tiny.item.json", "Tiny.tail.json"));
  const auto copy = readDataFolder(scratch.path() / "to");
  EXPECT_EQ(copy.interactions.items, world.dataSet.interactions.items);
  EXPECT_EQ(copy.catalog.titles, world.dataSet.catalog.titles);
  EXPECT_EQ(readFile(scratch.path() / "to/Tiny.head.json"), readFile(scratch.path() / "from/Tiny.head.json"));
}

TEST(Importers, AFileIsEnoughAndItsItemFileIsFound) {
  const Scratch scratch;
  const auto file = scratch.write("D.inter.json", R"({"0": [0, 1, 2]})");
  scratch.write("D.item.json", R"({"0": {"title": "a"}, "1": {}, "2": {}, "3": {}})");
  importData(file, scratch.path() / "to", "lcrec", silentReporter());
  EXPECT_EQ(readDataFolder(scratch.path() / "to").items(), 4);
}

TEST(Importers, BadRowsAreCountedAndTheFirstAreKeptWithTheirLines) {
  const Scratch scratch;
  std::string text = "{\n\"good\": [5, 1, 2],\n\"short\": [0],\n\"bad\": [0, -4, 1],\n\"good\": [1, 2, 3],\n\"far\": [0, 1, 99]";
  for (int i = 0; i < 20; ++i) text += ",\n\"s" + std::to_string(i) + "\": [1, 2]";
  scratch.write("D.inter.json", text + "\n}");
  scratch.write("D.item.json", R"({"0": {}, "1": {}, "2": {}, "3": {}, "6": {}, "5": {}, "bogus": {}})");
  const auto report = importData(scratch.path(), scratch.path() / "to", "auto", silentReporter());
  EXPECT_EQ(report.users, 1);
  EXPECT_EQ(report.items, 7);
  EXPECT_EQ(report.interactions, 3);
  EXPECT_EQ(report.rowsRead, 7 + 25);
  EXPECT_THAT(report.warnings, ElementsAre(HasSubstr("1 of 7 item ids have no entry"), HasSubstr("no head and tail lists")));
  EXPECT_EQ(report.rowsRejected, 25);
  ASSERT_EQ(report.rejectedFirst.size(), ImportReport::kept);
  EXPECT_EQ(report.rejectedFirst[0].file, "D.item.json");
  EXPECT_EQ(report.rejectedFirst[1].line, 3);
  EXPECT_THAT(report.rejectedFirst[1].what, HasSubstr("user \"short\" has 1 items"));
  EXPECT_EQ(report.rejectedFirst[2].line, 4);
  EXPECT_THAT(report.rejectedFirst[2].what, HasSubstr("-4 is negative"));
  EXPECT_THAT(report.rejectedFirst[3].what, HasSubstr("stands twice"));
  EXPECT_THAT(report.rejectedFirst[4].what, HasSubstr("item id 99, the item file ends at 6"));
  const auto json = report.toJson();
  for (const char* key : {"users", "items", "interactions", "rows_read", "rows_rejected", "rejected_first"}) EXPECT_TRUE(json.contains(key)) << key;
  EXPECT_EQ(readDataFolder(scratch.path() / "to").interactions.users(), 1);
}

TEST(Importers, DataWithoutAHeadIsWrittenWithAWarning) {
  const Scratch scratch;
  scratch.write("D.inter.json", R"({"0": [0, 1, 2]})");
  const auto report = importData(scratch.path(), scratch.path() / "to", "auto", silentReporter());
  EXPECT_THAT(report.warnings, Contains(HasSubstr("no head and tail lists")));
  EXPECT_FALSE(std::filesystem::exists(scratch.path() / "to/D.head.json"));
}

TEST(Importers, NothingUsableIsAnErrorAndLeavesNoFolder) {
  const Scratch scratch;
  scratch.write("D.inter.json", R"({"0": [0], "1": [1, 2]})");
  EXPECT_THAT(errorOf([&] { importData(scratch.path(), scratch.path() / "to", "auto", silentReporter()); }), HasSubstr("none of 2 users can be used; the first fault: user \"0\" has 1 items"));
  EXPECT_FALSE(std::filesystem::exists(scratch.path() / "to"));
}

TEST(Importers, WhatIsNotRecognisedSaysWhichFormatsThereAre) {
  const Scratch scratch;
  const auto attempt = [&](const std::string& name, const std::string& content) {
    const auto file = scratch.write(name, content);
    return errorOf([&] { importData(file, scratch.path() / "to", "auto", silentReporter()); });
  };
  EXPECT_THAT(attempt("ratings.csv", "To whom it may concern,\nthis is no table, whatever its name says.\n"), HasSubstr("of no format known here; give --format, one of lcrec"));
  EXPECT_THAT(attempt("D.inter.json", R"({"0": {"title": "x"}})"), HasSubstr("of no format known here"));
  EXPECT_THAT(attempt("empty", ""), HasSubstr("the file is empty"));
  EXPECT_THAT(errorOf([&] { importData(scratch.path() / "none", scratch.path() / "to", "auto", silentReporter()); }), HasSubstr("no such file or folder"));
  EXPECT_THAT(errorOf([&] { importData(scratch.path(), scratch.path() / "to", "parquet", silentReporter()); }), StartsWith("2 --format parquet: no such import format"));
}

TEST(Importers, AByteOrderMarkIsPassedOver) {
  const Scratch scratch;
  const std::string mark = "\xef\xbb\xbf";
  std::filesystem::create_directory(scratch.path() / "lcrec");
  scratch.write("lcrec/D.inter.json", mark + R"({"0": [0, 1, 2]})");
  scratch.write("lcrec/D.item.json", mark + R"({"0": {"title": "a"}, "1": {}, "2": {}})");
  EXPECT_EQ(importData(scratch.path() / "lcrec", scratch.path() / "to", "auto", silentReporter()).users, 1);
  EXPECT_EQ(readDataFolder(scratch.path() / "to").catalog.titles[0], "a");
  std::string reviews = mark;
  for (int i = 0; i < 9; ++i) reviews += R"({"reviewerID": "A1", "asin": "B)" + std::to_string(i) + R"(", "overall": 5, "unixReviewTime": 14000000)" + std::to_string(i) + "}\n";
  const Importer& importer = importerFor(scratch.write("reviews.json", reviews), "auto");
  ParamValues values(importer.params);
  values.set("require_metadata", "false");
  values.set("k_core", "0");
  EXPECT_EQ(importData(importer, scratch.path() / "reviews.json", values, scratch.path() / "shop", silentReporter()).interactions, 9);
}

TEST(Importers, WhatKeepsASourceFromBeingRecognisedIsSaid) {
  const Scratch scratch;
  const auto attempt = [&](const std::filesystem::path& source) { return errorOf([&] { importData(source, scratch.path() / "to", "auto", silentReporter()); }); };
  EXPECT_THAT(attempt(scratch.write("marked.json", std::string_view("\xff\xfe{\0\"\0", 6))), StartsWith("3 " + (scratch.path() / "marked.json").string() + ": the text is UTF-16; convert it to UTF-8 first"));
  EXPECT_THAT(attempt(scratch.write("unmarked.json", std::string_view("{\0\"\0a\0", 6))), HasSubstr("the text is UTF-16"));
  EXPECT_THAT(attempt(scratch.write("packed.json", "PK\x03\x04 and so on")), HasSubstr("this is a zip archive; unpack"));
  std::filesystem::create_directory(scratch.path() / "two");
  scratch.write("two/a.csv", "user,item,time\nu,i,1\n");
  scratch.write("two/b.csv", "user,item,time\nu,i,1\n");
  scratch.write("two/notes", "nothing");
  EXPECT_THAT(attempt(scratch.path() / "two"), HasSubstr("two: 2 files here could hold the events (a.csv, b.csv); name one of them instead of the folder"));
  std::filesystem::create_directory(scratch.path() / "foreign");
  scratch.write("foreign/a.csv", std::string_view("\xff\xfeu\0", 4));
  scratch.write("foreign/b.txt", "nothing");
  EXPECT_THAT(attempt(scratch.path() / "foreign"), HasSubstr("a.csv: the text is UTF-16"));
}

TEST(Importers, AnExistingTargetIsNeverOverwritten) {
  const Scratch scratch;
  scratch.write("D.inter.json", R"({"0": [0, 1, 2]})");
  std::filesystem::create_directory(scratch.path() / "to");
  importData(scratch.path(), scratch.path() / "to", "auto", silentReporter());
  EXPECT_TRUE(std::filesystem::exists(scratch.path() / "to/D.inter.json")) << "an empty folder is filled";
  EXPECT_THAT(errorOf([&] { importData(scratch.path(), scratch.path() / "to", "auto", silentReporter()); }), HasSubstr("isn't an empty folder"));
}

TEST(Importers, AFullDiskLeavesNoHalfFolder) {
  const Scratch scratch;
  std::filesystem::create_directory(scratch.path() / "from");
  writeTinyWorld(tinyWorld(), scratch.path() / "from");
  std::string error;
  {
    const testing_base::SmallDisk disk(500);
    error = errorOf([&] { importData(scratch.path() / "from", scratch.path() / "to", "auto", silentReporter()); });
  }
  EXPECT_THAT(error, StartsWith("4 "));
  EXPECT_THAT(error, HasSubstr("can't be written"));
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(scratch.path()), std::filesystem::directory_iterator()), 1) << "only the source is left";
}

TEST(Importers, CompanionsOfTheItemIdsComeAlong) {
  const Scratch scratch;
  scratch.write("D.inter.json", R"({"0": [0, 1, 2]})");
  for (const char* name : {"D.index.json", "D.RQK.index.json", "D.emb-x.npy", "codebooks.safetensors", "E.index.json", "D.emb-x.pt", "notes.txt", "D.inter.user.json", "embeddings.item.tsv", "D.user.json"}) scratch.write(name, name);
  const auto report = importData(scratch.path(), scratch.path() / "to", "auto", silentReporter());
  EXPECT_THAT(report.files, ElementsAre("D.RQK.index.json", "D.emb-x.npy", "D.index.json", "D.inter.json", "D.inter.user.json", "D.user.json", "codebooks.safetensors", "embeddings.item.tsv"));
  EXPECT_EQ(readFile(scratch.path() / "to/D.emb-x.npy"), "D.emb-x.npy");
}

}  // namespace
}  // namespace ghost::data
