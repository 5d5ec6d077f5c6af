#include "rows/python_literal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/rng.h"

namespace ghost::rows {
namespace {

using testing::HasSubstr;

Json valueOf(std::string_view text) {
  const auto literal = parsePythonLiteral(text);
  EXPECT_EQ(literal.fault, "") << text;
  return literal.value;
}

TEST(PythonLiteral, ReadsWhatReprWrites) {
  EXPECT_EQ(valueOf("['a', \"it's\", 'say \"hi\"', 'it\\'s']"), Json({"a", "it's", "say \"hi\"", "it's"}));
  EXPECT_EQ(valueOf("[1, -2, 3.5, 1e3, True, False, None]"), Json({1, -2, 3.5, 1000.0, true, false, nullptr}));
  EXPECT_EQ(valueOf("{'a': {'b': ('x', 1,)}, 5: []}"), Json({{"a", {{"b", {"x", 1}}}}, {"5", Json::array()}}));
  EXPECT_EQ(valueOf(" [ ] "), Json::array());
  EXPECT_EQ(valueOf("()"), Json::array());
  EXPECT_EQ(valueOf("[['a'], ['b', 'c'],]"), Json({{"a"}, {"b", "c"}}));
  EXPECT_EQ(valueOf("u'caf\\xe9 \\u20ac \\U0001f600 \\ud83d\\ude00 \\n\\t\\\\ \\101 \\q'"), Json("caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80 \xf0\x9f\x98\x80 \n\t\\ A \\q"));
}

/// Published ones, against what Python itself makes of them (fixtures/import/README.md).
TEST(PythonLiteral, AgreesWithPythonOnPublishedLists) {
  const OrderedJson cases = readJsonFile(std::string(GHOST_FIXTURES) + "/import/office-descriptions.json");
  EXPECT_EQ(cases.size(), 12u);
  for (const auto& [item, entry] : cases.items()) EXPECT_EQ(valueOf(entry["literal"].get<std::string>()), Json(entry["strings"])) << item;
}

TEST(PythonLiteral, NeverRunsAnything) {
  for (const char* text : {"__import__('os').system('true')", "open('x')", "[x for x in (1,)]", "1 + 1", "'a' 'b'", "f'{1}'", "b'bytes'", "lambda: 0", "nan", "[1", "['a', ", "{'a'}", "{'a': }", "{'a' 1}", "'open", "'new\nline'", "\"x'", "[1 2]", "", "-", "1.2.3",
                           "99999999999999999999", "'\\x4'", "'\\u12'", "{'a': 1, 'a': 2}", "[1] [2]", "'\xff'"})
    EXPECT_THAT(parsePythonLiteral(text).fault, HasSubstr("not a Python literal")) << text;
  EXPECT_THAT(parsePythonLiteral(std::string(10'000'000, '[')).fault, HasSubstr("deeper than 64"));
  EXPECT_THAT(parsePythonLiteral(std::string(70, '(') + std::string(70, ')')).fault, HasSubstr("deeper than 64"));
}

TEST(PythonLiteral, KeepsOnlyTheFieldsAskedFor) {
  const std::vector<std::string> keys{"asin", "title"};
  const auto fields = parsePythonFields("{'asin': 'B1', 'related': {'also_bought': ['B2', 'B3']}, 'price': 9.99, 'title': \"Mike's\"}", keys);
  EXPECT_EQ(fields.fault, "");
  EXPECT_EQ(fields.value, Json({{"asin", "B1"}, {"title", "Mike's"}}));
  EXPECT_NE(parsePythonFields("{'asin': 'B1', 'related': {'also_bought': ['B2', }}", keys).fault, "");
}

/// Any bytes end in a value or a fault.
TEST(PythonLiteral, RandomTextNeverBreaksIt) {
  Rng rng(5);
  for (int i = 0; i < 300'000; ++i) {
    std::string text;
    for (auto n = rng.below(24); n > 0; --n) text += "[](){}'\"\\,: uxUN0123aeTrue\n"[rng.below(27)];
    const auto literal = parsePythonLiteral(text);
    if (!literal.fault.empty()) { EXPECT_TRUE(literal.value.is_null()); }
  }
}

}  // namespace
}  // namespace ghost::rows
