#include "rows/json_string.h"

#include "rows/utf8.h"

namespace ghost::rows {
namespace {

/// \uXXXX at the start of `rest`, a pair of surrogates as one; moves `rest` behind it.
void decodeUnicode(std::string_view& rest, std::string& text) {
  auto code = static_cast<std::uint32_t>(hexDigits(rest.substr(2), 4));
  rest.remove_prefix(6);
  if (code >= 0xd800 && code < 0xdc00 && rest.starts_with("\\u")) {
    const auto low = static_cast<std::uint32_t>(hexDigits(rest.substr(2), 4));
    if (low >= 0xdc00 && low < 0xe000) {
      code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
      rest.remove_prefix(6);
    }
  }
  appendUtf8(text, code);
}

char plainEscape(char c) {
  switch (c) {
    case 'b': return '\b';
    case 'f': return '\f';
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    default: return c;
  }
}

}  // namespace

bool decodeJsonString(std::string_view raw, std::string& text) {
  text.clear();
  std::string_view rest = raw.substr(1, raw.size() - 2);
  if (!validUtf8(rest)) return false;
  while (!rest.empty()) {
    const auto escape = rest.find('\\');
    text.append(rest.substr(0, escape));
    if (escape == std::string_view::npos) break;
    rest.remove_prefix(escape);
    if (rest[1] == 'u') {
      decodeUnicode(rest, text);
    } else {
      text += plainEscape(rest[1]);
      rest.remove_prefix(2);
    }
  }
  return true;
}

}  // namespace ghost::rows
