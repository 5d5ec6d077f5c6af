#include "text/regex_dialect.h"

#include <array>
#include <cctype>

#include <fmt/format.h>

#include "base/error.h"

namespace ghost::text {
namespace {

// The inside of a bracketed set: Unicode White_Space, and everything else.
constexpr std::string_view spaces = R"(\x09-\x0d\x20\x{85}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000})";
constexpr std::string_view notSpaces = R"(\x00-\x08\x0e-\x1f\x21-\x{84}\x{86}-\x{9f}\x{a1}-\x{167f}\x{1681}-\x{1fff}\x{200b}-\x{2027}\x{202a}-\x{202e}\x{2030}-\x{205e}\x{2060}-\x{2fff}\x{3001}-\x{10ffff})";
constexpr std::string_view alikeEscapes = "rntfpPdDxAzZ";
constexpr std::array<std::string_view, 8> alikeGroups{":", "=", "!", ">", "<=", "<!", "i:", "i)"};

class Rewriter {
 public:
  Rewriter(std::string_view regex, const std::string& where) : m_regex(regex), m_where(where) {}

  std::string rewrite() {
    while (m_at < m_regex.size()) {
      const char c = m_regex[m_at];
      if (c == '\\') escape();
      else if (m_inSet) insideSet(c);
      else outside(c);
    }
    return std::move(m_result);
  }

 private:
  std::string_view rest() const { return m_regex.substr(m_at); }
  [[noreturn]] void refuse(std::string_view construct) const {
    throw dataError(m_where, fmt::format("the pattern uses {} at byte {}, which isn't supported in split patterns; known are literals, sets, \\p, \\s, \\d, groups, repeats, (?i:) and look-around", construct, m_at));
  }
  void take(std::size_t count) {
    m_result += rest().substr(0, count);
    m_at += count;
  }
  void put(std::string_view text, std::size_t consumed) {
    m_result += text;
    m_at += consumed;
  }

  void escape() {
    if (rest().size() < 2) refuse("a lone backslash");
    const char letter = m_regex[m_at + 1];
    if (letter == 's' || letter == 'S') {
      const std::string_view inside = letter == 's' ? spaces : notSpaces;
      return put(m_inSet ? std::string(inside) : fmt::format("[{}{}]", letter == 's' ? "" : "^", spaces), 2);
    }
    if (std::isalnum(static_cast<unsigned char>(letter)) != 0 && alikeEscapes.find(letter) == std::string_view::npos) refuse(fmt::format("\\{}", letter));
    take(2);
  }

  void insideSet(char c) {
    if (c == ']') m_inSet = false;
    if (c == '[' && rest().starts_with("[:")) {
      const auto end = rest().find(":]");
      if (end == std::string_view::npos) refuse("an open [:");
      return take(end + 2);
    }
    if (c == '[') refuse("a set inside a set");
    if (rest().starts_with("&&")) refuse("an intersection of sets (&&)");
    take(1);
  }

  void outside(char c) {
    if (c == '[') {
      m_inSet = true;
      // A bracket that comes first closes nothing; both engines take it literally.
      std::size_t length = rest().starts_with("[^") ? 2 : 1;
      if (rest().size() > length && rest()[length] == ']') ++length;
      return take(length);
    }
    if (rest().starts_with("(*")) refuse("a verb (*...)");
    if (rest().starts_with("(?")) {
      for (const auto group : alikeGroups)
        if (rest().substr(2).starts_with(group)) return take(2 + group.size());
      refuse(fmt::format("the group {}", rest().substr(0, 4)));
    }
    take(1);
  }

  std::string_view m_regex;
  const std::string& m_where;
  std::string m_result;
  std::size_t m_at = 0;
  bool m_inSet = false;
};

}  // namespace

std::string pcrePattern(std::string_view regex, const std::string& where) { return Rewriter(regex, where).rewrite(); }

}  // namespace ghost::text
