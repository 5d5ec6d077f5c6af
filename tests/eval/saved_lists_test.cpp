#include "eval/saved_lists.h"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zstd.h>

#include "eval/list_line.h"
#include "tests/base/scratch.h"
#include "tests/base/small_disk.h"
#include "tests/eval/hand_made.h"

namespace ghost::eval {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;
using testing_base::errorOf;
using testing_base::Scratch;

std::vector<decode::RankedList> example() {
  std::vector<decode::RankedList> lists{testing_eval::list(3, 7, {1, -1, 2}), testing_eval::list(0, 0, {}), testing_eval::list(9, 4, {5, 6})};
  lists[0].history = {4, 5, 6};
  lists[0].scores = {-0.1, -1.0 / 3, -1e-300};
  lists[0].invalidSids = {"<a_1><b_\"2\">é"};
  return lists;
}

void expectEqual(const std::vector<decode::RankedList>& a, const std::vector<decode::RankedList>& b) {
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    EXPECT_EQ(a[i].user, b[i].user);
    EXPECT_EQ(a[i].history, b[i].history);
    EXPECT_EQ(a[i].target, b[i].target);
    EXPECT_EQ(a[i].items, b[i].items);
    EXPECT_EQ(a[i].scores, b[i].scores);
    EXPECT_EQ(a[i].invalidSids, b[i].invalidSids);
  }
}

TEST(SavedLists, ReadBackEqualBothPlainAndCompressed) {
  const Scratch scratch;
  for (const char* name : {"test.jsonl", "test.jsonl.zst"}) {
    saveLists(scratch.path() / name, example());
    expectEqual(readLists(scratch.path() / name, 10), example());
  }
  EXPECT_THAT(readFile(scratch.path() / "test.jsonl"), StartsWith(R"({"u":3,"h":[4,5,6],"t":7,"r":[1,-1,2],"s":[-0.1,)"));
  EXPECT_EQ(readFile(scratch.path() / "test.jsonl.zst").substr(0, 4), "\x28\xB5\x2F\xFD");
}

TEST(SavedLists, LinesInAnyKeyOrderWithUnknownKeysAreRead) {
  const auto list = listOf(R"( {"note":{"a":[1,{"b":null}]},"r":[2],"v":1.5,"w":[true,"x"],"t":3,"u":8} )", 4, "x");
  EXPECT_EQ(list.user, 8);
  EXPECT_EQ(list.target, 3);
  EXPECT_THAT(list.items, ElementsAre(2));
}

TEST(SavedLists, EveryFaultNamesFileAndLine) {
  const Scratch scratch;
  const std::string good = R"({"u":0,"h":[],"t":1,"r":[1],"s":[0.5]})";
  const auto error = [&](const std::string& line) {
    const auto file = scratch.write("l.jsonl", good + "\n" + line + "\n");
    const auto text = errorOf([&] { readLists(file, 10); });
    EXPECT_THAT(text, StartsWith("3 " + file.string() + ", line 2: ")) << line;
    return text;
  };
  EXPECT_THAT(error(R"({"u":1,"t":1,"r":[10]})"), HasSubstr("the id 10 in \"r\" is outside -1 to 9"));
  EXPECT_THAT(error(R"({"u":1,"t":1,"r":[-2]})"), HasSubstr("-2"));
  EXPECT_THAT(error(R"({"u":1,"t":-1,"r":[1]})"), HasSubstr("the id -1 in \"t\" is outside 0 to 9"));
  EXPECT_THAT(error(R"({"u":1,"t":1,"h":[-1],"r":[1]})"), HasSubstr("\"h\""));
  EXPECT_THAT(error(R"({"u":1,"t":99999999999999999999,"r":[1]})"), HasSubstr("\"t\""));
  EXPECT_THAT(error(R"({"u":-1,"t":1,"r":[1]})"), HasSubstr("\"u\""));
  EXPECT_THAT(error(R"({"u":0,"t":1,"r":[1]})"), HasSubstr("the user 0 stands twice"));
  EXPECT_THAT(error(R"({"u":1,"t":1})"), HasSubstr("\"r\" is missing"));
  EXPECT_THAT(error(R"({"u":1,"u":1,"t":1,"r":[1]})"), HasSubstr("stands twice"));
  EXPECT_THAT(error(R"({"u":1,"t":1,"r":[1.5]})"), HasSubstr("1.5 stands in \"r\""));
  EXPECT_THAT(error(R"({"u":1,"t":1,"r":["1"]})"), HasSubstr("a text stands in \"r\""));
  EXPECT_THAT(error(R"({"u":1,"t":1,"r":[null]})"), HasSubstr("null"));
  EXPECT_THAT(error(R"({"u":1,"t":1,"r":1})"), HasSubstr("needs a list"));
  EXPECT_THAT(error(R"({"u":[1],"t":1,"r":[1]})"), HasSubstr("list stands where none"));
  EXPECT_THAT(error(R"({"u":1,"t":1,"r":[[1]]})"), HasSubstr("list stands where none"));
  EXPECT_THAT(error(R"({"u":1,"t":1,"r":[{}]})"), HasSubstr("object"));
  EXPECT_THAT(error(R"({"u":1,"t":1,"r":[1],"s":[1,2]})"), HasSubstr("2 scores for 1 items"));
  EXPECT_THAT(error(R"({"u":1,"t":1,"r":[1],"sid":["x"]})"), HasSubstr("1 strings for 0 invalid slots"));
  EXPECT_THAT(error(R"({"u":1,"t":1,"r":[1])"), HasSubstr("not valid JSON"));
  EXPECT_THAT(error(std::string("{\"u\":1,\"t\":1,\"r\":[1]}\0x", 23)), HasSubstr("NUL byte"));
  EXPECT_THAT(error(R"([1])"), HasSubstr("no JSON object"));
  EXPECT_THAT(error(R"(7)"), HasSubstr("no JSON object"));
  EXPECT_THAT(error(R"({"x":)" + std::string(100, '[') + std::string(100, ']') + "}"), HasSubstr("nested too deep"));
}

