#include "base/json_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/base/scratch.h"

namespace ghost {
namespace {

using testing::HasSubstr;
using testing::StartsWith;
using testing_base::errorOf;

std::string parseError(std::string_view text, const JsonLimits& limits = {}) {
  return errorOf([&] { parseJson(text, "here", limits); });
}

TEST(JsonFile, KeepsTheOrderOfKeys) { EXPECT_EQ(parseJson(R"({"z": 1, "a": {"y": [], "b": null}})", "here").dump(), R"({"z":1,"a":{"y":[],"b":null}})"); }

TEST(JsonFile, BuildsWhatTheLibraryBuilds) {
  for (const char* text : {"null", "true", "[]", "{}", "-3", "18446744073709551615", "1.5e300", R"("\u00e9\n")", R"([[], [1, [2, {"a": [{}, {"b": [[]]}]}], "x"], false])",
                           R"({"b": {"c": [1, 2.0, -3], "a": {}}, "": null, "a": [{"x": 1}, {"x": 2}]})"})
    EXPECT_EQ(parseJson(text, "here").dump(), OrderedJson::parse(text).dump()) << text;
}

TEST(JsonFile, AnObjectOfManyKeysIsReadInOneGo) {  // each key looked up among those before it would take minutes
  std::string text = "{";
  for (int i = 0; i < 300'000; ++i) text += (i ? ",\"" : "\"") + std::to_string(i) + "\":" + std::to_string(i);
  const OrderedJson json = parseJson(text + "}", "here");
  ASSERT_EQ(json.size(), 300'000u);
  EXPECT_EQ(json.back(), 299'999);
  EXPECT_THAT(parseError(text + ",\"150000\":0}"), HasSubstr("\"150000\" stands twice"));
}

TEST(JsonFile, NothingHidesBehindANulByte) {  // the library takes it for the end
  using namespace std::string_view_literals;
  EXPECT_THAT(parseError("{}\0{\"a\": 1}"sv), HasSubstr("a NUL byte stands at byte 2"));
  EXPECT_THAT(parseError("[1]\0"sv), HasSubstr("NUL byte"));
  EXPECT_EQ(parseError(R"(["\u0000"])"), "");
}

TEST(JsonFile, DuplicateKeysAreRefusedAtEveryLevel) {
  EXPECT_THAT(parseError(R"({"a": 1, "a": 2})"), StartsWith("3 here: the key \"a\" stands twice"));
  EXPECT_THAT(parseError(R"([{"b": {"c": 1, "d": 2, "c": 3}}])"), HasSubstr("\"c\" stands twice"));
  EXPECT_EQ(parseError(R"({"a": {"a": {"a": 1}}, "b": {"a": 1}})"), "") << "the same key in different objects is fine";
}

TEST(JsonFile, DepthIsLimited) {
  const auto nested = [](int n) { return std::string(static_cast<std::size_t>(n), '[') + std::string(static_cast<std::size_t>(n), ']'); };
  EXPECT_EQ(parseError(nested(64)), "");
  EXPECT_THAT(parseError(nested(66)), HasSubstr("nested deeper than 64"));
  EXPECT_THAT(parseError(std::string(1'000'000, '[')), HasSubstr("nested deeper than 64"));
  EXPECT_THAT(parseError(nested(10), {.maxDepth = 8}), HasSubstr("nested deeper than 8"));
}

TEST(JsonFile, WhatIsNoJsonSaysWhereAndWithoutLibraryWords) {
  for (const char* text : {"", "{", "[1,]", "nul", "{\"a\" 1}", "[1] 2", "\"\xff\"", "NaN", "{'a': 1}", "\"\\ud800\""}) {
    const auto error = parseError(text);
    EXPECT_THAT(error, StartsWith("3 here: not valid JSON: ")) << text;
    EXPECT_THAT(error, testing::Not(HasSubstr("json.exception"))) << text;
  }
  EXPECT_THAT(parseError("{\n\"a\": x}"), HasSubstr("line 2"));
}

TEST(JsonFile, FilesAreNamedAndBounded) {
  const testing_base::Scratch scratch;
  const auto file = scratch.write("f.json", R"({"a": 1})");
  EXPECT_EQ(readJsonFile(file).at("a"), 1);
  EXPECT_THAT(errorOf([&] { readJsonFile(file, {.maxBytes = 4}); }), HasSubstr("more than the 4 allowed"));
  EXPECT_THAT(errorOf([&] { readJsonFile(scratch.path() / "none.json"); }), HasSubstr("none.json: can't be read"));
  EXPECT_THAT(errorOf([&, bad = scratch.write("b.json", "{")] { readJsonFile(bad); }), StartsWith("3 " + (scratch.path() / "b.json").string()));
}

}  // namespace
}  // namespace ghost
