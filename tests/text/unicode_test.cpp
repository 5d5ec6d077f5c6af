#include "text/unicode.h"

#include <gtest/gtest.h>

namespace ghost::text {
namespace {

TEST(Utf8, WrongSequencesBecomeOneReplacementEach) {
  const std::string r = "\xEF\xBF\xBD";
  EXPECT_EQ(replaceInvalidUtf8("plain é"), "plain é");
  EXPECT_EQ(replaceInvalidUtf8("\xFF" "a"), r + "a");
  EXPECT_EQ(replaceInvalidUtf8("\xC3"), r);
  EXPECT_EQ(replaceInvalidUtf8("\xE2\x82"), r);                            // cut short: one
  EXPECT_EQ(replaceInvalidUtf8("\xE2\x82" "a\xE2\x82\xAC"), r + "a\xE2\x82\xAC");
  EXPECT_EQ(replaceInvalidUtf8("\xC0\xAF"), r + r);                        // a long form
  EXPECT_EQ(replaceInvalidUtf8("\xED\xA0\x80"), r + r + r);                // a surrogate
  EXPECT_EQ(replaceInvalidUtf8("\xF0\x9F\x98" "b"), r + "b");
  EXPECT_EQ(replaceInvalidUtf8("\xF4\x90\x80\x80"), r + r + r + r);        // above U+10FFFF
}

TEST(Utf8, TheFirstWrongByteIsFound) {
  EXPECT_EQ(firstInvalidUtf8(""), std::string_view::npos);
  EXPECT_EQ(firstInvalidUtf8("a\xF0\x9F\x98\x80z"), std::string_view::npos);
  EXPECT_EQ(firstInvalidUtf8("ab\x80"), 2u);
  EXPECT_EQ(firstInvalidUtf8("ab\xE2\x82"), 2u);
}

TEST(Utf8, EveryCharacterSurvivesTheWayThereAndBack) {
  for (char32_t c = 0; c < 0x110000; c += c < 0x3000 ? 1 : 97) {
    if (c >= 0xD800 && c < 0xE000) continue;
    std::string text = "x";
    appendUtf8(text, c);
    EXPECT_EQ(firstInvalidUtf8(text), std::string_view::npos);
    EXPECT_EQ(characterAt(text, 1).value, c);
    EXPECT_EQ(characterBefore(text, text.size()).value, c);
    EXPECT_EQ(utf8Of(charactersOf(text)), text);
  }
}

TEST(Composition, PutsMarksInOrderAndTogether) {
  EXPECT_EQ(composed("e\u0301"), "\u00E9");
  EXPECT_EQ(composed("e\u0301\u0323"), "\u1EB9\u0301");     // the dot below goes first
  EXPECT_EQ(composed("\u1100\u1161\u11A8"), "\uAC01");      // Hangul
  EXPECT_EQ(composed("\u212B"), "\u00C5");                  // a singleton
  EXPECT_EQ(composed("\u0958"), "\u0915\u093C");            // an exclusion stays apart
  EXPECT_EQ(composed(">\u0338"), "\u226F");
  EXPECT_EQ(decomposed("\u1EB9\u0301"), U"e\u0323\u0301");
}

TEST(Composition, ALongRunOfMarksInTheWrongOrderIsSorted) {
  // Swapping neighbours would take 10^10 steps here, so that a slip back to it is a test that doesn't end.
  std::string text = "a";
  for (int i = 0; i < 100'000; ++i) text += "\u0301\u0323";
  const std::u32string ordered = decomposed(text);
  EXPECT_EQ(ordered[1], U'\u0323');
  EXPECT_EQ(ordered[100'001], U'\u0301');
  EXPECT_EQ(composed(composed(text)), composed(text));
}

TEST(Properties, OfTheCharactersThatTokenizersDisagreeOn) {
  for (const char32_t c : {U'\t', U' ', U'\u0085', U'\u00A0', U'\u1680', U'\u2028', U'\u3000'}) EXPECT_TRUE(isSpace(c)) << static_cast<unsigned>(c);
  for (const char32_t c : {U'\u001C', U'\u001F', U'\u180E', U'\u200B', U'\uFEFF'}) EXPECT_FALSE(isSpace(c)) << static_cast<unsigned>(c);
  for (const char32_t c : {U'a', U'\u00E9', U'7', U'_', U'\u0301', U'\u4E2D', U'\u24B6', U'\u200D'}) EXPECT_TRUE(isWordCharacter(c)) << static_cast<unsigned>(c);
  for (const char32_t c : {U'-', U' ', U'\u00B2', U'\u20AC'}) EXPECT_FALSE(isWordCharacter(c)) << static_cast<unsigned>(c);
  EXPECT_TRUE(isPunctuation(U'\u00BF'));
  EXPECT_FALSE(isPunctuation(U'$'));
  EXPECT_TRUE(isControl(U'\u00AD'));
  EXPECT_EQ(lowered(U'\u0130'), U"i\u0307");
  EXPECT_EQ(lowered(U'\u03A3'), U"\u03C3");
}

}  // namespace
}  // namespace ghost::text
