#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "data/basket.h"
#include "data/csv.h"
#include "tests/base/scratch.h"
#include "tests/data/imported.h"

namespace ghost::data {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using testing_base::errorOf;
using testing_base::Scratch;
using testing_data::importOf;
using testing_data::previewOf;
using testing_data::RawSequences;

const RawSequences threeOfA{{"a", {"p", "q", "r"}}};

/// Tables and objects as people have them, beyond a CSV with a comma and a point.
class OddTables : public testing::Test {
 protected:
  std::filesystem::path to() { return m_scratch.path() / ("to" + std::to_string(++m_count)); }
  const Scratch m_scratch{testing_data::inMemory()};
  int m_count = 0;
};

TEST_F(OddTables, NumbersThatAreTooSmallOrTooLarge) {
  std::string text;
  for (const char user : {'a', 'b'})
    for (int i = 0; i < 5; ++i) text += std::string(1, user) + ",i" + std::to_string(i) + "," + (i == 2 ? "1e-310" : "0.5") + ",140000000" + std::to_string(i) + "\n";
  EXPECT_EQ(importOf(m_scratch.write("small.csv", text), to()).report.interactions, 10);
  EXPECT_THAT(errorOf([&] { importOf(m_scratch.write("large.csv", "user,item,rating,time\na,p,1e310,1\na,q,1e310,2\na,r,-1e400,3\n"), to()); }), HasSubstr("the rating \"1e310\" is no number"));
}

TEST_F(OddTables, DecimalCommas) {
  const std::string tab = "user\titem\trating\ttime\na\tp\t4,5\t1\na\tq\t3,0\t2\na\tr\t5\t3\n";
  EXPECT_EQ(importOf(m_scratch.write("t.tsv", tab), to(), {{"min_rating", "3"}}).sequences(), threeOfA);
  EXPECT_EQ(importOf(m_scratch.write("q.csv", "user,item,rating,time\na,p,\"4,5\",1\na,q,\"3,0\",2\na,r,\"5,0\",3\n"), to(), {{"min_rating", "3"}}).sequences(), threeOfA);
  EXPECT_THAT(errorOf([&] { importOf(m_scratch.write("e.tsv", "user\titem\trating\ttime\na\tp\t1,234\t1\na\tq\t2,345\t2\na\tr\t5\t3\na\ts\t5\t4\n"), to()); }), HasSubstr("may have a decimal comma (\"1,234\" as 1.234) or one behind the thousands; say which with -o decimal=comma"));
  EXPECT_EQ(importOf(m_scratch.path() / "e.tsv", to(), {{"decimal", "comma"}, {"min_rating", "2"}}).report.leftOut.rating, 1);
  EXPECT_THAT(importOf(m_scratch.write("l.jsonl", "{\"user\":\"a\",\"item\":\"p\",\"rating\":\"4,5\",\"time\":1}\n{\"user\":\"a\",\"item\":\"q\",\"rating\":\"3,5\",\"time\":2}\n{\"user\":\"a\",\"item\":\"r\",\"rating\":\"3\",\"time\":3}\n"), to(), {{"min_rating", "3"}}).sequences(), threeOfA);
}

TEST_F(OddTables, ASemicolonTableWithoutHeadingsKeepsItsFirstRow) {
  EXPECT_EQ(importOf(m_scratch.write("t.csv", "a;p;4,5;23.05.2021\na;q;3,0;24.05.2021\na;r;1,5;25.05.2021\n"), to()).sequences(), threeOfA);
}

TEST_F(OddTables, BlanksBehindTheDelimiters) {
  const auto file = m_scratch.write("t.csv", "user_id, item_id, rating, seen at\na, r, 4, 1400000003\na, q, 5, 1400000002\na, p, 3, 1400000001\n");
  EXPECT_EQ(importOf(file, to()).sequences(), threeOfA);
  EXPECT_EQ(importOf(file, to(), {{"time", "seen at"}, {"min_rating", "3"}}).sequences(), threeOfA);
}

TEST_F(OddTables, FewerFieldsAreNotMore) {
  const auto result = importOf(m_scratch.write("t.csv", "user,item,time,city\na,p,1,x\na,q,2,x\na,r,3,x\nb,p,1,x\nb,q,2,x\nb,r,3,x\na,s,4\na,s,5,x,y\n"), to());
  EXPECT_EQ(result.report.rejectedFirst[0].what, "the row has fewer fields than the first one");
  EXPECT_EQ(result.report.rejectedFirst[1].what, "the row has more fields than the first one");
}

TEST_F(OddTables, OldLineEndsAndBlanksBetweenHeadings) {
  EXPECT_EQ(importOf(m_scratch.write("mac.csv", "user,item,time\ra,p,1\ra,q,2\ra,r,3\r"), to()).sequences(), threeOfA);
  EXPECT_EQ(importOf(m_scratch.write("mac.jsonl", "{\"user\":\"a\",\"item\":\"p\",\"time\":1}\r{\"user\":\"a\",\"item\":\"q\",\"time\":2}\r{\"user\":\"a\",\"item\":\"r\",\"time\":3}\r"), to()).sequences(), threeOfA);
  EXPECT_EQ(importOf(m_scratch.write("blank.txt", "user_id item_id timestamp\na p 1\na q 2\na r 3\n"), to()).sequences(), threeOfA);
  EXPECT_THAT(errorOf([&] { importOf(m_scratch.write("prose.txt", "the user told of an item\nand nobody knew what to do with it\n"), to()); }), HasSubstr("of no format known here"));
}

TEST_F(OddTables, ArraysOfObjects) {
  const std::string array = "[{\"user\":\"a\",\"item\":\"r\",\"at\":\"2020-01-03\",\"tags\":[\"x\",{\"y\":\"]\\\"}\"}]},\n  {\"user\":\"a\",\n   \"item\":\"q\",\n   \"at\":\"2020-01-02\"},{\"user\":\"a\"},{\"user\":\"a\",\"item\":\"p\",\"at\":\"2020-01-01\"},\n{\"user\":\"a\",\"item\":\"p\",\"at\":\"2020-01-09\"}\n]\n";
  const auto result = importOf(m_scratch.write("events.json", array), to());
  EXPECT_EQ(result.report.format, "jsonl");
  EXPECT_EQ(result.sequences(), threeOfA);
  EXPECT_EQ(result.report.rejectedFirst.front().line, 4) << "the line on which the object begins";
  const auto cut = importOf(m_scratch.write("cut.json", array.substr(0, array.rfind('p'))), to(), {{"time", "none"}}, "jsonl");
  EXPECT_EQ(cut.report.rejectedFirst.back().what, "the array breaks off");
}

TEST_F(OddTables, BasketsAreAsked) {
  const std::string bars = "user,items,time\na,p|q,1\na,r,2\nb,q|r|p,3\n";
  const auto named = [](const char* choice) { return testing_data::Values{{"item", "items"}, {"baskets", choice}}; };
  const auto file = m_scratch.write("t.csv", bars);
  EXPECT_THAT(errorOf([&] { importOf(file, to(), {{"item", "items"}}); }), StartsWith("2 "));
  EXPECT_THAT(errorOf([&] { importOf(file, to(), {{"item", "items"}}); }), HasSubstr("looks like several items (\"p|q\"); say -o baskets=split"));
  EXPECT_THAT(previewOf(file, 3, {{"item", "items"}}).problem, HasSubstr("-o baskets=whole"));
  EXPECT_EQ(importOf(file, to(), named("split")).sequences(), (RawSequences{{"a", {"p", "q", "r"}}, {"b", {"q", "r", "p"}}}));
  EXPECT_THAT(errorOf([&] { importOf(file, to(), named("whole")); }), HasSubstr("no user is left of 3 rows"));
  EXPECT_EQ(importOf(m_scratch.write("p.csv", "user,item,time\na,\"['p', 'q']\",1\na,\"['r']\",2\n"), to(), {{"baskets", "split"}}).sequences(), threeOfA);
  EXPECT_EQ(importOf(m_scratch.write("l.jsonl", "{\"user\":\"a\",\"item\":[\"p\",\"q\"],\"time\":1}\n{\"user\":\"a\",\"item\":[\"r\"],\"time\":2}\n"), to(), {{"baskets", "split"}}).sequences(), threeOfA);
  EXPECT_THAT(errorOf([&] { importOf(m_scratch.path() / "l.jsonl", to()); }), HasSubstr("-o baskets=split"));
}

TEST_F(OddTables, NamesWithBlanksAreNoBaskets) {
  ColumnSample sample;
  for (const char* name : {"The Beatles", "Tyler, The Creator", "Earth, Wind & Fire", "AC/DC", "blink 182", "[unknown]", "3 Doors Down", "Maroon 5"}) sample.rows.push_back({name});
  EXPECT_EQ(basketIn(sample, 0).separator, "");
  sample.rows = {{"12 7 9"}, {"7 12"}, {"5"}};
  EXPECT_EQ(basketIn(sample, 0).separator, " ");
  sample.rows = {{"B00I67QWE,B00I67QWX"}, {"B00I67QWE"}};
  EXPECT_EQ(basketIn(sample, 0).separator, ",");
}

TEST_F(OddTables, FilesThatAreNamesOfFiles) {
  const auto file = m_scratch.write("ratings.csv", "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n");
  EXPECT_THAT(errorOf([&] { importOf(file, to()); }), HasSubstr("this is a Git LFS pointer"));
  EXPECT_THAT(errorOf([&] { importOf(file, to(), {}, "csv"); }), HasSubstr("git lfs pull"));
  EXPECT_THAT(errorOf([&] { importOf(m_scratch.write("t.xlsx", "PK\x03\x04 and more"), to()); }), HasSubstr("a workbook of a spreadsheet; save its sheet as CSV"));
}

}  // namespace
}  // namespace ghost::data
