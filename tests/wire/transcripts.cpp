#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "base/file_ops.h"
#include "base/rng.h"
#include "wire/message.h"

namespace ghost::wire {
namespace {

std::string fixture(const std::string& name) { return readFile(std::string(GHOST_FIXTURES) + "/wire/" + name); }

struct Read {
  std::vector<std::string> lines;       ///< of good events, as format() writes them
  std::int64_t damaged = 0, oversized = 0;
};

/// What a reader makes of a stream that arrives in these pieces.
Read readPieces(const std::vector<std::string_view>& pieces) {
  Read read;
  LineSplitter splitter;
  for (const auto piece : pieces) {
    splitter.feed(piece);
    while (const auto line = splitter.next()) {
      if (line->empty()) continue;
      try {
        read.lines.push_back(format(parseEvent(*line)));
      } catch (const Error&) {
        ++read.damaged;
      }
    }
  }
  read.oversized = splitter.oversized();
  return read;
}

std::vector<std::string> linesOf(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t begin = 0; begin < text.size();) {
    const auto end = text.find('\n', begin);
    lines.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return lines;
}

TEST(Transcript, EveryEventFormatsBackToItsOwnBytes) {
  const std::string text = fixture("session.jsonl");
  const Read read = readPieces({text});
  EXPECT_EQ(read.lines, linesOf(text));
  EXPECT_EQ(read.damaged, 0);
}

TEST(Transcript, EveryCommandFormatsBackToItsOwnBytes) {
  for (const auto& line : linesOf(fixture("commands.jsonl"))) EXPECT_EQ(format(parseCommand(line)), line);
}

TEST(Transcript, ByteByByteIsTheSameAsWhole) {
  const std::string text = fixture("session.jsonl");
  std::vector<std::string_view> bytes;
  for (std::size_t i = 0; i < text.size(); ++i) bytes.push_back(std::string_view(text).substr(i, 1));
  EXPECT_EQ(readPieces(bytes).lines, linesOf(text));
}

TEST(Transcript, AnyCutIntoPiecesIsTheSameAsWhole) {
  const std::string text = fixture("session.jsonl");
  Rng rng(7);
  for (int trial = 0; trial < 200; ++trial) {
    std::vector<std::string_view> pieces;
    for (std::size_t begin = 0; begin < text.size();) {
      const auto size = static_cast<std::size_t>(1 + rng.below(400));
      pieces.push_back(std::string_view(text).substr(begin, size));
      begin += size;
    }
    ASSERT_EQ(readPieces(pieces).lines, linesOf(text)) << "trial " << trial;
  }
}

TEST(Transcript, TruncatedAnywhereGivesExactlyTheWholeLines) {
  const std::string text = fixture("session.jsonl");
  const auto all = linesOf(text);
  for (std::size_t size = 0; size <= text.size(); ++size) {
    const std::string_view part = std::string_view(text).substr(0, size);
    const auto whole = static_cast<std::size_t>(std::count(part.begin(), part.end(), '\n'));
    const Read read = readPieces({part});
    ASSERT_EQ(read.damaged, 0) << "cut at byte " << size;
    ASSERT_EQ(read.lines, std::vector<std::string>(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(whole))) << "cut at byte " << size;
  }
}

TEST(Transcript, NoiseCostsOnlyItself) {
  const Read read = readPieces({fixture("noisy.jsonl")});
  EXPECT_EQ(read.lines, linesOf(fixture("session.jsonl")));
  EXPECT_EQ(read.damaged, 11);  // 13 lines of noise, two of them empty
}

TEST(Transcript, AnotherMajorVersionEndsTheLinkWithBothNumbers) {
  const auto lines = linesOf(fixture("newer.jsonl"));
  try {
    parseEvent(lines.front());
    FAIL() << "version 2 was taken";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::Usage);
    EXPECT_THAT(error.what(), testing::HasSubstr("protocol version 2"));
    EXPECT_THAT(error.what(), testing::HasSubstr("program version 1"));
  }
}

TEST(Transcript, AMinorVersionOfTheSameMajorIsTaken) {
  EXPECT_EQ(parseEvent(R"({"v":1.4,"run":"","seq":1,"at":"","kind":"pong"})").kind, "pong");
}

}  // namespace
}  // namespace ghost::wire
