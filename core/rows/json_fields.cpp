#include "rows/json_fields.h"

#include <array>

#include "rows/json_string.h"
#include "rows/utf8.h"

namespace ghost::rows {
namespace {

constexpr int mostDepth = 64;

/// True for the bytes a run of plain string text ends at: quote, backslash, control characters.
constexpr std::array<bool, 256> stringStops = [] {
  std::array<bool, 256> stops{};
  for (int c = 0; c < 0x20; ++c) stops[static_cast<std::size_t>(c)] = true;
  stops['"'] = stops['\\'] = true;
  return stops;
}();

constexpr bool isDigit(char c) { return c >= '0' && c <= '9'; }

/// Checks one value after another; the first fault stays.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : m_at(text.data()), m_end(text.data() + text.size()) {}

  const char* fault() const { return m_fault; }
  bool atEnd() {
    space();
    return m_at == m_end;
  }
  void space() {
    while (m_at != m_end && (*m_at == ' ' || *m_at == '\t' || *m_at == '\r' || *m_at == '\n')) ++m_at;
  }
  bool take(char c) {
    space();
    if (m_at == m_end || *m_at != c) return false;
    ++m_at;
    return true;
  }
  bool fail(const char* fault) {
    if (m_fault == nullptr) m_fault = fault;
    return false;
  }
  /// A string with its quotes.
  bool string(std::string_view& raw) {
    space();
    const char* begin = m_at;
    if (m_at == m_end || *m_at != '"') return fail("not JSON: a string is missing");
    for (++m_at;; ++m_at) {
      while (m_at != m_end && !stringStops[static_cast<unsigned char>(*m_at)]) ++m_at;
      if (m_at == m_end) return fail("not JSON: a string is never closed");
      if (*m_at == '"') break;
      if (*m_at != '\\') return fail("not JSON: a control character in a string");
      if (!escape()) return fail("not JSON: a wrong escape in a string");
    }
    raw = {begin, static_cast<std::size_t>(++m_at - begin)};
    return true;
  }
  /// Any value, as it is written.
  bool value(std::string_view& raw, int depth) {
    space();
    const char* begin = m_at;
    if (!skip(depth)) return false;
    raw = {begin, static_cast<std::size_t>(m_at - begin)};
    return true;
  }
  /// The entries of an object whose brace was taken; `entry` gets each key and reads the value.
  template <class Entry>
  bool entries(const Entry& entry) {
    if (take('}')) return true;
    do {
      std::string_view key;
      if (!string(key)) return false;
      if (!take(':')) return fail("not JSON: a colon is missing");
      if (!entry(key)) return false;
    } while (take(','));
    return take('}') || fail("not JSON: an object isn't closed");
  }

 private:
  bool escape() {
    ++m_at;
    if (m_at == m_end) return false;
    if (*m_at != 'u') return std::string_view("\"\\/bfnrt").find(*m_at) != std::string_view::npos;
    const std::string_view rest(m_at + 1, static_cast<std::size_t>(m_end - m_at - 1));
    if (hexDigits(rest, 4) < 0) return false;
    m_at += 4;
    return true;
  }
  bool word(std::string_view expected) {
    if (!std::string_view(m_at, static_cast<std::size_t>(m_end - m_at)).starts_with(expected)) return fail("not JSON: an unknown word");
    m_at += expected.size();
    return true;
  }
  bool digits() {
    const char* begin = m_at;
    while (m_at != m_end && isDigit(*m_at)) ++m_at;
    return m_at != begin;
  }
  bool number() {
    if (*m_at == '-') ++m_at;
    const bool zero = m_at != m_end && *m_at == '0';
    const char* begin = m_at;
    bool good = digits() && (!zero || m_at - begin == 1);
    if (good && m_at != m_end && *m_at == '.') good = (++m_at, digits());
    if (good && m_at != m_end && (*m_at == 'e' || *m_at == 'E')) {
      ++m_at;
      if (m_at != m_end && (*m_at == '+' || *m_at == '-')) ++m_at;
      good = digits();
    }
    return good || fail("not JSON: a wrong number");
  }
  bool array(int depth) {
    if (take(']')) return true;
    do {
      if (!skip(depth + 1)) return false;
    } while (take(','));
    return take(']') || fail("not JSON: a list isn't closed");
  }
  bool skip(int depth) {
    space();
    std::string_view ignored;
    if (m_at == m_end) return fail("not JSON: the line ends inside a value");
    if (depth > mostDepth) return fail("nested deeper than 64 levels");
    switch (*m_at) {
      case '"': return string(ignored);
      case '{': ++m_at; return entries([&](std::string_view) { return skip(depth + 1); });
      case '[': ++m_at; return array(depth);
      case 't': return word("true");
      case 'f': return word("false");
      case 'n': return word("null");
      default: return *m_at == '-' || isDigit(*m_at) ? number() : fail("not JSON: a value is missing");
    }
  }

  const char* m_at;
  const char* m_end;
  const char* m_fault = nullptr;
};

}  // namespace

JsonFields::JsonFields(std::vector<std::string> keys) : m_keys(std::move(keys)), m_raw(m_keys.size()) {}

const char* JsonFields::read(std::string_view line) {
  std::fill(m_raw.begin(), m_raw.end(), std::string_view());
  Scanner scanner(line);
  if (!scanner.take('{')) return "not a JSON object";
  std::string decoded;
  const auto entry = [&](std::string_view key) {
    key = key.substr(1, key.size() - 2);
    if (key.find('\\') != std::string_view::npos && decodeJsonString({key.data() - 1, key.size() + 2}, decoded)) key = decoded;
    std::string_view raw;
    if (!scanner.value(raw, 2)) return false;
    for (std::size_t i = 0; i < m_keys.size(); ++i) {
      if (key != m_keys[i]) continue;
      if (!m_raw[i].empty()) return scanner.fail("a field stands twice");
      m_raw[i] = raw;
    }
    return true;
  };
  if (scanner.entries(entry) && !scanner.atEnd()) scanner.fail("not JSON: something follows the object");
  return scanner.fault();
}

std::optional<std::string_view> JsonFields::text(std::size_t key, std::string& scratch) const {
  const std::string_view raw = m_raw[key];
  if (raw.empty()) return std::nullopt;
  if (raw.front() == '-' || isDigit(raw.front())) return raw;
  if (raw.front() != '"') return std::nullopt;
  const std::string_view inner = raw.substr(1, raw.size() - 2);
  if (inner.find('\\') == std::string_view::npos) return validUtf8(inner) ? std::optional(inner) : std::nullopt;
  return decodeJsonString(raw, scratch) ? std::optional<std::string_view>(scratch) : std::nullopt;
}

Json JsonFields::value(std::size_t key) const { return m_raw[key].empty() ? Json() : Json::parse(m_raw[key], nullptr, false); }

}  // namespace ghost::rows
