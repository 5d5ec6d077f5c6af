#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace ghost::text {

/// UTF-8 and the properties of characters that tokenizers ask for. Pure functions, any thread. Unless said otherwise `text` is valid UTF-8 and offsets
/// are bytes at the start of a character.

/// How the bytes at an offset read as UTF-8: a whole character, or the longest beginning of one that something wrong follows (at least 1 byte).
struct Utf8Sequence {
  int length = 0;
  bool valid = false;
};
/// For any bytes; `at` lies before their end.
Utf8Sequence utf8SequenceAt(std::string_view bytes, std::size_t at);
/// Offset of the first byte that belongs to no character, std::string_view::npos for valid UTF-8.
std::size_t firstInvalidUtf8(std::string_view bytes);
/// Each wrong sequence becomes one U+FFFD, in the way the Unicode standard recommends ("maximal subparts").
std::string replaceInvalidUtf8(std::string bytes);

struct Character {
  char32_t value = 0;
  int length = 0;  ///< bytes
};
Character characterAt(std::string_view text, std::size_t at);
/// The last character that ends at `at`; `at` is greater than 0.
Character characterBefore(std::string_view text, std::size_t at);
void appendUtf8(std::string& text, char32_t character);
std::u32string charactersOf(std::string_view text);
std::string utf8Of(std::u32string_view characters);

/// Canonical composition (NFC). Time n log n whatever the text: runs of combining marks are sorted, not bubbled.
std::string composed(std::string_view text);
/// Canonical decomposition (NFD).
std::u32string decomposed(std::string_view text);

/// Unicode White_Space.
bool isSpace(char32_t character);
/// What \w means to the split patterns of tokenizers: letters, marks, decimal digits, connector punctuation, join controls.
bool isWordCharacter(char32_t character);
/// General category Mn.
bool isNonspacingMark(char32_t character);
/// Any general category P.
bool isPunctuation(char32_t character);
/// General categories Cc, Cf, Co.
bool isControl(char32_t character);
/// Lower case of one character, full mapping.
std::u32string lowered(char32_t character);

}  // namespace ghost::text
