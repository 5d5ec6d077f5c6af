#pragma once
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

#include "base/regular_file.h"

namespace ghost::rows {

/// An open regular file, read from its beginning to its end. Throws Error{Data} for one that can't be opened or read, or is no regular file.
class OpenFile {
 public:
  explicit OpenFile(const std::filesystem::path& file) : m_file(file) {}

  /// The next bytes, at most `most`; 0 at the end.
  std::size_t read(char* to, std::size_t most) { return m_file.read(to, most); }
  /// The first bytes, as many as tell of packings, or fewer, without moving on.
  std::string start() const;
  const std::filesystem::path& path() const { return m_file.path(); }
  /// Bytes the file had when it was opened; it may grow while it is read.
  std::size_t size() const { return static_cast<std::size_t>(m_file.size()); }

 private:
  RegularFile m_file;
};

bool isGzip(std::string_view start);
/// Throws Error{Data} for a file whose start says that it is packed or written in a way that isn't read here.
void refuseOtherPacking(const std::filesystem::path& file, std::string_view start);

}  // namespace ghost::rows
