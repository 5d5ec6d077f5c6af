#include "rows/csv_rows.h"

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

TEST(SniffDelimiter, TheOneThatSplitsAllLinesAlike) {
  EXPECT_EQ(sniffDelimiter("a,b,c\n1,2,3\n4,5,6\n7,8"), ",");
  EXPECT_EQ(sniffDelimiter("a\tb\n1,5\t2\n"), "\t");
  EXPECT_EQ(sniffDelimiter("user;item\n\"x;y\";2\n"), ";");
  EXPECT_EQ(sniffDelimiter("1|2|3\n4|5|6\n"), "|");
  EXPECT_EQ(sniffDelimiter("1::One, Two::x\n2::Three, Four::y\n"), "::");
  EXPECT_EQ(sniffDelimiter("1 2\n3 4\n"), " ");
  EXPECT_EQ(sniffDelimiter("1,2\n3,4\n5,6\nbroken\n7,8\n"), ",");
  EXPECT_EQ(sniffDelimiter("no table\nat all\n"), "");
  EXPECT_EQ(sniffDelimiter("a, b\nand c, d, e\n f, g\n"), "");
  EXPECT_EQ(sniffDelimiter(""), "");
}

}  // namespace
}  // namespace ghost::rows
