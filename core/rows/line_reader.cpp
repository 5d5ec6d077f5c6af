#include "rows/line_reader.h"

#include <cstring>

namespace ghost::rows {

char lineEndOf(std::string_view text) {
  const auto returned = text.find('\r');
  // A CR at the very end may be the first half of a CRLF.
  return text.find('\n') == std::string_view::npos && returned != std::string_view::npos && returned + 1 < text.size() ? '\r' : '\n';
}

LineReader::LineReader(const std::filesystem::path& file, Reading& reading, std::size_t longest) : m_stream(file, reading), m_reading(reading), m_name(file.filename().string()), m_longest(longest) { reading.enter(file); }

/// The next line as it stands, without LF; false at the end. A line that is too long is read over, its text lost.
bool LineReader::gather(std::string_view& text, bool& tooLong) {
  m_carry.clear();
  bool begun = false;
  for (;;) {
    if (m_rest.empty()) {
      m_rest = m_stream.next();
      if (m_rest.empty()) {
        text = m_carry;
        return begun && !m_reading.stopped();
      }
    }
    begun = true;
    if (m_lineEnd == '\0') m_lineEnd = lineEndOf(m_rest);
    const auto end = m_rest.find(m_lineEnd);
    const std::string_view piece = m_rest.substr(0, end);
    m_rest.remove_prefix(end == std::string_view::npos ? m_rest.size() : end + 1);
    tooLong = tooLong || m_carry.size() + piece.size() > m_longest;
    if (end != std::string_view::npos && m_carry.empty()) {
      text = piece;
      return true;
    }
    if (tooLong) m_carry.assign(1, ' ');  // still begun, but kept short
    else m_carry.append(piece);
    if (end == std::string_view::npos) continue;
    text = m_carry;
    return true;
  }
}

bool LineReader::next(Line& line) {
  bool tooLong = false;
  line = {};
  if (!gather(line.text, tooLong)) return false;
  line.number = ++m_number;
  m_reading.atLine(m_number);
  if (line.number == 1 && line.text.starts_with("\xef\xbb\xbf")) line.text.remove_prefix(3);
  if (line.text.ends_with('\r')) line.text.remove_suffix(1);
  if (tooLong) line.fault = "the line is longer than 64 MB";
  else if (!line.text.empty() && std::memchr(line.text.data(), 0, line.text.size()) != nullptr) line.fault = "the line holds a NUL byte";
  if (line.fault != nullptr) line.text = {};
  return true;
}

}  // namespace ghost::rows
