#include "line_input.h"

#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include <fmt/format.h>

#include "base/error.h"

namespace ghost::cli {
namespace {

constexpr std::size_t longestLine = 64 << 20;
constexpr int stopCheck = 100;  // ms

}  // namespace

std::string LineInput::where() const { return fmt::format("{}, line {}", m_name, m_number); }

std::optional<std::string> LineInput::next() {
  std::size_t searched = m_begin;
  while (!m_stop.stop_requested()) {
    const auto end = m_buffer.find('\n', searched);
    const bool rest = end == std::string::npos && m_ended;
    if (rest && m_begin == m_buffer.size()) return std::nullopt;
    if (end != std::string::npos || rest) {
      std::string line = m_buffer.substr(m_begin, rest ? std::string::npos : end - m_begin);
      m_begin = rest ? m_buffer.size() : end + 1;
      ++m_number;
      return line;
    }
    m_buffer.erase(0, m_begin);
    m_begin = 0;
    searched = m_buffer.size();
    if (searched > longestLine) throw dataError(fmt::format("{}, line {}", m_name, m_number + 1), fmt::format("the line is longer than {} MB; cut it", longestLine >> 20));
    if (!fill()) m_ended = true;
  }
  return std::nullopt;
}

/// False at the end of the input.
bool LineInput::fill() {
  pollfd wait{m_descriptor, POLLIN, 0};
  while (::poll(&wait, 1, stopCheck) == 0)
    if (m_stop.stop_requested()) return true;
  std::array<char, 1 << 16> chunk;
  const ssize_t n = ::read(m_descriptor, chunk.data(), chunk.size());
  if (n < 0 && (errno == EINTR || errno == EAGAIN)) return true;
  if (n < 0) throw resourceError(m_name, fmt::format("reading failed ({})", std::strerror(errno)));
  m_buffer.append(chunk.data(), static_cast<std::size_t>(n));
  return n > 0;
}

}  // namespace ghost::cli