TEST(SavedLists, EmptyAndMissingFilesAreErrors) {
  const Scratch scratch;
  EXPECT_THAT(errorOf([&] { readLists(scratch.write("e.jsonl", "\n\n"), 10); }), HasSubstr("no ranked list"));
  EXPECT_THAT(errorOf([&] { readLists(scratch.path() / "none.jsonl", 10); }), HasSubstr("can't be read"));
}

TEST(SavedLists, DamagedOrCutCompressedFilesAreErrors) {
  const Scratch scratch;
  const auto file = scratch.path() / "t.zst";
  saveLists(file, example());
  const std::string whole = readFile(file);
  const auto cut = scratch.write("cut.zst", whole);
  for (std::size_t n = whole.size() - 1; n >= 4; --n) {
    std::filesystem::resize_file(cut, n);
    EXPECT_THAT(errorOf([&] { readLists(cut, 10); }), HasSubstr("3 ")) << "cut at " << n;
  }
  std::string damaged = whole;
  damaged[whole.size() - 1] ^= 1;  // the checksum
  EXPECT_THAT(errorOf([&, bad = scratch.write("d.zst", damaged)] { readLists(bad, 10); }), HasSubstr("damaged"));
}

TEST(SavedLists, ABombIsRefusedWhileInflating) {
  const Scratch scratch;
  std::string blank(20 << 20, ' ');
  for (std::size_t i = 0; i < blank.size(); i += 1 << 20) blank[i] = '\n';
  std::string bytes(ZSTD_compressBound(blank.size()), '\0');
  bytes.resize(ZSTD_compress(bytes.data(), bytes.size(), blank.data(), blank.size(), 3));
  ASSERT_LT(bytes.size() * 200, blank.size());
  EXPECT_THAT(errorOf([&, file = scratch.write("bomb.zst", bytes)] { readLists(file, 10); }), HasSubstr("inflates to more than 16777216 bytes"));
  saveLists(scratch.path() / "l.zst", example());
  EXPECT_THAT(errorOf([&] { readLists(scratch.path() / "l.zst", 10, 150); }), testing::AnyOf(HasSubstr("inflates to more than 150 bytes"), HasSubstr("more than the 150 allowed")));
}

TEST(SavedLists, ManyListsThatAreAllAlikeAreStillRead) {
  const Scratch scratch;
  std::vector<decode::RankedList> lists;
  for (data::UserId u = 0; u < 1200; ++u) {
    lists.push_back(testing_eval::list(u, 1, {-1}));
    lists.back().invalidSids = {std::string(15000, 'x')};
  }
  const auto file = scratch.path() / "same.jsonl.zst";
  saveLists(file, lists);
  std::uint64_t text = 0;
  for (const auto& list : lists) text += lineOf(list).size() + 1;
  ASSERT_GT(text, 16u << 20);
  ASSERT_GE(std::filesystem::file_size(file) * 200, text);
  EXPECT_EQ(readLists(file, 20000).size(), lists.size());
}

TEST(SavedLists, AFullDiskKeepsTheListsThatWereThere) {
  const Scratch scratch;
  const auto file = scratch.path() / "t.jsonl";
  saveLists(file, example());
  {
    const testing_base::SmallDisk disk(20);
    EXPECT_THAT(errorOf([&] { saveLists(file, example()); }), StartsWith("4 "));
  }
  expectEqual(readLists(file, 10), example());
}

TEST(SavedLists, WhatCannotBeSavedIsRefusedBeforeWriting) {
  const Scratch scratch;
  auto lists = example();
  lists[0].scores.pop_back();
  EXPECT_THAT(errorOf([&] { saveLists(scratch.path() / "x.jsonl", lists); }), HasSubstr("2 scores for 3 items"));
  lists[0].scores.push_back(-INFINITY);
  EXPECT_THAT(errorOf([&] { saveLists(scratch.path() / "x.jsonl", lists); }), HasSubstr("not finite"));
  EXPECT_FALSE(std::filesystem::exists(scratch.path() / "x.jsonl"));
}

}  // namespace
}  // namespace ghost::eval
