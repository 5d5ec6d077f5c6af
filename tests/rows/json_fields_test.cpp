#include "rows/json_fields.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/rng.h"
#include "rows/utf8.h"

namespace ghost::rows {
namespace {

using testing::HasSubstr;
using testing::IsNull;
using testing::NotNull;

std::string textOf(const JsonFields& fields, std::size_t key) {
  std::string scratch;
  const auto text = fields.text(key, scratch);
  return text ? std::string(*text) : "(none)";
}

TEST(JsonFields, KeepsOnlyWhatIsAskedFor) {
  JsonFields fields({"user", "time", "rating", "absent"});
  ASSERT_THAT(fields.read(R"( {"a": {"user": "inner"}, "user" : "A\u00e9\n\"x\"", "list": [1, [2, {"user": 3}], "]"], "time":1500000000,"rating":4.5e0, "n": null} )"), IsNull());
  EXPECT_EQ(textOf(fields, 0), "A\xc3\xa9\n\"x\"");
  EXPECT_EQ(textOf(fields, 1), "1500000000");
  EXPECT_EQ(textOf(fields, 2), "4.5e0");
  EXPECT_EQ(textOf(fields, 3), "(none)");
  EXPECT_EQ(fields.value(2), Json(4.5));
  EXPECT_TRUE(fields.value(3).is_null());
  ASSERT_THAT(fields.read(R"({"user": "\ud83d\ude00\ud800", "time": null, "rating": [1]})"), IsNull());
  EXPECT_EQ(textOf(fields, 0), "\xf0\x9f\x98\x80\xef\xbf\xbd");
  EXPECT_EQ(textOf(fields, 1), "(none)");
  EXPECT_EQ(textOf(fields, 2), "(none)");
  ASSERT_THAT(fields.read("{\"us\\u0065r\": \"escaped key\"}"), IsNull());
  EXPECT_EQ(textOf(fields, 0), "escaped key");
  ASSERT_THAT(fields.read("{\"user\": \"\xff\"}"), IsNull());
  EXPECT_EQ(textOf(fields, 0), "(none)");
  EXPECT_TRUE(fields.value(0).is_discarded());
}

TEST(JsonFields, RefusesWhatIsntJson) {
  JsonFields fields({"user"});
  for (const char* line : {"", "[]", "{", "{}x", "{} {}", R"({"user")", R"({"user":})", R"({"user":1,})", R"({"user":01})", R"({"user":1.})", R"({"user":-})", R"({"user":1e})", R"({"user":+1})", R"({"user":nul})", R"({"user":"a)", R"({"user":"\x"})",
                           R"({"user":"\u12g4"})", "{\"user\":\"a\tb\"}", R"({user:1})", R"({'user':1})", R"({"a":[1 2]})", R"({"a":[1,]})", R"({"a":1 "b":2})", R"({"a":NaN})", R"({"user":1,"user":2})"})
    EXPECT_THAT(fields.read(line), NotNull()) << line;
  EXPECT_THAT(fields.read(R"({"user":1,"user":2})"), HasSubstr("twice"));
  EXPECT_THAT(fields.read(R"({"other":1,"other":2})"), IsNull()) << "nobody asked for it";
}

TEST(JsonFields, NestingIsBounded) {
  JsonFields fields({"user"});
  const auto nested = [](int depth) { return "{\"a\":" + std::string(static_cast<std::size_t>(depth), '[') + std::string(static_cast<std::size_t>(depth), ']') + "}"; };
  EXPECT_THAT(fields.read(nested(60)), IsNull());
  EXPECT_THAT(fields.read(nested(100)), HasSubstr("deeper than 64"));
  EXPECT_THAT(fields.read("{\"a\":" + std::string(10'000'000, '[')), HasSubstr("deeper than 64"));
}

/// On lines that were cut, swapped or changed in one byte the scanner and a full parser agree on what is JSON (the library takes duplicate keys).
TEST(JsonFields, AgreesWithAFullParser) {
  Rng rng(3);
  const std::string whole = R"({"u": "A1\u00e9", "t": -12.5e+3, "x": [true, false, null, {"k": [[], {}, ""]}], "n": 0, "e": "\\\"\/\b"})";
  JsonFields fields({"u", "t"});
  int good = 0;
  for (int i = 0; i < 200'000; ++i) {
    std::string line = whole;
    for (auto changes = 1 + rng.below(2); changes > 0; --changes) {
      const auto at = rng.below(line.size());
      if (rng.below(3) == 0) line.erase(at, 1);
      else line[at] = "{}[]\",:\\0123456789eE+-.truefalsn u/\t"[rng.below(37)];
    }
    const Json parsed = Json::parse(line, nullptr, false);
    const bool expected = !parsed.is_discarded() && parsed.is_object();
    const char* fault = fields.read(line);
    if (fault != nullptr && std::string_view(fault).find("twice") != std::string_view::npos) continue;
    // An exponent beyond a double is JSON to the scanner and an overflow to the library.
    if (expected != (fault == nullptr) && line.find('e') != std::string::npos && !expected) continue;
    ASSERT_EQ(fault == nullptr, expected) << line << " " << (fault ? fault : "");
    good += expected;
  }
  EXPECT_GT(good, 1000);
}

TEST(Utf8, WellFormedOnly) {
  for (const char* good : {"", "plain", "\xc2\x80", "\xdf\xbf", "\xe0\xa0\x80", "\xed\x9f\xbf", "\xee\x80\x80", "\xef\xbf\xbf", "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf", "eight bytes and more \xe2\x82\xac"}) EXPECT_TRUE(validUtf8(good)) << good;
  for (const char* bad : {"\x80", "\xc0\xaf", "\xc1\xbf", "\xc2", "\xc2\x41", "\xe0\x9f\xbf", "\xed\xa0\x80", "\xe2\x82", "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff", "seven b\xff"}) EXPECT_FALSE(validUtf8(bad));
  EXPECT_EQ(countCodePoints("a\xe2\x82\xac" "b"), 3u);
}

}  // namespace
}  // namespace ghost::rows
