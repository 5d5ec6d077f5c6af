#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "data/data_set.h"
#include "data/data_writer.h"
#include "data/popularity.h"
#include "tests/base/scratch.h"

namespace ghost::data {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;
using testing_base::errorOf;
using testing_base::Scratch;

std::string readError(const Scratch& scratch) {
  return errorOf([&] { readDataFolder(scratch.path()); });
}

TEST(DataFolder, ReadsUsersInFileOrderWithTheirNames) {
  const Scratch scratch;
  scratch.write("D.inter.json", R"({"b": [3, 1, 2], "0": [0, 1, 2, 3]})");
  const auto set = readDataFolder(scratch.path());
  EXPECT_EQ(set.name, "D");
  EXPECT_THAT(set.interactions.userNames, ElementsAre("b", "0"));
  EXPECT_THAT(set.interactions.sequence(0), ElementsAre(3, 1, 2));
  EXPECT_THAT(set.interactions.sequence(1), ElementsAre(0, 1, 2, 3));
  EXPECT_EQ(set.items(), 4);
  EXPECT_TRUE(set.catalog.titles.empty());
  ASSERT_EQ(set.warnings.size(), 1u);
  EXPECT_THAT(set.warnings[0], HasSubstr("no D.item.json"));
}

TEST(DataFolder, CatalogueComesFromTheItemFile) {
  const Scratch scratch;
  scratch.write("D.inter.json", R"({"0": [0, 1, 2]})");
  scratch.write("D.item.json", R"({"1": {"title": "one", "description": ["a", "b"], "price": 3, "extra": {"title": "no"}}, "0": {"title": "zero", "description": null, "brand": "B", "categories": "x,y"},
    "3": {"title": "three"}, "2": {}})");
  const auto set = readDataFolder(scratch.path());
  EXPECT_EQ(set.items(), 4);
  EXPECT_THAT(set.catalog.titles, ElementsAre("zero", "one", "", "three"));
  EXPECT_THAT(set.catalog.descriptions, ElementsAre("", "a, b", "", ""));
  EXPECT_THAT(set.catalog.brands, ElementsAre("B", "", "", ""));
  EXPECT_THAT(set.catalog.categories, ElementsAre("x,y", "", "", ""));
  ASSERT_EQ(set.warnings.size(), 1u);
  EXPECT_THAT(set.warnings[0], HasSubstr("1 of 4 item ids occur in no user's sequence"));
}

TEST(DataFolder, ItemsAreCalledByTitleThenByTheSourcesId) {
  const Scratch scratch;
  scratch.write("D.inter.json", R"({"0": [0, 1, 2]})");
  scratch.write("D.item.json", R"({"0": {"title": "zero"}, "1": {"title": ""}, "2": {}})");
  EXPECT_EQ(readDataFolder(scratch.path()).catalog.nameOf(1), "item 1");
  scratch.write("D.item2id", "B000\t0\nB\t001\t1\nB002\t7\n");
  const auto set = readDataFolder(scratch.path());
  EXPECT_EQ(set.catalog.nameOf(0), "zero");
  EXPECT_EQ(set.catalog.nameOf(1), "B\t001");
  EXPECT_EQ(set.catalog.nameOf(2), "item 2");
  scratch.write("D.item2id", "B000\t0\nno number\n");
  const auto odd = readDataFolder(scratch.path());
  EXPECT_FALSE(odd.catalog.rawIds.size() > 0);
  EXPECT_THAT(odd.warnings, testing::Contains(HasSubstr("D.item2id, line 2: expected the source's id, a tab and an item's number")));
}

TEST(DataFolder, RepeatsInsideAUserAreAWarning) {
  const Scratch scratch;
  scratch.write("D.inter.json", R"({"0": [0, 1, 0, 1, 2], "1": [2, 1, 0]})");
  const auto set = readDataFolder(scratch.path());
  EXPECT_THAT(set.warnings, testing::Contains(HasSubstr("2 events repeat")));
}

