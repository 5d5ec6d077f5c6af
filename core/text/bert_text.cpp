#include "text/bert_text.h"

#include <algorithm>
#include <iterator>

#include "text/unicode.h"

namespace ghost::text {
namespace {

/// The ideographs BERT takes apart. U+2B820..U+2B91F are left out as in the implementations its vocabularies were made with.
bool isIdeograph(char32_t c) {
  return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) || (c >= 0x20000 && c <= 0x2A6DF) || (c >= 0x2A700 && c <= 0x2B81F) || (c >= 0x2B920 && c <= 0x2CEAF) || (c >= 0xF900 && c <= 0xFAFF) ||
         (c >= 0x2F800 && c <= 0x2FA1F);
}

bool isMark(char32_t c) {
  const bool ascii = (c >= '!' && c <= '/') || (c >= ':' && c <= '@') || (c >= '[' && c <= '`') || (c >= '{' && c <= '~');
  return ascii || isPunctuation(c);
}

bool isDropped(char32_t c) { return c == 0 || c == 0xFFFD || (c != '\t' && c != '\n' && c != '\r' && isControl(c)); }

std::u32string withBlanksAroundIdeographs(const std::u32string& text) {
  std::u32string wider;
  wider.reserve(text.size());
  for (const char32_t c : text) {
    if (isIdeograph(c)) wider.append({U' ', c, U' '});
    else wider.push_back(c);
  }
  return wider;
}

}  // namespace

std::string bertCleaned(std::string_view text, const BertCleaning& cleaning) {
  std::u32string characters = charactersOf(text);
  if (cleaning.cleanText) {
    std::erase_if(characters, isDropped);
    std::replace_if(characters.begin(), characters.end(), isSpace, U' ');
  }
  if (cleaning.handleChinese) characters = withBlanksAroundIdeographs(characters);
  if (cleaning.stripAccents) {
    characters = decomposed(utf8Of(characters));
    std::erase_if(characters, isNonspacingMark);
  }
  if (cleaning.lowercase) {
    std::u32string lower;
    lower.reserve(characters.size());
    for (const char32_t c : characters) lower += lowered(c);
    characters = std::move(lower);
  }
  return utf8Of(characters);
}

std::vector<std::string_view> bertWords(std::string_view text) {
  std::vector<std::string_view> words;
  std::size_t begin = 0;
  const auto close = [&](std::size_t end) {
    if (begin < end) words.push_back(text.substr(begin, end - begin));
  };
  for (std::size_t at = 0; at < text.size();) {
    const Character c = characterAt(text, at);
    const std::size_t next = at + static_cast<std::size_t>(c.length);
    if (isSpace(c.value) || isMark(c.value)) {
      close(at);
      if (isMark(c.value)) words.push_back(text.substr(at, next - at));
      begin = next;
    }
    at = next;
  }
  close(text.size());
  return words;
}

}  // namespace ghost::text
