#include "rows/reading.h"

#include <fmt/format.h>

namespace ghost::rows {

void Reading::expect(const std::filesystem::path& file) {
  std::error_code ignored;
  const auto size = std::filesystem::file_size(file, ignored);
  if (!ignored) m_expected += size;
}

std::string Reading::place() const { return m_line > 0 ? fmt::format("{}, line {}", m_place, m_line) : m_place; }

void Reading::advance(std::uint64_t fileBytes, std::uint64_t textBytes) {
  m_fileBytes += fileBytes;
  m_textBytes += textBytes;
  m_reporter->progress(static_cast<std::int64_t>(m_fileBytes), static_cast<std::int64_t>(m_expected), "bytes");
}

}  // namespace ghost::rows
