#include "wire/message.h"

namespace ghost::wire {

void LineSplitter::feed(std::string_view bytes) {
  if (m_skipping) {
    const auto end = bytes.find('\n');
    if (end == std::string_view::npos) return;
    bytes.remove_prefix(end + 1);
    m_skipping = false;
  }
  // What has been handed out goes before the buffer grows, so that a long session holds one unfinished line only.
  m_buffer.erase(0, m_begin);
  m_scanned -= m_begin;
  m_begin = 0;
  m_buffer += bytes;
}

std::optional<std::string> LineSplitter::next() {
  for (;;) {
    const auto end = m_buffer.find('\n', m_scanned);
    if (end == std::string::npos) {
      m_scanned = m_buffer.size();
      if (m_scanned - m_begin > maxLineBytes) {  // the rest of this line is dropped as it arrives
        ++m_oversized;
        m_skipping = true;
        m_buffer.clear();
        m_begin = m_scanned = 0;
      }
      return std::nullopt;
    }
    std::string line = m_buffer.substr(m_begin, end - m_begin);
    m_begin = m_scanned = end + 1;
    if (line.size() > maxLineBytes) {
      ++m_oversized;
      continue;
    }
    if (!line.empty() && line.back() == '\r') line.pop_back();  // a terminal in between may add it
    return line;
  }
}

}  // namespace ghost::wire
