#include "rows/python_literal.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "rows/utf8.h"

namespace ghost::rows {
namespace {

constexpr int mostDepth = 64;

/// Recursive descent over bytes. Every function returns false after noting the first fault; a null `out` means check only.
class Parser {
 public:
  Parser(std::string_view text, std::span<const std::string> keys, bool filtered) : m_text(text), m_keys(keys), m_filtered(filtered) {}

  PythonLiteral parse() {
    PythonLiteral literal;
    if (value(&literal.value, 1) && (space(), m_at < m_text.size())) fail("something follows the value");
    literal.fault = std::move(m_fault);
    if (!literal.fault.empty()) literal.value = nullptr;
    return literal;
  }

 private:
  bool fail(const char* what) {
    if (m_fault.empty()) m_fault = fmt::format("not a Python literal: {} at byte {}", what, m_at);
    return false;
  }
  char peek() const { return m_at < m_text.size() ? m_text[m_at] : '\0'; }
  void space() {
    while (m_at < m_text.size() && std::string_view(" \t\r\n").find(m_text[m_at]) != std::string_view::npos) ++m_at;
  }
  bool take(char c) {
    space();
    if (peek() != c || m_at >= m_text.size()) return false;
    ++m_at;
    return true;
  }

  bool value(Json* out, int depth) {
    space();
    if (depth > mostDepth) return fail("nested deeper than 64 levels");
    const char c = peek();
    if (c == '\'' || c == '"' || ((c == 'u' || c == 'U') && m_at + 1 < m_text.size() && (m_text[m_at + 1] == '\'' || m_text[m_at + 1] == '"'))) return string(out);
    if (c == '[') return ++m_at, sequence(out, ']', depth);
    if (c == '(') return ++m_at, sequence(out, ')', depth);
    if (c == '{') return ++m_at, dict(out, depth);
    if (c == '-' || c == '+' || c == '.' || (c >= '0' && c <= '9')) return number(out);
    return word(out);
  }

  bool word(Json* out) {
    constexpr std::pair<std::string_view, int> words[] = {{"None", -1}, {"True", 1}, {"False", 0}, {"null", -1}, {"true", 1}, {"false", 0}};
    for (const auto& [name, meaning] : words) {
      if (!m_text.substr(m_at).starts_with(name)) continue;
      m_at += name.size();
      if (out != nullptr) *out = meaning < 0 ? Json() : Json(meaning == 1);
      return true;
    }
    return fail(m_at >= m_text.size() ? "the text ends early" : "a value is missing");
  }

  bool number(Json* out) {
    const std::size_t begin = m_at;
    while (m_at < m_text.size() && std::string_view("+-.0123456789eE").find(m_text[m_at]) != std::string_view::npos) ++m_at;
    std::string_view digits = m_text.substr(begin, m_at - begin);
    if (digits.starts_with('+')) digits.remove_prefix(1);
    const char* end = digits.data() + digits.size();
    std::int64_t integer = 0;
    if (const auto read = std::from_chars(digits.data(), end, integer); read.ec == std::errc() && read.ptr == end) {
      if (out != nullptr) *out = integer;
      return true;
    }
    double real = 0;
    const bool fractional = digits.find_first_of(".eE") != std::string_view::npos;
    const auto read = std::from_chars(digits.data(), end, real);
    if (!fractional || read.ec != std::errc() || read.ptr != end) return fail("a wrong number or one that is too large");
    if (out != nullptr) *out = real;
    return true;
  }

  bool sequence(Json* out, char close, int depth) {
    if (out != nullptr) *out = Json::array();
    while (!take(close)) {
      Json element;
      if (!value(out != nullptr ? &element : nullptr, depth + 1)) return false;
      if (out != nullptr) out->push_back(std::move(element));
      if (!take(',') && (space(), peek() != close)) return fail("a comma or the end of a list is missing");
    }
    return true;
  }

  bool dict(Json* out, int depth) {
    if (out != nullptr) *out = Json::object();
    while (!take('}')) {
      Json key;
      if (!value(&key, depth + 1)) return false;
      if (!take(':')) return fail("a colon is missing");
      const std::string name = key.is_string() ? key.get<std::string>() : key.dump();
      const bool wanted = out != nullptr && (!m_filtered || depth > 1 || std::find(m_keys.begin(), m_keys.end(), name) != m_keys.end());
      if (wanted && out->contains(name)) return fail("a key stands twice");
      Json element;
      if (!value(wanted ? &element : nullptr, depth + 1)) return false;
      if (wanted) (*out)[name] = std::move(element);
      if (!take(',') && (space(), peek() != '}')) return fail("a comma or the end of a dict is missing");
    }
    return true;
  }

  bool string(Json* out) {
    if (peek() == 'u' || peek() == 'U') ++m_at;
    const char quote = m_text[m_at++];
    std::string text;
    for (;;) {
      const std::size_t begin = m_at;
      while (m_at < m_text.size() && m_text[m_at] != quote && m_text[m_at] != '\\' && m_text[m_at] != '\n') ++m_at;
      if (out != nullptr) text.append(m_text.substr(begin, m_at - begin));
      if (m_at >= m_text.size() || m_text[m_at] == '\n') return fail("a string is never closed");
      if (m_text[m_at++] == quote) break;
      if (!escape(text)) return false;
    }
    if (out == nullptr) return true;
    if (!validUtf8(text)) return fail("invalid UTF-8");
    *out = std::move(text);
    return true;
  }

  /// Behind a backslash.
  bool escape(std::string& text) {
    if (m_at >= m_text.size()) return fail("a string is never closed");
    const char c = m_text[m_at++];
    constexpr std::string_view letters = "abfnrtv", meanings = "\a\b\f\n\r\t\v";
    if (const auto at = letters.find(c); at != std::string_view::npos) return text += meanings[at], true;
    if (c == '\n') return true;
    if (c == '\\' || c == '\'' || c == '"') return text += c, true;
    if (c == 'x') return codePoint(text, 2);
    if (c == 'u') return codePoint(text, 4);
    if (c == 'U') return codePoint(text, 8);
    if (c >= '0' && c <= '7') return octal(text);
    text += '\\';  // Python keeps an escape it doesn't know
    text += c;
    return true;
  }
  bool codePoint(std::string& text, std::size_t digits) {
    std::int64_t code = hexDigits(m_text.substr(m_at), digits);
    if (code < 0) return fail("a wrong escape");
    m_at += digits;
    if (digits == 4 && code >= 0xd800 && code < 0xdc00 && m_text.substr(m_at).starts_with("\\u")) {
      const std::int64_t low = hexDigits(m_text.substr(m_at + 2), 4);
      if (low >= 0xdc00 && low < 0xe000) {
        code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
        m_at += 6;
      }
    }
    appendUtf8(text, static_cast<std::uint32_t>(code));
    return true;
  }
  bool octal(std::string& text) {
    std::uint32_t code = 0;
    --m_at;
    for (int n = 0; n < 3 && peek() >= '0' && peek() <= '7' && m_at < m_text.size(); ++n) code = code * 8 + static_cast<std::uint32_t>(m_text[m_at++] - '0');
    appendUtf8(text, code);
    return true;
  }

  std::string_view m_text;
  std::span<const std::string> m_keys;
  bool m_filtered;
  std::size_t m_at = 0;
  std::string m_fault;
};

}  // namespace

PythonLiteral parsePythonLiteral(std::string_view text) { return Parser(text, {}, false).parse(); }
PythonLiteral parsePythonFields(std::string_view text, std::span<const std::string> keys) { return Parser(text, keys, true).parse(); }

}  // namespace ghost::rows