TEST(DataFolder, MissingFolderAndMissingFile) {
  const Scratch scratch;
  EXPECT_THAT(errorOf([] { readDataFolder("no/such/folder"); }), StartsWith("3 no/such/folder: the data folder can't be read"));
  EXPECT_THAT(readError(scratch), HasSubstr("no <name>.inter.json lies here"));
  EXPECT_THAT(errorOf([&, file = scratch.write("a.txt", "x")] { readDataFolder(file); }), StartsWith("3 "));
}

TEST(DataFolder, TwoDataSetsInOneFolder) {
  const Scratch scratch;
  scratch.write("A.inter.json", "{}");
  scratch.write("B.inter.json", "{}");
  EXPECT_THAT(readError(scratch), HasSubstr("2 data sets lie here (A.inter.json, B.inter.json"));
}

TEST(DataFolder, AnUnreadableFileIsAnError) {
  const Scratch scratch;
  std::filesystem::create_directory(scratch.path() / "D.inter.json");
  EXPECT_THAT(readError(scratch), StartsWith("3 "));
}

TEST(DataFolder, EveryFaultOfTheInteractionsNamesFileLineAndUser) {
  const Scratch scratch;
  const auto error = [&](const std::string& entry) {
    const auto file = scratch.write("D.inter.json", "{\n\"good\": [0, 1, 2],\n" + entry + "\n}\n");
    const auto text = readError(scratch);
    EXPECT_THAT(text, StartsWith("3 " + file.string() + ", line 3: ")) << entry;
    return text;
  };
  EXPECT_THAT(error(R"("u": [0, -1, 2])"), HasSubstr("user \"u\", position 1: the item id -1 is negative"));
  EXPECT_THAT(error(R"("u": [0, 1, 2.5])"), HasSubstr("user \"u\", position 2: \"2.5\" is no integer item id"));
  EXPECT_THAT(error(R"("u": [0, "1", 2])"), HasSubstr("position 1: \"1\" is no integer"));
  EXPECT_THAT(error(R"("u": [null, 1, 2])"), HasSubstr("position 0"));
  EXPECT_THAT(error(R"("u": [0, [1], 2])"), HasSubstr("position 1: a list stands"));
  EXPECT_THAT(error(R"("u": [0, 1, 99999999999])"), HasSubstr("99999999999 is too large"));
  EXPECT_THAT(error(R"("u": [0, 1, 18446744073709551615])"), HasSubstr("too large"));
  EXPECT_THAT(error(R"("u": {"a": 1})"), HasSubstr("has an object where a list"));
  EXPECT_THAT(error(R"("u": 3)"), HasSubstr("no list of item ids"));
  EXPECT_THAT(error(R"("u": "x")"), HasSubstr("no list of item ids"));
  EXPECT_THAT(error(R"("u": [0, 1])"), HasSubstr("user \"u\" has 2 items, at least 3 are needed"));
  EXPECT_THAT(error(R"("u": [])"), HasSubstr("has 0 items"));
  EXPECT_THAT(error(R"("good": [0, 1, 2])"), HasSubstr("the user \"good\" stands twice"));
}

TEST(DataFolder, WrongJsonNamesLineAndByte) {
  const Scratch scratch;
  const auto error = [&](const std::string& text) {
    scratch.write("D.inter.json", text);
    return readError(scratch);
  };
  EXPECT_THAT(error("{\"0\": [0, 1, 2],\n\"1\": [0, 1,"), HasSubstr("line 2: not valid JSON at byte"));
  EXPECT_THAT(error("{\"0\": [0, 1, 2]} x"), HasSubstr("not valid JSON"));
  EXPECT_THAT(error(std::string("{\"0\": [0, 1, 2]}\0{}", 19)), HasSubstr("a NUL byte"));
  EXPECT_THAT(error(""), HasSubstr("not valid JSON"));
  EXPECT_THAT(error("[1, 2, 3]"), HasSubstr("no JSON object at its top level"));
  EXPECT_THAT(error("7"), HasSubstr("no JSON object at its top level"));
  EXPECT_THAT(error("{}"), HasSubstr("holds no user"));
  EXPECT_THAT(error("{\"\xff\": [0, 1, 2]}"), HasSubstr("not valid JSON"));
  EXPECT_THAT(error("{\"0\": " + std::string(100000, '[')), HasSubstr("nested deeper than 64"));
}

