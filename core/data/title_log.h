#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/spill_file.h"

namespace ghost::data {

/// The first title of each item on the way through a file. Most of them are of items that won't stay, so beyond a megabyte they lie on the disk (SpillFile);
/// memory keeps a bit an item. Not thread-safe.
class TitleLog {
 public:
  explicit TitleLog(std::filesystem::path folder) : m_folder(std::move(folder)) {}
  bool has(std::uint32_t item) const { return item < m_has.size() && m_has[item]; }
  bool empty() const { return m_has.empty(); }
  /// Throws Error{Resource} where the disk doesn't take it.
  void add(std::uint32_t item, std::string_view title);
  /// All of them, in the order they came.
  void each(const std::function<void(std::uint32_t item, std::string_view title)>& take) const;
  std::uint64_t spilledBytes() const { return m_file ? m_file->size() : 0; }

 private:
  std::filesystem::path m_folder;
  std::vector<bool> m_has;
  std::unique_ptr<SpillFile> m_file;  ///< whole blocks: item, length, title, ...
  std::vector<std::size_t> m_blocks;  ///< bytes of each
  std::string m_last;
};

}  // namespace ghost::data
