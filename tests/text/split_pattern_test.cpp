#include "text/split_pattern.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/base/scratch.h"
#include "tests/text/golden_lines.h"
#include "text/unicode.h"

namespace ghost::text {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;
using testing_base::errorOf;

const std::string qwen = R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";

SplitPattern regex(const std::string& pattern) { return SplitPattern::compile(pattern, SplitPattern::Kind::Regex, "t.json, pattern"); }
std::vector<std::string_view> pieces(const std::string& pattern, std::string_view text) { return regex(pattern).split(text).pieces; }
std::string refusal(const std::string& pattern) {
  return errorOf([&] { regex(pattern); });
}

TEST(SplitPattern, GivesThePiecesOfEveryGoldenText) {
  const auto document = readJsonFile(GHOST_FIXTURES "/bpe/tokenizer.json");
  const auto split = regex(document["pre_tokenizer"]["pretokenizers"][0]["pattern"]["Regex"]);
  const auto lines = goldenLines("bpe/pretok.jsonl");
  ASSERT_EQ(lines.size(), 307u);
  for (const auto& line : lines) {
    const std::string normal = composed(line["text"].get<std::string>());
    EXPECT_EQ(normal, line["nfc"].get<std::string>());
    std::vector<std::string> expected = line["pieces"];
    const auto found = split.split(normal).pieces;
    EXPECT_EQ(std::vector<std::string>(found.begin(), found.end()), expected) << line["text"];
  }
}

TEST(SplitPattern, MatchesAndWhatLiesBetweenThemAreThePieces) {
  EXPECT_THAT(pieces("[0-9]+", "ab12c3"), ElementsAre("ab", "12", "c", "3"));
  EXPECT_THAT(pieces("x", ""), ElementsAre());
  EXPECT_THAT(pieces("x", "abc"), ElementsAre("abc"));
  EXPECT_THAT(pieces("x*", "axxb"), ElementsAre("a", "xx", "b"));  // an empty match parts, too
  EXPECT_THAT(pieces("x*", "ab"), ElementsAre("a", "b"));
  EXPECT_THAT(pieces("(?<=a)b", "abb"), ElementsAre("a", "b", "b"));
  EXPECT_THAT(SplitPattern::compile("a.", SplitPattern::Kind::Literal, "t").split("aba.c").pieces, ElementsAre("ab", "a.", "c"));
}

TEST(SplitPattern, WhiteSpaceIsThatOfUnicode) {
  for (const char* space : {"\t", "\x0B", "\u0085", "\u00A0", "\u1680", "\u2028", "\u3000"}) {
    EXPECT_EQ(pieces(R"(\s)", std::string("a") + space).size(), 2u) << space;
    EXPECT_EQ(pieces(R"([x\s])", std::string("a") + space).size(), 2u) << space;
    EXPECT_EQ(pieces(R"([^\S])", std::string("a") + space).size(), 2u) << space;
    EXPECT_EQ(pieces(R"(\S+)", std::string("aa") + space).size(), 2u) << space;
  }
  for (const char* none : {"\x1C", "\u180E", "\u200B", "\uFEFF"}) {
    EXPECT_EQ(pieces(R"(\s)", std::string("a") + none).size(), 1u) << none;
    EXPECT_EQ(pieces(R"([^\s]+)", std::string("a") + none).size(), 1u) << none;
    EXPECT_EQ(pieces(R"(\S+)", std::string("a") + none).size(), 1u) << none;
    EXPECT_EQ(pieces(R"([\S]+)", std::string("a") + none).size(), 1u) << none;
  }
}

TEST(SplitPattern, RefusesWhatTheEnginesReadDifferently) {
  for (const char* construct : {R"(\w+)", R"(\bx)", R"(\h)", R"(\v)", R"((a)\1)", R"(\Qa\E)", R"(\K)", R"([\w])"}) EXPECT_THAT(refusal(construct), HasSubstr("isn't supported in split patterns")) << construct;
  EXPECT_THAT(refusal("a(?R)"), HasSubstr("the group (?R)"));
  EXPECT_THAT(refusal("(?P<x>a)"), HasSubstr("the group"));
  EXPECT_THAT(refusal("(*COMMIT)a"), HasSubstr("a verb"));
  EXPECT_THAT(refusal("[a[bc]]"), HasSubstr("a set inside a set"));
  EXPECT_THAT(refusal("[a-z&&[aeiou]]"), HasSubstr("intersection"));
  EXPECT_THAT(refusal("a\\"), HasSubstr("a lone backslash"));
  EXPECT_EQ(refusal("[[:alpha:]]+[]a][^]a]"), "");
}

TEST(SplitPattern, RefusesWhatIsNoPattern) {
  EXPECT_THAT(refusal("(a"), StartsWith("3 t.json, pattern: the pattern is no regular expression: "));
  EXPECT_THAT(refusal("[a"), HasSubstr("no regular expression"));
  EXPECT_THAT(refusal("*"), HasSubstr("no regular expression"));
  EXPECT_THAT(refusal("\\p{Nonsense}"), HasSubstr("no regular expression"));
  EXPECT_THAT(refusal(""), HasSubstr("is empty"));
  EXPECT_THAT(refusal(std::string(100'000, 'a')), HasSubstr("the limit is"));
  EXPECT_NE(refusal(std::string(3000, '(') + std::string(3000, ')')), "");
  EXPECT_NE(refusal("((a{1,1000}){1,1000}){1,1000}"), "");
}

TEST(SplitPattern, WorkGrowsWithTheTextAndNotFaster) {
  const auto split = regex(qwen);
  for (const std::string unit : {" ", "a", "\n", "7", "'", ".", "\u3000", "\u4E2D", " a", "  \n"}) {
    const auto stepsOf = [&](int repeats) {
      std::string text;
      for (int i = 0; i < repeats; ++i) text += unit;
      return static_cast<double>(split.split(text + "x").steps);
    };
    const double quarter = stepsOf(50'000), whole = stepsOf(200'000);
    EXPECT_LT(whole, 10 * quarter) << '"' << unit << '"';
  }
}

TEST(SplitPattern, AMillionBlanksAreOnePiece) {
  const std::string text = std::string(1'000'000, ' ') + "end";
  EXPECT_THAT(pieces(qwen, text), ElementsAre(std::string(999'999, ' '), " end"));
}

TEST(SplitPattern, APatternThatNeverEndsGivesUp) {
  const std::string text(30'000, 'a');
  for (const char* hostile : {"(?:a|a)*b", "(?:a+)+b", "(?:a*)*b", "(?:a?){30}a{30}b", "(?:(?:a+)+)+b", "(?=(?:a|aa)+$)b"}) {
    const std::string says = errorOf([&] { regex(hostile).split(text); });
    EXPECT_THAT(says, HasSubstr("gave up on a text of 30000 bytes")) << hostile;
  }
}

TEST(SplitPattern, APatternThatLooksAtTheWholeTextAgainAndAgainGivesUp) {
  // Each place alone is cheap, all together would be the square of the length.
  EXPECT_THAT(errorOf([] { regex("a*+b").split(std::string(300'000, 'a')); }), HasSubstr("gave up"));
}

}  // namespace
}  // namespace ghost::text
