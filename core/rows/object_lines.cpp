#include "rows/object_lines.h"

#include <utility>

namespace ghost::rows {
namespace {

bool isBlank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

/// Follows the text of an array character by character and tells where its elements begin and end.
class ElementScanner {
 public:
  enum class Event { None, Begin, Inside, End, Over };

  Event take(char c) {
    if (m_quoted) {
      m_quoted = m_escaped || c != '"';
      m_escaped = !m_escaped && c == '\\';
      return Event::Inside;
    }
    if (m_depth == 1 && !m_inside) {
      if (isBlank(c) || c == ',') return Event::None;
      if (c == ']') return Event::Over;
      m_inside = true;
      open(c);
      return Event::Begin;
    }
    if (m_depth == 0) return c == '[' ? (m_depth = 1, Event::None) : Event::None;
    if (m_depth == 1 && (c == ',' || c == ']')) {  // behind a number or a word
      m_inside = false;
      return c == ']' ? Event::Over : Event::End;
    }
    open(c);
    if ((c == '}' || c == ']') && --m_depth == 1) {
      m_inside = false;
      m_closed = true;
      return Event::End;
    }
    return Event::Inside;
  }
  /// Whether the character that ended an element belongs to it.
  bool takeClosed() { return std::exchange(m_closed, false); }
  bool isInside() const { return m_inside; }

 private:
  void open(char c) {
    if (c == '"') m_quoted = true;
    else if (c == '{' || c == '[') ++m_depth;
  }
  int m_depth = 0;
  bool m_inside = false, m_quoted = false, m_escaped = false, m_closed = false;
};

bool isArray(std::string_view sample) {
  const auto first = sample.find_first_not_of(" \t\r\n");
  return first != std::string_view::npos && sample[first] == '[';
}

}  // namespace

struct ObjectLines::Elements {
  Elements(const std::filesystem::path& file, Reading& shared) : stream(file, shared), reading(shared), name(file.filename().string()) { shared.enter(file); }

  bool next(Line& line) {
    text.clear();
    bool tooLong = false;
    std::int64_t begin = lines;
    while (!over) {
      if (rest.empty() && (rest = stream.next()).empty()) {
        over = true;
        if (!scanner.isInside() || reading.stopped()) return false;
        line = {{}, begin, "the array breaks off"};
        return true;
      }
      const char c = rest.front();
      rest.remove_prefix(1);
      lines += c == '\n';
      const auto event = scanner.take(c);
      if (event == ElementScanner::Event::Begin) reading.atLine(begin = lines);
      const bool ended = event == ElementScanner::Event::End || event == ElementScanner::Event::Over;
      const bool kept = event == ElementScanner::Event::Begin || event == ElementScanner::Event::Inside || (event == ElementScanner::Event::End && scanner.takeClosed());
      tooLong = tooLong || text.size() >= LineReader::longestLine;
      if (kept && !tooLong) text += c;
      over = event == ElementScanner::Event::Over;
      if (!ended || text.empty()) continue;
      const char* fault = tooLong ? "the element is longer than 64 MB" : text.find('\0') != std::string::npos ? "the element holds a NUL byte" : nullptr;
      line = {fault == nullptr ? std::string_view(text) : std::string_view(), begin, fault};
      return true;
    }
    return false;
  }

  TextStream stream;
  Reading& reading;
  std::string name;
  std::string_view rest;  ///< of the block in hand
  std::string text;
  ElementScanner scanner;
  std::int64_t lines = 1;
  bool over = false;
};

ObjectLines::ObjectLines(const std::filesystem::path& file, Reading& reading) {
  if (isArray(startOfText(file))) m_elements = std::make_unique<Elements>(file, reading);
  else m_lines = std::make_unique<LineReader>(file, reading);
}
ObjectLines::~ObjectLines() = default;

bool ObjectLines::next(Line& line) { return m_elements ? m_elements->next(line) : m_lines->next(line); }
const std::string& ObjectLines::name() const { return m_elements ? m_elements->name : m_lines->name(); }

std::vector<std::string_view> firstObjects(std::string_view sample, std::size_t most) {
  std::vector<std::string_view> found;
  if (!isArray(sample)) {
    for (std::string_view rest = sample; !rest.empty() && found.size() < most;) {
      const auto end = rest.find('\n');
      found.push_back(rest.substr(0, end));
      rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    }
    return found;
  }
  ElementScanner scanner;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < sample.size() && found.size() < most; ++i) {
    const auto event = scanner.take(sample[i]);
    if (event == ElementScanner::Event::Begin) begin = i;
    if (event == ElementScanner::Event::End) found.push_back(sample.substr(begin, i - begin + (scanner.takeClosed() ? 1 : 0)));
    if (event == ElementScanner::Event::Over) break;
  }
  return found;
}

}  // namespace ghost::rows
