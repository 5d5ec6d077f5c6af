#include "data/csv.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/base/scratch.h"
#include "tests/data/imported.h"
#include "tests/rows/gzip.h"

namespace ghost::data {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;
using testing_base::errorOf;
using testing_base::Scratch;
using testing_data::importOf;
using testing_data::previewOf;
using testing_data::RawSequences;

TEST(Csv, HeadingsQuotesAndAByteOrderMark) {
  const Scratch scratch(testing_data::inMemory());
  const auto file = scratch.write("shop.table", "\xef\xbb\xbftitle;Timestamp;user_id;item_id;stars\r\n\"Tea; \"\"green\"\"\r\nloose\";30;u1;c;5\r\nCup;10;u1;a;4\r\n\r\nPot;20;u1;b;3\r\nCup;1;u2;a;2\r\nPot;2;u2;b;1\r\nTea;3;u2;c;5\r\n");
  const auto result = importOf(file, scratch.path() / "to");
  EXPECT_EQ(result.report.format, "csv");
  EXPECT_EQ(result.dataSet.name, "shop");
  EXPECT_EQ(result.sequences(), (RawSequences{{"u1", {"a", "b", "c"}}, {"u2", {"a", "b", "c"}}}));
  EXPECT_THAT(result.dataSet.catalog.titles, ElementsAre("Cup", "Pot", "Tea; \"green\" loose"));
  EXPECT_EQ(importOf(file, scratch.path() / "rated", {{"min_rating", "3"}}).sequences(), (RawSequences{{"u1", {"a", "b", "c"}}}));
}

TEST(Csv, QuotesAreTextWhereTheTableQuotesNothing) {
  const Scratch scratch(testing_data::inMemory());
  const auto file = scratch.write("lead.tsv", "user_id\titem_id\ttitle\ttimestamp\nu1\ti1\tThe 12\" Band\t11\nu1\ti2\t\"Hits\" Vol 2\t12\nu1\ti3\t\"Heroes\"\t13\n");
  const auto result = importOf(file, scratch.path() / "to");
  EXPECT_EQ(result.report.rowsRejected, 0);
  EXPECT_THAT(result.dataSet.catalog.titles, ElementsAre("The 12\" Band", "\"Hits\" Vol 2", "\"Heroes\""));
  const auto foundOf = [](const Preview& preview) {
    for (const auto& finding : preview.found)
      if (finding.what == "fields") return finding.is;
    return std::string();
  };
  EXPECT_EQ(foundOf(previewOf(file, 2)), "4, separated by tab, nothing is quoted, named by the first row");
  EXPECT_EQ(foundOf(previewOf(file, 2, {{"quote", "double"}})), "4, separated by tab, quoted by \", named by the first row");
  EXPECT_EQ(previewOf(file, 5, {{"quote", "double"}}).rejected.size(), 1u);
}

TEST(Csv, WithoutHeadingsAQuoteInTheFirstRowDoesntShiftTheColumns) {
  const Scratch scratch(testing_data::inMemory());
  const auto result = importOf(scratch.write("t.csv", "u1,The 12\" Band,i1,11\nu1,Low,i2,12\nu1,Hunky Dory,i3,13\n"), scratch.path() / "to", {{"user", "1"}, {"item", "3"}, {"title", "2"}, {"time", "4"}});
  EXPECT_EQ(result.report.rowsRejected, 0);
  EXPECT_EQ(result.sequences(), (RawSequences{{"u1", {"i1", "i2", "i3"}}}));
  EXPECT_THAT(result.dataSet.catalog.titles, ElementsAre("The 12\" Band", "Low", "Hunky Dory"));
}

TEST(Csv, BookCrossingQuotesByBackslash) {
  const Scratch scratch(testing_data::inMemory());
  std::filesystem::create_directory(scratch.path() / "bx");
  scratch.write("bx/BX-Book-Ratings.csv", "\"User-ID\";\"ISBN\";\"Book-Rating\"\n\"1\";\"001X\";\"10\"\n\"1\";\"002X\";\"6\"\n\"1\";\"003X\";\"2\"\n");
  scratch.write("bx/BX-Books.csv", "\"ISBN\";\"Book-Title\";\"Book-Author\";\"Publisher\"\n\"001X\";\"A \\\"Fine\\\" Book; part i1\";\"B. Writer\";\"PM &amp; Co\"\n\"002X\";\"T\xf6ne\";\"B. Writer\";NULL\n\"003X\";\"\\\"Quoted\\\"\";\"B. Writer\";\"PM\"\n");
  const auto result = importOf(scratch.path() / "bx", scratch.path() / "to", {{"encoding", "latin1"}});
  EXPECT_EQ(result.report.rowsRejected, 0);
  EXPECT_THAT(result.dataSet.catalog.titles, ElementsAre("A \"Fine\" Book; part i1", "T\xc3\xb6ne", "\"Quoted\""));
}

/// Reviews as people write them: quotes, line ends, empty lines and delimiters inside, and one that is never closed at the end.
TEST(Csv, ReviewsWithLineEndsInsideAreOneRecord) {
  const Scratch scratch(testing_data::inMemory());
  const auto file = scratch.write("reviews.csv", "Id,ProductId,UserId,Time,Summary,Text\n1,B1,A1,1300000001,\"Good, \"\"really\"\"\",\"First line\n\nthird, with a comma\"\n2,B2,A1,1300000002,ok,\"two\r\nlines\"\n3,B3,A1,1300000003,fine,short\n");
  const auto result = importOf(file, scratch.path() / "to");
  EXPECT_EQ(result.sequences(), (RawSequences{{"A1", {"B1", "B2", "B3"}}}));
  EXPECT_EQ(result.report.rowsRejected, 0);
}

TEST(Csv, TitlesOfAnotherEncodingAreCounted) {
  const Scratch scratch(testing_data::inMemory());
  const auto result = importOf(scratch.write("t.csv", "user,item,time,title\nu,a,1,M\xf6" "bel\nu,b,2,Cup\nu,c,3,T\xfcr\n"), scratch.path() / "to");
  EXPECT_THAT(result.report.warnings, Contains(HasSubstr("the titles of 2 rows aren't UTF-8")));
  EXPECT_THAT(result.dataSet.catalog.titles, ElementsAre("", "Cup", ""));
}

TEST(Csv, WithoutHeadingsTheNumbersTell) {
  const Scratch scratch(testing_data::inMemory());
  std::string text;
  for (int i = 3; i >= 0; --i) text += "u,i" + std::to_string(i) + ",4.5,140000000" + std::to_string(i) + "\n";
  const auto result = importOf(scratch.write("t.csv", text), scratch.path() / "to");
  EXPECT_EQ(result.sequences(), (RawSequences{{"u", {"i0", "i1", "i2", "i3"}}}));
  EXPECT_THAT(previewOf(scratch.path() / "t.csv", 2).columns, ElementsAre("user", "item", "rating", "time"));
  EXPECT_THAT(previewOf(scratch.path() / "t.csv", 2).rows, ElementsAre(ElementsAre("u", "i3", "4.5", "2014-05-13 16:53:23"), ElementsAre("u", "i2", "4.5", "2014-05-13 16:53:22")));
}

TEST(Csv, WithoutHeadingsDatesAreTheTimeAndWhatIsLeftOutIsNamed) {
  const Scratch scratch(testing_data::inMemory());
  const auto file = scratch.write("t.csv", "u;i1;2023-01-02 10:00:00;5;\"Füller, blau\"\nu;i2;2023-01-01 10:00:00;4;Stift\nu;i3;2023-01-03;4;Heft\n");
  EXPECT_EQ(importOf(file, scratch.path() / "to").sequences(), (RawSequences{{"u", {"i2", "i1", "i3"}}}));
  const auto foundOf = [](const Preview& preview, const std::string& what) {
    for (const auto& finding : preview.found)
      if (finding.what == what) return finding.is;
    return std::string();
  };
  EXPECT_EQ(foundOf(previewOf(file, 2), "time"), "column 3");
  EXPECT_EQ(foundOf(previewOf(file, 2), "left out"), "column 5 (\"Füller, blau\")");
  const auto headed = scratch.write("h.csv", "user,item,bought at,colour\nu,a,2023-01-02,red\nu,b,2023-01-01,red\nu,c,2023-01-01,red\n");
  EXPECT_EQ(foundOf(previewOf(headed, 2), "left out"), "column colour");
  EXPECT_EQ(foundOf(previewOf(headed, 2), "time"), "column bought at");
}

TEST(Csv, ColumnsAreNamedOrCounted) {
  const Scratch scratch(testing_data::inMemory());
  const auto file = scratch.write("t.csv", "who,what,when\nx,1,2018-10-02\nx,2,2018-10-01 10:00\nx,3,2018-10-03T00:00:00Z\n");
  EXPECT_THAT(errorOf([&] { importOf(file, scratch.path() / "to"); }), HasSubstr("it isn't clear which column holds the user; say so with -o user=COLUMN, one of who, what, when"));
  const testing_data::Values named{{"user", "who"}, {"item", "what"}, {"time", "when"}};
  EXPECT_EQ(importOf(file, scratch.path() / "named", named, "csv").sequences(), (RawSequences{{"x", {"2", "1", "3"}}}));
  EXPECT_EQ(importOf(file, scratch.path() / "counted", {{"user", "1"}, {"item", "2"}, {"time", "3"}, {"header", "yes"}}, "csv").sequences(), (RawSequences{{"x", {"2", "1", "3"}}}));
  EXPECT_THAT(errorOf([&] { importOf(file, scratch.path() / "to", {{"user", "whom"}, {"item", "what"}}, "csv"); }), HasSubstr("no column \"whom\" in t.csv; give one of who, what, when or a number from 1 to 3"));
  EXPECT_THAT(errorOf([&] { importOf(file, scratch.path() / "to", {{"user", "9"}, {"item", "what"}}, "csv"); }), StartsWith("2 "));
  EXPECT_THAT(errorOf([&] { importOf(file, scratch.path() / "to", {{"user", "who"}, {"item", "what"}, {"min_rating", "4"}}, "csv"); }), HasSubstr("no column of ratings"));
  EXPECT_THAT(errorOf([&] { importOf(file, scratch.path() / "to", {{"from", "then"}}, "csv"); }), HasSubstr("give 2016-10"));
  EXPECT_THAT(errorOf([&] { importOf(file, scratch.path() / "to", {{"from", "2018"}, {"to", "2017"}}, "csv"); }), HasSubstr("the window between them is empty"));
}

TEST(Csv, WithoutTimesTheOrderOfTheFileCounts) {
  const Scratch scratch(testing_data::inMemory());
  const auto result = importOf(scratch.write("t.tsv", "user\titem\nb\tx\na\ty\nb\tz\nb\ty\nb\tx\na\tx\na\tz\n"), scratch.path() / "to");
  EXPECT_EQ(result.sequences(), (RawSequences{{"b", {"x", "z", "y"}}, {"a", {"y", "x", "z"}}}));
  EXPECT_THAT(result.report.warnings, Contains(HasSubstr("the rows have no time")));
  EXPECT_EQ(result.report.leftOut.duplicates, 1);
  EXPECT_EQ(importOf(scratch.path() / "t.tsv", scratch.path() / "all", {{"duplicates", "keep_all"}}).sequences()[0].second.size(), 4u);
}

TEST(Csv, TheWindowIsHalfOpen) {
  const Scratch scratch(testing_data::inMemory());
  std::string text = "user,item,time\n";
  for (const char* day : {"2016-09-30", "2016-10-01", "2016-10-02", "2016-10-03", "2018-11-01"}) text += std::string("u,") + day + "," + day + "\n";
  const auto result = importOf(scratch.write("t.csv", text), scratch.path() / "to", {{"from", "2016-10"}, {"to", "2018-11"}});
  EXPECT_EQ(result.sequences(), (RawSequences{{"u", {"2016-10-01", "2016-10-02", "2016-10-03"}}}));
  EXPECT_EQ(result.report.leftOut.window, 2);
}

/// Rows no reader should trip over; the three good users come through, every bad row has its line.
TEST(Csv, HostileRowsAreCounted) {
  const Scratch scratch(testing_data::inMemory());
  std::string text = "user,item,time\n";
  for (int u = 0; u < 3; ++u)
    for (int i = 0; i < 3; ++i) text += "u" + std::to_string(u) + ",i" + std::to_string(i) + ",100\n";
  text += "too,few\n";                                                    // 11
  text += "too,many,1,fields\n";                                          // 12
  text += ",i1,5\n";                                                      // 13
  text += "u1,,5\n";                                                      // 14
  text += std::string("u1,i\0 1,5\n", 10);                                // 15
  text += "u1,i\xff,5\n";                                                 // 16
  text += "u1,i1,-1\n";                                                   // 17
  text += "u1,i1,1e400\n";                                                // 18
  text += "u1,i1,9223372036854775808\n";                                  // 19
  text += "u1,i1,2018-13-01\n";                                           // 20
  text += std::string(10 << 20, 'x') + ",i1,5\n";                         // 21
  text += "u1,\"i1,5\nu0,i9,200\n";                                       // 22, and a good one after it
  const auto result = importOf(scratch.write("t.csv", text), scratch.path() / "to");
  EXPECT_EQ(result.report.rowsRejected, 12);
  EXPECT_EQ(result.report.rowsRead, 22);
  EXPECT_EQ(result.report.interactions, 10);
  std::int64_t line = 11;
  for (const auto& row : result.report.rejectedFirst) {
    EXPECT_EQ(row.line, line++) << row.what;
    EXPECT_FALSE(row.what.empty());
    EXPECT_LT(row.what.size(), 120u);
  }
}

TEST(Csv, AFileThatBreaksOffIsAnErrorAndLeavesNothing) {
  const Scratch scratch(testing_data::inMemory());
  std::string text = "user,item,time\n";
  for (int i = 0; i < 100'000; ++i) text += "u" + std::to_string(i % 100) + ",i" + std::to_string(i * 7919 % 1000) + "," + std::to_string(i) + "\n";
  const std::string packed = testing_rows::gzipped(text);
  const auto file = scratch.write("t.csv.gz", packed.substr(0, packed.size() * 3 / 4));
  EXPECT_THAT(errorOf([&] { importOf(file, scratch.path() / "to", {}, "csv"); }), StartsWith("3 " + file.string() + ": the gzip data breaks off"));
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(scratch.path()), std::filesystem::directory_iterator()), 1);
}

