#include "rows/csv_rows.h"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/rng.h"
#include "tests/base/scratch.h"

namespace ghost::rows {
namespace {

using testing::ElementsAre;
using testing_base::Scratch;
using Records = std::vector<std::vector<std::string>>;

/// Records of a text; a faulty one as {"!", line}.
Records recordsOf(const std::string& text, std::string_view delimiter = ",", bool quotes = true) {
  const Scratch scratch;
  Reading reading;
  LineReader lines(scratch.write("t.csv", text), reading);
  CsvRows rows(lines, delimiter, quotes);
  Records records;
  for (CsvRow row; rows.next(row);) {
    if (row.fault != nullptr) records.push_back({"!", std::to_string(row.line)});
    else records.emplace_back(row.fields.begin(), row.fields.end());
  }
  return records;
}

TEST(CsvRows, QuotesHoldDelimitersQuotesAndLineEnds) {
  EXPECT_EQ(recordsOf("a,b,c\n\"x,y\",\"say \"\"hi\"\"\",\"one\ntwo\r\nthree\"\n\n,,\n\"\",5\" disk,z"),
            (Records{{"a", "b", "c"}, {"x,y", "say \"hi\"", "one\ntwo\nthree"}, {"", "", ""}, {"", "5\" disk", "z"}}));
  EXPECT_EQ(recordsOf("a;\"b;c\"\r\nd;e\r\n", ";"), (Records{{"a", "b;c"}, {"d", "e"}}));
  EXPECT_EQ(recordsOf("\"a\"\tb\"\n", "\t", false), (Records{{"\"a\"", "b\""}}));
  EXPECT_EQ(recordsOf("1::a:b::2\n::\n:::x\n", "::"), (Records{{"1", "a:b", "2"}, {"", ""}, {"", ":x"}}));
  EXPECT_EQ(recordsOf("\"1::2\"::3\n", "::"), (Records{{"1::2", "3"}}));
}

TEST(CsvRows, ABrokenQuoteSpoilsItsOwnLineOnly) {
  EXPECT_EQ(recordsOf("a,b\n\"never closed,b\nc,d\ne,f\n"), (Records{{"a", "b"}, {"!", "2"}, {"c", "d"}, {"e", "f"}}));
  EXPECT_EQ(recordsOf("\"x\"y,b\nc,d\n"), (Records{{"!", "1"}, {"c", "d"}}));
  EXPECT_EQ(recordsOf("\"x\n\"y\nc,d\n"), (Records{{"!", "1"}, {"!", "2"}, {"c", "d"}}));
  std::string many = "\"open\n";
  for (int i = 0; i < 30'000; ++i) many += "a,b\n";
  EXPECT_EQ(recordsOf(many).size(), 30'001u);
}

// Every line closes the quote before it and opens another, so none of the records ends.
TEST(CsvRows, AFileOfQuotesThatNeverCloseIsNotReadOverAndOver) {
  std::string text;
  constexpr std::int64_t count = 20'000;
  for (std::int64_t i = 0; i < count; ++i) text += "x\",\"y\n";
  text = "\"" + text;
  const Scratch scratch;
  Reading reading;
  LineReader lines(scratch.write("t.csv", text), reading);
  CsvRows rows(lines, ",");
  std::int64_t faulty = 0;
  for (CsvRow row; rows.next(row);) faulty += row.fault != nullptr;
  EXPECT_EQ(faulty, count);
  EXPECT_LT(rows.linesTaken(), 30 * count);
}

TEST(CsvRows, ARecordOfManyLinesIsStillReadBehindABrokenOne) {
  std::string text = "\"open,b\n", field;
  for (int i = 0; i < 15; ++i) field += "line\n";
  for (int i = 0; i < 20'000; ++i) text += "x\",\"y\n";
  const auto records = recordsOf(text + "c,d\n\"" + field + "\",e\n");
  ASSERT_GE(records.size(), 2u);
  EXPECT_EQ(records.back(), (std::vector<std::string>{field, "e"}));
}

/// What a plain writer quotes comes back whole, whatever the fields hold.
TEST(CsvRows, RandomFieldsComeBack) {
  Rng rng(7);
  Records records;
  std::string text;
  for (int i = 0; i < 3000; ++i) {
    records.emplace_back();
    for (int f = 0; f < 4; ++f) {
      std::string field;
      for (auto n = rng.below(12); n > 0; --n) field += "ab,\"\n x;"[rng.below(8)];
      std::string quoted = "\"";
      for (const char c : field) quoted += c == '"' ? "\"\"" : std::string(1, c);
      text += (f == 0 ? "" : ",") + quoted + "\"";
      records.back().push_back(field);
    }
    text += "\r\n";
  }
  EXPECT_EQ(recordsOf(text), records);
}

/// Records of a text as its sniffed dialect has them; a faulty one as {"!", line}.
Records sniffedRecordsOf(const std::string& text, const std::string& sample) {
  const Scratch scratch;
  Reading reading;
  LineReader lines(scratch.write("t.csv", text), reading);
  CsvDialect dialect = sniffDialect(sample);
  std::string_view rest = sample;
  TextRecord first;
  if (nextRecord(rest, dialect, first)) dialect.fields = first.fields.size();
  CsvRows rows(lines, dialect);
  Records records;
  for (CsvRow row; rows.next(row);) {
    if (row.fault != nullptr) records.push_back({"!", std::to_string(row.line)});
    else records.emplace_back(row.fields.begin(), row.fields.end());
  }
  return records;
}
Records sniffedRecordsOf(const std::string& text) { return sniffedRecordsOf(text, text); }

TEST(CsvRows, BackslashesTakeAwayTheMeaningOfQuotes) {
  EXPECT_EQ(sniffedRecordsOf("\"id\";\"title\"\n\"1\";\"A \\\"Fine\\\" Book; part 1\"\n\"2\";\"C:\\\\\"\n\"3\";NULL\n"), (Records{{"id", "title"}, {"1", "A \"Fine\" Book; part 1"}, {"2", "C:\\"}, {"3", "NULL"}}));
}

TEST(CsvRows, ARecordThatDoesntFitIsReadInTheOtherWay) {
  const std::string quoted = "\"id\";\"title\"\n\"1\";\"Plain\"\n";
  EXPECT_EQ(sniffedRecordsOf(quoted + "\"2\";\"The \\\"Best\\\"\"\n\"3\";\"x\"\n", quoted), (Records{{"id", "title"}, {"1", "Plain"}, {"2", "The \"Best\""}, {"3", "x"}}));
  const std::string escaped = "\"id\";\"title\"\n\"1\";\"a \\\"b\\\" c\"\n";
  EXPECT_EQ(sniffedRecordsOf(escaped + "\"2\";\"a folder\\\"\n\"3\";\"x\"\n", escaped), (Records{{"id", "title"}, {"1", "a \"b\" c"}, {"2", "a folder\\"}, {"3", "x"}}));
  const std::string plain = "id\ttitle\n1\tPlain\n";
  EXPECT_EQ(sniffedRecordsOf(plain + "2\t\"Hits\" Vol 2\n3\t\"Heroes\n4\tx\"\n", plain), (Records{{"id", "title"}, {"1", "Plain"}, {"2", "\"Hits\" Vol 2"}, {"3", "\"Heroes"}, {"4", "x\""}}));
}

TEST(SniffDialect, QuotesAreTextWhereNothingIsQuoted) {
  for (const char delimiter : {'\t', '|'}) {
    std::string text = "id\ttitle\tyear\n1\tThe 12\" Band\t1990\n2\t\"Hits\" Vol 2\t1991\n3\t\"Heroes\t1977\n4\tThe End\"\t1978\n5\t\"Low\"\t1977\n6\t\"\t1977\n";
    std::replace(text.begin(), text.end(), '\t', delimiter);
    EXPECT_EQ(sniffDialect(text).quote, '\0');
    EXPECT_EQ(sniffedRecordsOf(text), (Records{{"id", "title", "year"}, {"1", "The 12\" Band", "1990"}, {"2", "\"Hits\" Vol 2", "1991"}, {"3", "\"Heroes", "1977"}, {"4", "The End\"", "1978"}, {"5", "\"Low\"", "1977"}, {"6", "\"", "1977"}}));
  }
  EXPECT_EQ(sniffedRecordsOf("id\ttitle\n1\tHunky Dory\n2\t\"Heroes\"\n"), (Records{{"id", "title"}, {"1", "Hunky Dory"}, {"2", "\"Heroes\""}}));
  EXPECT_EQ(sniffedRecordsOf("u,title\n1,\"Hits\" Vol 2\n2,Low\n"), (Records{{"u", "title"}, {"1", "\"Hits\" Vol 2"}, {"2", "Low"}}));
}

TEST(SniffDialect, QuotingIsTakenWhereItIsProven) {
  EXPECT_EQ(sniffedRecordsOf("id\ttitle\n1\t\"a\tb\"\n2\t\"say \"\"hi\"\"\"\n"), (Records{{"id", "title"}, {"1", "a\tb"}, {"2", "say \"hi\""}}));
  EXPECT_EQ(sniffedRecordsOf("\"id\"\t\"title\"\n\"1\"\t\"one\ntwo\"\n\"2\"\t\"three\"\n"), (Records{{"id", "title"}, {"1", "one\ntwo"}, {"2", "three"}}));
  EXPECT_EQ(sniffedRecordsOf("The 12\" Band,1\nLow,2\n"), (Records{{"The 12\" Band", "1"}, {"Low", "2"}}));
  EXPECT_EQ(sniffedRecordsOf("'a','b, c'\n'd','e'\n"), (Records{{"a", "b, c"}, {"d", "e"}}));
}

TEST(SniffDelimiter, TheOneThatSplitsAllLinesAlike) {
  EXPECT_EQ(sniffDialect("u1;i1;4,5\nu1;i2;3,0\n").delimiter, ";");
  EXPECT_EQ(sniffDialect("a,b,c\n1,2,3\n4,5,6\n7,8").delimiter, ",");
  EXPECT_EQ(sniffDialect("a\tb\n1,5\t2\n").delimiter, "\t");
  EXPECT_EQ(sniffDialect("user;item\n\"x;y\";2\n").delimiter, ";");
  EXPECT_EQ(sniffDialect("1|2|3\n4|5|6\n").delimiter, "|");
  EXPECT_EQ(sniffDialect("1::One, Two::x\n2::Three, Four::y\n").delimiter, "::");
  EXPECT_EQ(sniffDialect("1 2\n3 4\n").delimiter, " ");
  EXPECT_EQ(sniffDialect("1,2\n3,4\n5,6\nbroken\n7,8\n").delimiter, ",");
  EXPECT_EQ(sniffDialect("no table\nat all\n").delimiter, "");
  EXPECT_EQ(sniffDialect("a, b\nand c, d, e\n f, g\n").delimiter, "");
  EXPECT_EQ(sniffDialect("").delimiter, "");
}

}  // namespace
}  // namespace ghost::rows
