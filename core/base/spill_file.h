#pragma once
#include <cstdint>
#include <filesystem>
#include <string_view>

namespace ghost {

/// Bytes that memory has no room for, on the disk: a file without a name, so that it is gone as soon as it is closed, however the program ends. It lies in
/// `folder`, or where that isn't there yet in the nearest folder above it that is. Throws Error{Resource} where it can't be written. Not thread-safe.
class SpillFile {
 public:
  explicit SpillFile(const std::filesystem::path& folder);
  ~SpillFile();
  SpillFile(const SpillFile&) = delete;
  SpillFile& operator=(const SpillFile&) = delete;

  void append(std::string_view bytes);
  /// Exactly `bytes` bytes from `at` on; they must have been appended.
  void read(std::uint64_t at, char* to, std::size_t bytes) const;
  std::uint64_t size() const { return m_size; }

 private:
  std::filesystem::path m_folder;
  int m_descriptor = -1;
  std::uint64_t m_size = 0;
};

}  // namespace ghost
