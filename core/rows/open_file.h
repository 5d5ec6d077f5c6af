#pragma once
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

namespace ghost::rows {

/// An open regular file, read from its beginning to its end. Throws Error{Data} for one that can't be opened or read, or is no regular file.
class OpenFile {
 public:
  explicit OpenFile(const std::filesystem::path& file);
  ~OpenFile();
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;

  /// The next bytes, at most `most`; 0 at the end.
  std::size_t read(char* to, std::size_t most);
  /// The first bytes, as many as tell of packings, or fewer, without moving on.
  std::string start() const;
  const std::filesystem::path& path() const { return m_file; }
  /// Bytes the file had when it was opened; it may grow while it is read.
  std::size_t size() const { return m_size; }

 private:
  [[noreturn]] void fail(int error) const;
  std::filesystem::path m_file;
  int m_descriptor;
  std::size_t m_size = 0;
};

bool isGzip(std::string_view start);
/// Throws Error{Data} for a file whose start says that it is packed or written in a way that isn't read here.
void refuseOtherPacking(const std::filesystem::path& file, std::string_view start);

}  // namespace ghost::rows
