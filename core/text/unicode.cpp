#include "text/unicode.h"

#include <algorithm>
#include <vector>

#include <fmt/format.h>
#include <utf8proc.h>

#include "base/error.h"

namespace ghost::text {
namespace {

const utf8proc_property_t& propertyOf(char32_t character) { return *utf8proc_get_property(static_cast<utf8proc_int32_t>(character)); }
utf8proc_category_t categoryOf(char32_t character) { return static_cast<utf8proc_category_t>(propertyOf(character).category); }

/// Marks between two characters of combining class 0 stand in the order of their class.
void orderMarks(std::u32string& characters) {
  const auto isMark = [](char32_t c) { return propertyOf(c).combining_class != 0; };
  const auto lower = [](char32_t a, char32_t b) { return propertyOf(a).combining_class < propertyOf(b).combining_class; };
  for (auto begin = characters.begin(); (begin = std::find_if(begin, characters.end(), isMark)) != characters.end();) {
    const auto end = std::find_if_not(begin, characters.end(), isMark);
    std::stable_sort(begin, end, lower);
    begin = end;
  }
}

}  // namespace

Utf8Sequence utf8SequenceAt(std::string_view bytes, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
  const unsigned char lead = byte(at);
  if (lead < 0x80) return {1, true};
  const int more = lead >= 0xC2 && lead <= 0xDF ? 1 : (lead & 0xF0) == 0xE0 ? 2 : lead >= 0xF0 && lead <= 0xF4 ? 3 : 0;
  if (more == 0) return {1, false};
  // The first byte after these leads is bounded, which keeps out long forms, surrogates and what lies above U+10FFFF.
  unsigned char low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
  unsigned char high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
  for (int k = 1; k <= more; ++k) {
    const std::size_t i = at + static_cast<std::size_t>(k);
    if (i >= bytes.size() || byte(i) < low || byte(i) > high) return {k, false};
    low = 0x80;
    high = 0xBF;
  }
  return {more + 1, true};
}

std::size_t firstInvalidUtf8(std::string_view bytes) {
  for (std::size_t at = 0; at < bytes.size();) {
    const Utf8Sequence sequence = utf8SequenceAt(bytes, at);
    if (!sequence.valid) return at;
    at += static_cast<std::size_t>(sequence.length);
  }
  return std::string_view::npos;
}

std::string replaceInvalidUtf8(std::string bytes) {
  const std::size_t good = firstInvalidUtf8(bytes);
  if (good == std::string_view::npos) return bytes;
  std::string text = bytes.substr(0, good);
  for (std::size_t at = good; at < bytes.size();) {
    const Utf8Sequence sequence = utf8SequenceAt(bytes, at);
    const auto length = static_cast<std::size_t>(sequence.length);
    if (sequence.valid) text.append(bytes, at, length);
    else text += "\xEF\xBF\xBD";
    at += length;
  }
  return text;
}

Character characterAt(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<char32_t>(static_cast<unsigned char>(text[at + i])); };
  const char32_t lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  if (lead < 0xE0) return {(lead & 0x1F) << 6 | (byte(1) & 0x3F), 2};
  if (lead < 0xF0) return {(lead & 0x0F) << 12 | (byte(1) & 0x3F) << 6 | (byte(2) & 0x3F), 3};
  return {(lead & 0x07) << 18 | (byte(1) & 0x3F) << 12 | (byte(2) & 0x3F) << 6 | (byte(3) & 0x3F), 4};
}

Character characterBefore(std::string_view text, std::size_t at) {
  do --at;
  while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80);
  return characterAt(text, at);
}

void appendUtf8(std::string& text, char32_t c) {
  const auto add = [&](char32_t byte) { text.push_back(static_cast<char>(byte)); };
  if (c < 0x80) return add(c);
  if (c < 0x800) return add(0xC0 | c >> 6), add(0x80 | (c & 0x3F));
  if (c < 0x10000) return add(0xE0 | c >> 12), add(0x80 | (c >> 6 & 0x3F)), add(0x80 | (c & 0x3F));
  add(0xF0 | c >> 18), add(0x80 | (c >> 12 & 0x3F)), add(0x80 | (c >> 6 & 0x3F)), add(0x80 | (c & 0x3F));
}

