#include "data/missing_text.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace ghost::data {
namespace {

constexpr std::array<std::string_view, 22> words{"",     "NULL", "null", "Null", "nan",  "NaN",  "NAN",   "-nan",  "-NaN", "None", "\\N",
                                                 "N/A",  "n/a",  "#N/A", "#NA",  "NA",   "<NA>", "<null>", "(null)", "NaT",  "nil",  "undefined"};

/// Bytes of the character at the start that is a blank or can't be seen; 0 = none. U+00A0, U+1680, U+180E, U+2000 to U+200F, U+2028 to U+202F, U+205F to U+2064, U+3000, U+FEFF.
std::size_t blankAtStart(std::string_view text) {
  if (text.empty()) return 0;
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
  if (byte(0) == 0x20 || (byte(0) >= 0x09 && byte(0) <= 0x0d)) return 1;
  if (byte(0) == 0xc2) return byte(1) == 0xa0 || byte(1) == 0x85 ? 2 : 0;
  if (byte(0) < 0xe1 || byte(0) > 0xef) return 0;
  const unsigned code = (byte(0) & 0x0fu) << 12 | (byte(1) & 0x3fu) << 6 | (byte(2) & 0x3fu);
  const bool blank = code == 0x1680 || code == 0x180e || (code >= 0x2000 && code <= 0x200f) || (code >= 0x2028 && code <= 0x202f) || (code >= 0x205f && code <= 0x2064) || code == 0x3000 || code == 0xfeff;
  return blank && text.size() >= 3 ? 3 : 0;
}

std::size_t blankAtEnd(std::string_view text) {
  for (const std::size_t bytes : {1, 2, 3})
    if (text.size() >= bytes && blankAtStart(text.substr(text.size() - bytes)) == bytes) return bytes;
  return 0;
}

}  // namespace

bool isMissingText(std::string_view text) { return text.size() <= 9 && std::find(words.begin(), words.end(), text) != words.end(); }

std::string_view trimmed(std::string_view text) {
  for (std::size_t bytes; (bytes = blankAtStart(text)) > 0;) text.remove_prefix(bytes);
  for (std::size_t bytes; (bytes = blankAtEnd(text)) > 0;) text.remove_suffix(bytes);
  return text;
}

}  // namespace ghost::data
