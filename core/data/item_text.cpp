#include "data/item_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "rows/utf8.h"

namespace ghost::data {
namespace {

constexpr std::array<std::pair<std::string_view, std::uint32_t>, 33> entities{{{"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}, {"nbsp", 0xa0}, {"cent", 0xa2}, {"pound", 0xa3}, {"yen", 0xa5}, {"sect", 0xa7},
    {"copy", 0xa9}, {"laquo", 0xab}, {"reg", 0xae}, {"deg", 0xb0}, {"plusmn", 0xb1}, {"sup2", 0xb2}, {"micro", 0xb5}, {"middot", 0xb7}, {"raquo", 0xbb}, {"frac14", 0xbc}, {"frac12", 0xbd}, {"frac34", 0xbe}, {"times", 0xd7}, {"eacute", 0xe9},
    {"ndash", 0x2013}, {"mdash", 0x2014}, {"lsquo", 0x2018}, {"rsquo", 0x2019}, {"ldquo", 0x201c}, {"rdquo", 0x201d}, {"bull", 0x2022}, {"hellip", 0x2026}, {"trade", 0x2122}}};

bool isSpace(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
bool isWord(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

/// The code point of what stands between & and ;, 0 where it is none.
std::uint32_t entity(std::string_view name) {
  for (const auto& [known, code] : entities)
    if (name == known) return code;
  if (!name.starts_with('#') || name.size() < 2) return 0;
  const bool hex = name[1] == 'x' || name[1] == 'X';
  name.remove_prefix(hex ? 2 : 1);
  std::uint32_t code = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), code, hex ? 16 : 10);
  return error == std::errc() && end == name.data() + name.size() ? code : 0;
}

/// Takes out <word ...> and </word ...>, and <!-- ... --> where `comments`; a tag that is never closed stays.
std::string withoutTags(std::string_view text, bool comments) {
  std::string result;
  bool tagEnds = true, commentEnds = true;  // once none is found none follows: a text of nothing but "<a" must not cost its square
  while (!text.empty()) {
    const auto open = text.find('<');
    result.append(text.substr(0, open));
    if (open == std::string_view::npos) break;
    text.remove_prefix(open);
    const bool comment = comments && commentEnds && text.starts_with("<!--");
    const std::size_t name = text.size() > 1 && text[1] == '/' ? 2 : 1;
    const bool tag = tagEnds && name < text.size() && isWord(text[name]);
    const auto close = comment ? text.find("-->") : tag ? text.find('>') : std::string_view::npos;
    if (close == std::string_view::npos) {
      commentEnds = commentEnds && !comment;
      tagEnds = tagEnds && !tag;
      result += '<';
      text.remove_prefix(1);
    } else {
      if (comments) result += ' ';  // "one<br>two" are two words
      text.remove_prefix(close + (comment ? 3 : 1));
    }
  }
  return result;
}

std::string spacesDrawnTogether(std::string_view text) {
  std::string result;
  bool gap = false;
  for (const char c : text) {
    if (isSpace(c)) gap = !result.empty();
    else {
      if (gap) result += ' ';
      gap = false;
      result += c;
    }
  }
  return result;
}

std::string lcrecText(std::string_view raw) {
  std::string text;
  for (const char c : withoutTags(undoEntities(raw), false))
    if (c != '"' && c != '\n' && c != '\r') text += c;
  while (!text.empty() && isSpace(text.back())) text.pop_back();
  text.erase(0, std::min(text.find_first_not_of(" \t\f\v"), text.size()));
  while (!text.empty() && text.back() == '.') text.pop_back();
  text += '.';
  return rows::countCodePoints(text) >= 2000 ? std::string() : text;
}

}  // namespace

TextRule textRule(std::string_view name) { return name == "lcrec" ? TextRule::LcRec : name == "raw" ? TextRule::Raw : TextRule::Plain; }

std::string textRuleName(TextRule rule) { return rule == TextRule::LcRec ? "lcrec" : rule == TextRule::Raw ? "raw" : "plain"; }

std::string undoEntities(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const auto begin = text.find('&');
    result.append(text.substr(0, begin));
    if (begin == std::string_view::npos) break;
    text.remove_prefix(begin);
    const auto end = text.substr(0, 12).find(';');
    const std::uint32_t code = end == std::string_view::npos ? 0 : entity(text.substr(1, end - 1));
    if (code != 0) rows::appendUtf8(result, code);
    else result += '&';
    text.remove_prefix(code != 0 ? end + 1 : 1);
  }
  return result;
}

std::string cleanText(std::string_view text, TextRule rule) {
  if (rule == TextRule::Raw || text.empty()) return std::string(text);
  return rule == TextRule::LcRec ? lcrecText(text) : spacesDrawnTogether(withoutTags(undoEntities(text), true));
}

int wordsOf(std::string_view text) {
  int words = 0;
  for (std::size_t i = 0; i < text.size(); ++i) words += !isSpace(text[i]) && (i == 0 || isSpace(text[i - 1]));
  return words;
}

}  // namespace ghost::data