TEST(DataFolder, AnIdOutsideTheItemFileNamesBoth) {
  const Scratch scratch;
  scratch.write("D.inter.json", R"({"7": [0, 1, 2]})");
  scratch.write("D.item.json", R"({"0": {}, "1": {}})");
  EXPECT_THAT(readError(scratch), HasSubstr("user \"7\", position 2: item id 2 is not in D.item.json, which ends at 1"));
}

TEST(DataFolder, AWildItemIdCannotAskForGigabytes) {
  const Scratch scratch;
  scratch.write("D.inter.json", R"({"7": [0, 1, 2147483646]})");
  EXPECT_THAT(readError(scratch), HasSubstr("the largest item id is 2147483646, but there are only 3 events"));
  scratch.write("D.item.json", R"({"0": {}, "2147483646": {}})");
  EXPECT_THAT(readError(scratch), HasSubstr("the largest item id is 2147483646, but only 2 items"));
}

TEST(DataFolder, FaultsOfTheItemFileNameFileAndLine) {
  const Scratch scratch;
  scratch.write("D.inter.json", R"({"0": [0, 1, 2]})");
  const auto error = [&](const std::string& text) {
    scratch.write("D.item.json", text);
    return readError(scratch);
  };
  EXPECT_THAT(error("{\"0\": {},\n\"x\": {}}"), HasSubstr("item.json, line 2: \"x\" is no item id"));
  EXPECT_THAT(error("{\"0\": {},\n\"-1\": {}}"), HasSubstr("\"-1\" is no item id"));
  EXPECT_THAT(error("{\"0\": {},\n\"1\": 3}"), HasSubstr("item 1 has no object"));
  EXPECT_THAT(error("{\"0\": {},\n\"1\": []}"), HasSubstr("item 1 has no object"));
  EXPECT_THAT(error("{\"0\": {},\n\"0\": {}}"), HasSubstr("the item 0 stands twice"));
  EXPECT_THAT(error("{\"0\": {},\n\"00\": {}}"), HasSubstr("the item 0 stands twice"));
  EXPECT_THAT(error("{\"0\": {\"title\": \"a\", \"title\": \"b\"}}"), HasSubstr("has the field \"title\" twice"));
  EXPECT_THAT(error("{\"0\": {}, \"2\": {}}"), HasSubstr("the item 1 is missing"));
  EXPECT_THAT(error("{}"), HasSubstr("no usable item"));
  EXPECT_THAT(error("{\"0\": {}"), HasSubstr("not valid JSON"));
}

TEST(DataWriter, NamesAndTextsThatNeedEscapingSurvive) {
  const Scratch scratch;
  DataSet set;
  set.name = "D";
  set.interactions.items = {0, 1, 2};
  set.interactions.offsets = {0, 3};
  set.interactions.userNames = {"A\"\\\n\xc3\xa9"};
  set.catalog.items = 3;
  set.catalog.titles = {"\"quoted\"", "tab\t", "\xe4\xb8\xad"};
  writeDataFiles(set, scratch.path());
  const auto read = readDataFolder(scratch.path());
  EXPECT_EQ(read.interactions.userNames, set.interactions.userNames);
  EXPECT_EQ(read.catalog.titles, set.catalog.titles);
}

TEST(DataWriter, HeadAndTailListsHaveIndentTwo) {
  const Scratch scratch;
  auto p = popularityOfCounts({10, 5, 3, 2, 1});
  writeHeadTail(scratch.path(), "D", p);
  EXPECT_EQ(readFile(scratch.path() / "D.head.json"), "[\n  0\n]");
  EXPECT_EQ(readFile(scratch.path() / "D.tail.json"), "[\n  1,\n  2,\n  3,\n  4\n]");
}

TEST(DataWriter, AFolderThatIsNotThereIsAResourceError) {
  DataSet set;
  set.name = "D";
  EXPECT_THAT(errorOf([&] { writeDataFiles(set, "no/such/folder"); }), StartsWith("4 "));
}

}  // namespace
}  // namespace ghost::data
