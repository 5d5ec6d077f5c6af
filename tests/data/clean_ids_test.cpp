#include "data/clean_ids.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "data/missing_text.h"
#include "tests/base/scratch.h"
#include "tests/data/imported.h"

namespace ghost::data {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing_base::Scratch;
using testing_data::importOf;
using testing_data::previewOf;
using testing_data::RawSequences;

TEST(MissingText, BlanksAtTheEnds) {
  for (const char* text : {"u 1", " u 1", "u 1 \t", "\xc2\xa0u 1", "u 1\xe2\x80\x8b", "\xef\xbb\xbfu 1", "\xe3\x80\x80u 1\xe2\x80\xaf ", "u 1\r"}) EXPECT_EQ(trimmed(text), "u 1") << text;
  for (const char* text : {"\xc2", "\xe2\x80", "\xc3\xa0", "\xe4\xb8\x80", "caf\xc3\xa9"}) EXPECT_EQ(trimmed(text), text) << "no blank";
  EXPECT_EQ(trimmed(" \xc2\xa0 "), "");
  EXPECT_EQ(trimmed(""), "");
}

TEST(MissingText, WordsForNothing) {
  for (const char* word : {"", "NULL", "null", "nan", "NaN", "None", "\\N", "NA", "N/A", "<NA>", "NaT"}) EXPECT_TRUE(isMissingText(word)) << word;
  for (const char* word : {"0", "none", "nANCY", "Nan", "NULLS", "Na", "NONE ", "null-island"}) EXPECT_FALSE(isMissingText(word)) << word;
}

/// One user "u1" with four events whatever blanks stand around, and rows of nobody.
TEST(CleanIds, InEveryFormat) {
  const std::vector<std::pair<std::string, std::string>> sources{
      {"t.csv", "user,item,time\nu1, a,1\n\"u1 \",b ,2\nu1\xc2\xa0,c,3\nu1,\"d\",4\nNULL,a,1\nnan,b,2\nNULL,b,3\nu1,\\N,4\nnan,b,9\nNULL,c,4\n"},
      {"t.jsonl", "{\"user\":\"u1\",\"item\":\" a\",\"time\":1}\n{\"user\":\"u1 \",\"item\":\"b \",\"time\":2}\n{\"user\":\"u1\\u00a0\",\"item\":\"c\",\"time\":3}\n{\"user\":\"u1\",\"item\":\"d\",\"time\":4}\n{\"user\":\"None\",\"item\":\"a\",\"time\":1}\n{\"user\":\"None\",\"item\":\"b\",\"time\":2}\n{\"user\":\"None\",\"item\":\"c\",\"time\":3}\n"},
      {"t.inter", "user_id:token\titem_id:token\ttimestamp:float\nu1\t a\t1\nu1 \tb \t2\nu1\xc2\xa0\tc\t3\nu1\td\t4\nNULL\ta\t1\nNULL\tb\t2\nNULL\tc\t3\n"},
      {"t.seq", "user\titem\nu1\ta\nu1 \tb\nu1\tc\nu1\td\nNaN\ta\nNaN\tb\nNaN\tc\n"}};
  for (const auto& [name, text] : sources) {
    const Scratch scratch(testing_data::inMemory());
    const auto file = scratch.write(name, text);
    const auto result = importOf(file, scratch.path() / "to");
    EXPECT_EQ(result.sequences(), (RawSequences{{"u1", {"a", "b", "c", "d"}}})) << name;
    EXPECT_GT(result.report.idsTrimmed, 0) << name;
    EXPECT_GE(result.report.leftOut.missingIds, 3) << name;
    EXPECT_EQ(result.report.rowsRejected, 0) << name;
    EXPECT_THAT(result.report.warnings, Contains(HasSubstr("blanks at the ends of ids were taken off"))) << name;
    EXPECT_THAT(result.report.warnings, Contains(HasSubstr("-o missing_ids=keep"))) << name;
    EXPECT_EQ(importOf(file, scratch.path() / "kept", {{"missing_ids", "keep"}}).dataSet.interactions.users(), 2) << name;
    const auto preview = previewOf(file, 20);
    EXPECT_EQ(preview.rows.size(), 4u) << name;
    EXPECT_EQ(preview.rows[1][0], "u1") << name;
    EXPECT_THAT(preview.warnings, Contains(HasSubstr("left out"))) << name;
  }
}

TEST(CleanIds, MetadataAndLargeSourcesToo) {
  const Scratch scratch(testing_data::inMemory());
  std::filesystem::create_directory(scratch.path() / "shop");
  scratch.write("shop/events.csv", "user,item,rating,time\nu1,a ,1,1\nu1,b,1,2\nu1,c,1,3\n");
  scratch.write("shop/items.csv", "item_id,title\n a,Tea\nb ,Cup\nc,Pot\n");
  EXPECT_THAT(importOf(scratch.path() / "shop", scratch.path() / "to").dataSet.catalog.titles, testing::ElementsAre("Tea", "Cup", "Pot"));
}

TEST(CleanIds, EmptyOnesAreBadRowsAndMissingRatingsAreNone) {
  const Scratch scratch(testing_data::inMemory());
  const auto result = importOf(scratch.write("t.csv", "user,item,rating,time\nu,a,nan,1\nu,b,5,2\nu,c,NULL,3\n ,c,5,4\nu,\xe2\x80\x8b,5,5\n"), scratch.path() / "to");
  EXPECT_EQ(result.sequences(), (RawSequences{{"u", {"a", "b", "c"}}}));
  EXPECT_EQ(result.report.rowsRejected, 2);
  EXPECT_EQ(result.report.leftOut.missingIds, 0);
}

}  // namespace
}  // namespace ghost::data
