#include "data/sequence_lines.h"

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
