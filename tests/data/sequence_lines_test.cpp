#include "data/sequence_lines.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/base/scratch.h"
#include "tests/data/imported.h"

namespace ghost::data {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing_base::errorOf;
using testing_base::Scratch;
using testing_data::importOf;
using testing_data::RawSequences;

TEST(SequenceLines, AUserALineRepeatsIncluded) {
  const Scratch scratch(testing_data::inMemory());
  const auto file = scratch.write("Beauty.txt", "1 5 3 5 4\r\n\n2\t3 4  9 1 \n7\n3 9 8 7\n");
  const auto result = importOf(file, scratch.path() / "to");
  EXPECT_EQ(result.report.format, "sequences");
  EXPECT_EQ(result.dataSet.name, "Beauty");
  EXPECT_EQ(result.sequences(), (RawSequences{{"1", {"5", "3", "5", "4"}}, {"2", {"3", "4", "9", "1"}}, {"3", {"9", "8", "7"}}}));
  EXPECT_EQ(result.report.rowsRejected, 1);
  EXPECT_EQ(result.report.rejectedFirst.front().line, 4);
  EXPECT_EQ(result.report.rejectedFirst.front().what, "the line has no item");
  EXPECT_EQ(importOf(file, scratch.path() / "once", {{"duplicates", "keep_first"}}).sequences().front().second, (std::vector<std::string>{"5", "3", "4"}));
}

TEST(SequenceLines, TitlesComeFromANamedFile) {
  const Scratch scratch(testing_data::inMemory());
  const auto file = scratch.write("s.txt", "u1 a b c\nu2 c b a a\n");
  const auto items = scratch.write("items.csv", "id,title\na,Apple\nb,Pear\nc,Fig\n");
  const auto result = importOf(file, scratch.path() / "to", {{"metadata", items.string()}}, "sequences");
  EXPECT_THAT(result.dataSet.catalog.titles, ElementsAre("Apple", "Pear", "Fig"));
}

TEST(SequenceLines, IdsOfLettersAndDigits) {
  const Scratch scratch(testing_data::inMemory());
  std::filesystem::create_directory(scratch.path() / "asin");
  const auto file = scratch.write("asin/user_sequence.txt", "AU1XYZ0KQ B00I67QWE B00I37QWE B00I77QWE B00I17QWE B00I87QWE\nAU2XYZ0KQ B00I77QWE B00I27QWE B00I67QWE B00I17QWE B00I57QWE\nAU3XYZ0KQ B00I47QWE B00I17QWE B00I37QWE B00I87QWE B00I27QWE\n");
  for (const auto& source : {file, scratch.path() / "asin"}) EXPECT_EQ(importerFor(source, "auto").id, "sequences");
  EXPECT_EQ(importOf(file, scratch.path() / "to").sequences().front().second, (std::vector<std::string>{"B00I67QWE", "B00I37QWE", "B00I77QWE", "B00I17QWE", "B00I87QWE"}));
  EXPECT_FALSE(sniffSequenceLines(scratch.write("table", "u1\ti1\t5\t1400000001\t3\t9\nu2\ti2\t4\t1400000002\t3\t8\nu3\ti1\t5\t1400000003\t2\t9\n"))) << "its columns hold different things";
  EXPECT_FALSE(sniffSequenceLines(scratch.write("prose", "the first line of a text 1\nand the second one of it\nin 2021 there were three\n")));
  EXPECT_FALSE(sniffSequenceLines(scratch.write("log", "2021-05-23 10:00:01 start1 of2 it3\n2021-05-24 10:00:02 end1 of2 it3 all4\n")));
}

/// S3-Rec's folder: sequences, the attributes of the items and the items drawn for an evaluation.
TEST(SequenceLines, AttributesBesideAreCategories) {
  const Scratch scratch(testing_data::inMemory());
  std::filesystem::create_directory(scratch.path() / "s3");
  const auto file = scratch.write("s3/Beauty.txt", "1 1 2 3 4\n2 4 3 2\n3 1 3 4 2 5\n");
  std::string map = "{";
  for (int i = 1; i <= 12'000; ++i) map += (i == 1 ? "\"" : ", \"") + std::to_string(i) + "\": [" + std::to_string(i % 7) + ", " + std::to_string(10 + i % 5) + "]";
  scratch.write("s3/Beauty_item2attributes.json", map + "}");
  scratch.write("s3/Beauty_sample.txt", "1 7 8 9 10\n2 11 12 13\n3 14 15 16 17 18\n");
  for (const auto& source : {scratch.path() / "s3", file}) {
    EXPECT_EQ(importerFor(source, "auto").id, "sequences");
    const auto result = importOf(source, scratch.path() / ("to" + source.filename().string()));
    EXPECT_THAT(result.dataSet.catalog.categories, ElementsAre("1, 11", "2, 12", "3, 13", "4, 14", "5, 10"));
  }
  for (const char* format : {"jsonl", "csv"}) {
    const std::string sentence = errorOf([&] { importOf(scratch.path() / "s3/Beauty_item2attributes.json", scratch.path() / "none", {}, format); });
    EXPECT_LT(sentence.size(), 1000u);
  }
  const auto wide = scratch.write("wide.jsonl", [] {
    std::string line = "{\"a\": 1";
    for (int i = 0; i < 5000; ++i) line += ", \"key" + std::to_string(i) + "\": 1";
    return line + "}\n";
  }());
  EXPECT_LT(errorOf([&] { importOf(wide, scratch.path() / "none", {}, "jsonl"); }).size(), 1000u);
}

TEST(SequenceLines, WhatIsRecognised) {
  const Scratch scratch(testing_data::inMemory());
  EXPECT_TRUE(sniffSequenceLines(scratch.write("a", "1 2 3 4\n2 5 6 7 8\n")));
  EXPECT_TRUE(sniffSequenceLines(scratch.write("b", "1 2 3 4 5 6\n2 5 6 7 8 9\n")));
  EXPECT_FALSE(sniffSequenceLines(scratch.write("c", "1 2 3 4\n2 5 6 7\n")));
  EXPECT_FALSE(sniffSequenceLines(scratch.write("d", "1 2\n2 5 6\n3 4\n")));
  EXPECT_FALSE(sniffSequenceLines(scratch.write("e", "1 2 3 4\n2 5 6 x 8\n")));
  EXPECT_FALSE(sniffSequenceLines(scratch.write("f", "\n")));
  std::filesystem::create_directory(scratch.path() / "two");
  scratch.write("two/a.txt", "1 2 3 4\n2 5 6 7 8\n");
  scratch.write("two/b.txt", "1 2 3 4\n2 5 6 7 8\n");
  EXPECT_THAT(errorOf([&] { importOf(scratch.path() / "two", scratch.path() / "to", {}, "sequences"); }), HasSubstr("2 files here hold a user and many items a line (a.txt, b.txt); name the one to import"));
}

}  // namespace
}  // namespace ghost::data