TEST(Csv, NothingLeftSaysWhere) {
  const Scratch scratch(testing_data::inMemory());
  const auto file = scratch.write("t.csv", "user,item\nu,i\nu,j\nv,k\n");
  EXPECT_THAT(errorOf([&] { importOf(file, scratch.path() / "to"); }), HasSubstr("no user is left of 3 rows: 0 rejected"));
  EXPECT_THAT(errorOf([&] { importOf(file, scratch.path() / "to"); }), HasSubstr("of users with fewer than 3 events 3"));
}

TEST(Csv, AStopRequestLeavesNothing) {
  const Scratch scratch(testing_data::inMemory());
  std::string text = "user,item,time\n";
  for (int i = 0; i < 300'000; ++i) text += "u" + std::to_string(i % 100) + ",i" + std::to_string(i % 1000) + "," + std::to_string(i) + "\n";
  class StopAtFirstProgress : public Reporter {
   public:
    void progress(std::int64_t, std::int64_t, std::string_view) override { m_stop.request_stop(); }
    std::stop_source m_stop;
  } reporter;
  const auto file = scratch.write("t.csv", text);
  const Importer& importer = importerFor(file, "auto");
  const auto report = importData(importer, file, ParamValues(importer.params), scratch.path() / "to", reporter, reporter.m_stop.get_token());
  EXPECT_TRUE(report.stopped);
  EXPECT_THAT(report.files, IsEmpty());
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(scratch.path()), std::filesystem::directory_iterator()), 1);
}

}  // namespace
}  // namespace ghost::data
