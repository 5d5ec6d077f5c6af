#include "rows/line_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/rng.h"
#include "tests/base/scratch.h"
#include "tests/rows/gzip.h"

namespace ghost::rows {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing_base::errorOf;
using testing_base::Scratch;
using testing_rows::gzipped;

/// The lines of a file; a faulty one as "!fault".
std::vector<std::string> linesOf(const std::filesystem::path& file, std::size_t longest = LineReader::longestLine) {
  Reading reading;
  LineReader reader(file, reading, longest);
  std::vector<std::string> lines;
  for (Line line; reader.next(line);) {
    EXPECT_EQ(line.number, static_cast<std::int64_t>(lines.size()) + 1);
    lines.push_back(line.fault != nullptr ? std::string("!") + line.fault : std::string(line.text));
  }
  return lines;
}

TEST(LineReader, EndsOfLinesAndTheMarkAtTheBeginning) {
  const Scratch scratch;
  EXPECT_THAT(linesOf(scratch.write("a", "\xef\xbb\xbfone\r\ntwo\n\nfour")), ElementsAre("one", "two", "", "four"));
  EXPECT_THAT(linesOf(scratch.write("b", "one\n")), ElementsAre("one"));
  EXPECT_THAT(linesOf(scratch.write("c", "\n")), ElementsAre(""));
  EXPECT_THAT(linesOf(scratch.write("d", "")), ElementsAre());
}

TEST(LineReader, FaultyLinesDontEndTheReading) {
  const Scratch scratch;
  EXPECT_THAT(linesOf(scratch.write("a", std::string("good\na\0b\nlonger than ten bytes\ngood\n", 36)), 10), ElementsAre("good", HasSubstr("NUL"), HasSubstr("longer"), "good"));
}

/// Lines of all lengths across the edges of blocks, plain and packed, are what a simple split gives.
TEST(LineReader, EqualsASimpleSplit) {
  Rng rng(1);
  std::string text;
  std::vector<std::string> expected;
  while (text.size() < 5'000'000) {
    expected.emplace_back(rng.below(20) == 0 ? rng.below(600'000) : rng.below(300), static_cast<char>('a' + rng.below(26)));
    text += expected.back() + "\n";
  }
  const Scratch scratch;
  EXPECT_EQ(linesOf(scratch.write("plain", text)), expected);
  EXPECT_EQ(linesOf(scratch.write("packed", gzipped(text))), expected);
}

TEST(LineReader, GzipMembersAreOneText) {
  const Scratch scratch;
  EXPECT_THAT(linesOf(scratch.write("a.txt", gzipped("one\ntw") + gzipped("o\nthree\n") + gzipped("") + gzipped("four"))), ElementsAre("one", "two", "three", "four"));
  EXPECT_THAT(linesOf(scratch.write("padded", gzipped("one\n") + std::string(1000, '\0'))), ElementsAre("one"));
  EXPECT_THAT(linesOf(scratch.write("empty", gzipped(""))), ElementsAre());
}

TEST(LineReader, GzipThatIsntWholeIsAnErrorWhereverItBreaksOff) {
  const Scratch scratch;
  const std::string packed = gzipped("a line of text\nand another one\n");
  for (std::size_t size = 2; size < packed.size(); ++size) EXPECT_THAT(errorOf([&] { linesOf(scratch.write("cut", packed.substr(0, size))); }), HasSubstr("breaks off")) << size;
}

TEST(LineReader, GzipThatIsDamagedIsAnError) {
  const Scratch scratch;
  std::string packed = gzipped("a line of text\nand another one, quite different from the first\n");
  packed[packed.size() - 6] = static_cast<char>(packed[packed.size() - 6] ^ 1);  // the checksum
  EXPECT_THAT(errorOf([&] { linesOf(scratch.write("crc", packed)); }), HasSubstr("damaged near byte"));
  EXPECT_THAT(errorOf([&] { linesOf(scratch.write("tail", gzipped("a\n") + "rubbish")); }), HasSubstr("something that isn't gzip follows"));
}

/// 512 MB of zeros in half a megabyte: refused long before it is all unpacked, in the memory of a few blocks.
TEST(LineReader, ADecompressionBombIsRefused) {
  const Scratch scratch;
  std::string bomb;
  const std::string member = gzipped(std::string(16 << 20, 'x') + "\n", 9);
  for (int i = 0; i < 32; ++i) bomb += member;
  EXPECT_THAT(errorOf([&] { linesOf(scratch.write("bomb", bomb)); }), HasSubstr("no real data set does that"));
}

TEST(LineReader, WhatIsntReadSaysWhatItIs) {
  const Scratch scratch;
  EXPECT_THAT(errorOf([&] { linesOf(scratch.write("a", "PK\x03\x04 and so on")); }), HasSubstr("a zip archive; unpack"));
  EXPECT_THAT(errorOf([&] { linesOf(scratch.write("b", "\x28\xb5\x2f\xfd and so on")); }), HasSubstr("zstd"));
  EXPECT_THAT(errorOf([&] { linesOf(scratch.write("c", "\xff\xfe" "a")); }), HasSubstr("UTF-16"));
  EXPECT_THAT(errorOf([&] { linesOf(scratch.write("d", std::string_view("{\0\"\0a\0\"\0", 8))); }), HasSubstr("UTF-16")) << "without a mark at its start";
  EXPECT_THAT(errorOf([&] { linesOf(scratch.write("e", std::string_view("\0{\0\"\0a", 6))); }), HasSubstr("UTF-16"));
  EXPECT_THAT(errorOf([&] { linesOf(scratch.path()); }), HasSubstr("this is a folder, a file was expected"));
  EXPECT_THAT(errorOf([&] { linesOf(scratch.path() / "none"); }), HasSubstr("can't be read"));
}

TEST(LineReader, StopsAndTellsProgress) {
  class Counter : public Reporter {
   public:
    void progress(std::int64_t done, std::int64_t total, std::string_view unit) override { m_done = done, m_total = total, m_unit = unit; }
    std::int64_t m_done = 0, m_total = 0;
    std::string m_unit;
  } counter;
  const Scratch scratch;
  std::string text;
  for (int i = 0; i < 400'000; ++i) text += "some line or other\n";
  const auto file = scratch.write("a", text);
  std::stop_source stop;
  Reading reading(counter, stop.get_token());
  reading.expect(file);
  LineReader reader(file, reading);
  std::int64_t lines = 0;
  for (Line line; reader.next(line); ++lines)
    if (lines == 10) stop.request_stop();
  EXPECT_LT(lines, 100'000);
  EXPECT_EQ(counter.m_total, static_cast<std::int64_t>(text.size()));
  EXPECT_GT(counter.m_done, 0);
  EXPECT_EQ(counter.m_unit, "bytes");
  EXPECT_EQ(startOfText(scratch.write("g", gzipped("\xef\xbb\xbfhello")), 3), "hel");
}

}  // namespace
}  // namespace ghost::rows
