#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "wire/message.h"

namespace ghost::wire {
namespace {

TEST(Event, UnknownKindsAndKeysAreKept) {
  const Event event = parseEvent(R"({"v":1,"run":"r","seq":3,"at":"t","kind":"telepathy","strength":11,"to":{"a":[1]}})");
  EXPECT_EQ(event.kind, "telepathy");
  EXPECT_EQ(event.body, (Json{{"strength", 11}, {"to", {{"a", {1}}}}}));
}

TEST(Event, ABodyCannotReplaceTheEnvelope) {
  const Event event{"run", 7, "now", "note", {{"seq", 1}, {"kind", "ended"}, {"text", "x"}}};
  EXPECT_EQ(format(event), R"({"v":1,"run":"run","seq":7,"at":"now","kind":"note","text":"x"})");
}

TEST(Event, TextThatIsNoUtf8StillMakesOneValidLine) {
  const std::string line = format(Event{"run", 1, "now", "note", {{"text", "caf\xe9\nnext"}}});
  EXPECT_EQ(line.find('\n'), std::string::npos);
  EXPECT_EQ(parseEvent(line).body["text"], "caf\xef\xbf\xbd\nnext");
}

TEST(Event, ANumberThatIsNoneBecomesNull) {
  EXPECT_THAT(format(Event{"", 1, "", "metric", {{"value", std::nan("")}}}), testing::HasSubstr("\"value\":null"));
}

struct Bad { const char* name; std::string line; };
class RefusedEvent : public testing::TestWithParam<Bad> {};
TEST_P(RefusedEvent, IsADataErrorInOneSentence) {
  try {
    parseEvent(GetParam().line);
    FAIL() << "taken as an event";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::Data);
    EXPECT_EQ(std::string(error.what()).find('\n'), std::string::npos) << error.what();
  }
}
INSTANTIATE_TEST_SUITE_P(Lines, RefusedEvent,
                         testing::Values(Bad{"empty", ""}, Bad{"array", "[1]"}, Bad{"number", "12"}, Bad{"half", R"({"v":1,"seq":)"}, Bad{"noVersion", R"({"seq":1,"kind":"note"})"},
                                         Bad{"textVersion", R"({"v":"1","seq":1,"kind":"note"})"}, Bad{"noKind", R"({"v":1,"seq":1})"}, Bad{"kindIsNumber", R"({"v":1,"seq":1,"kind":4})"},
                                         Bad{"noSeq", R"({"v":1,"kind":"note"})"}, Bad{"seqIsReal", R"({"v":1,"seq":1.5,"kind":"note"})"}, Bad{"twice", R"({"v":1,"seq":1,"seq":2,"kind":"note"})"},
                                         Bad{"badUtf8", "{\"v\":1,\"seq\":1,\"kind\":\"note\",\"text\":\"\xff\"}"}, Bad{"deep", "{\"v\":1,\"seq\":1,\"kind\":\"note\",\"x\":" + std::string(40, '[') + std::string(40, ']') + "}"},
                                         Bad{"long", "{\"v\":1,\"seq\":1,\"kind\":\"note\",\"x\":\"" + std::string(maxLineBytes, 'x') + "\"}"}, Bad{"trailing", R"({"v":1,"seq":1,"kind":"note"} {})"}),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(Command, NeedsVersionAndKind) {
  EXPECT_EQ(parseCommand(R"({"v":1,"kind":"ping"})").kind, "ping");
  EXPECT_THROW(parseCommand(R"({"kind":"ping"})"), Error);
  EXPECT_THROW(parseCommand(R"({"v":1})"), Error);
}

TEST(LineSplitter, DropsALineOverOneMegabyteAndGoesOn) {
  LineSplitter splitter;
  splitter.feed("first\n");
  EXPECT_EQ(splitter.next(), "first");
  const std::string piece(1 << 16, 'x');
  for (int i = 0; i < 40; ++i) {
    splitter.feed(piece);
    EXPECT_EQ(splitter.next(), std::nullopt);
  }
  splitter.feed("tail of it\nsecond\n");
  EXPECT_EQ(splitter.next(), "second");
  EXPECT_EQ(splitter.oversized(), 1);
}

TEST(LineSplitter, DropsALongLineThatArrivesWhole) {
  LineSplitter splitter;
  splitter.feed("a\n" + std::string(maxLineBytes + 1, 'x') + "\nb\n");
  EXPECT_EQ(splitter.next(), "a");
  EXPECT_EQ(splitter.next(), "b");
  EXPECT_EQ(splitter.oversized(), 1);
}

TEST(LineSplitter, TakesALineOfExactlyOneMegabyte) {
  LineSplitter splitter;
  const std::string line(maxLineBytes, 'x');
  splitter.feed(line);
  EXPECT_EQ(splitter.next(), std::nullopt);
  splitter.feed("\n");
  EXPECT_EQ(splitter.next(), line);
  EXPECT_EQ(splitter.oversized(), 0);
}

TEST(LineSplitter, LeavesOutTheCarriageReturnOfATerminal) {
  LineSplitter splitter;
  splitter.feed("one\r\ntwo\n");
  EXPECT_EQ(splitter.next(), "one");
  EXPECT_EQ(splitter.next(), "two");
}

}  // namespace
}  // namespace ghost::wire