std::u32string charactersOf(std::string_view text) {
  std::u32string characters;
  characters.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const Character c = characterAt(text, at);
    characters.push_back(c.value);
    at += static_cast<std::size_t>(c.length);
  }
  return characters;
}

std::string utf8Of(std::u32string_view characters) {
  std::string text;
  text.reserve(characters.size());
  for (const char32_t c : characters) appendUtf8(text, c);
  return text;
}

std::u32string decomposed(std::string_view text) {
  std::u32string characters;
  characters.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const Character c = characterAt(text, at);
    at += static_cast<std::size_t>(c.length);
    utf8proc_int32_t parts[16];
    int boundary = 0;
    const auto count = c.value < 0xC0 ? 0 : utf8proc_decompose_char(static_cast<utf8proc_int32_t>(c.value), parts, 16, UTF8PROC_DECOMPOSE, &boundary);
    if (count <= 0 || count > 16) characters.push_back(c.value);
    else characters.append(parts, parts + count);
  }
  orderMarks(characters);
  return characters;
}

std::string composed(std::string_view text) {
  // Below U+0300 (first bytes up to 0xCB) every character is its own composition and none combines with its neighbour.
  if (std::none_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0xCC; })) return std::string(text);
  const std::u32string characters = decomposed(text);
  std::vector<utf8proc_int32_t> buffer(characters.begin(), characters.end());
  const auto options = static_cast<utf8proc_option_t>(UTF8PROC_COMPOSE | UTF8PROC_STABLE);
  const auto length = utf8proc_normalize_utf32(buffer.data(), static_cast<utf8proc_ssize_t>(buffer.size()), options);
  if (length < 0) throw dataError("text", fmt::format("normalisation failed: {}", utf8proc_errmsg(length)));
  std::string result;
  result.reserve(text.size());
  for (utf8proc_ssize_t i = 0; i < length; ++i) appendUtf8(result, static_cast<char32_t>(buffer[static_cast<std::size_t>(i)]));
  return result;
}

bool isSpace(char32_t c) {
  return (c >= 0x09 && c <= 0x0D) || c == 0x20 || c == 0x85 || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

bool isWordCharacter(char32_t c) {
  switch (categoryOf(c)) {
    case UTF8PROC_CATEGORY_LU: case UTF8PROC_CATEGORY_LL: case UTF8PROC_CATEGORY_LT: case UTF8PROC_CATEGORY_LM: case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_MN: case UTF8PROC_CATEGORY_MC: case UTF8PROC_CATEGORY_ME: case UTF8PROC_CATEGORY_ND: case UTF8PROC_CATEGORY_NL: case UTF8PROC_CATEGORY_PC: return true;
    default: break;
  }
  // Join controls, and the circled and squared letters, which are symbols but alphabetic.
  return c == 0x200C || c == 0x200D || (c >= 0x24B6 && c <= 0x24E9) || (c >= 0x1F130 && c <= 0x1F149) || (c >= 0x1F150 && c <= 0x1F169) || (c >= 0x1F170 && c <= 0x1F189);
}

bool isNonspacingMark(char32_t c) { return categoryOf(c) == UTF8PROC_CATEGORY_MN; }

bool isPunctuation(char32_t c) {
  switch (categoryOf(c)) {
    case UTF8PROC_CATEGORY_PC: case UTF8PROC_CATEGORY_PD: case UTF8PROC_CATEGORY_PS: case UTF8PROC_CATEGORY_PE: case UTF8PROC_CATEGORY_PI: case UTF8PROC_CATEGORY_PF: case UTF8PROC_CATEGORY_PO: return true;
    default: return false;
  }
}

bool isControl(char32_t c) {
  const auto category = categoryOf(c);
  return category == UTF8PROC_CATEGORY_CC || category == UTF8PROC_CATEGORY_CF || category == UTF8PROC_CATEGORY_CO;
}

std::u32string lowered(char32_t c) {
  if (c == 0x130) return U"i\u0307";  // the one character whose lower case is two
  return {static_cast<char32_t>(utf8proc_tolower(static_cast<utf8proc_int32_t>(c)))};
}

}  // namespace ghost::text
