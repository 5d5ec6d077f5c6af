#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/file_stream.h"
#include "base/spill_file.h"

namespace ghost::data {

/// The texts of the items that are left, on their way to <D>.item.json: beyond some megabytes they lie on the disk (SpillFile), 8 bytes an item stay, so that the
/// metadata of a million items costs what that of a thousand does. Not thread-safe.
class ItemTexts {
 public:
  ItemTexts(std::filesystem::path folder, std::size_t items) : m_folder(std::move(folder)), m_places(items, none) {}
  /// The last one of an item counts. Throws Error{Resource} where the disk doesn't take it.
  void set(std::size_t item, std::string_view title, std::string_view description, std::string_view brand, std::string_view categories);
  /// The whole file; items without texts get empty ones.
  void write(FileStream& stream) const;
  std::uint64_t spilledBytes() const { return m_file ? m_file->size() : 0; }

 private:
  static constexpr std::uint64_t none = ~std::uint64_t{0};
  std::string entryAt(std::uint64_t place) const;
  std::filesystem::path m_folder;
  std::vector<std::uint64_t> m_places;  ///< of each item's entry: in the file, then in m_last; its length stands before it
  std::unique_ptr<SpillFile> m_file;
  std::string m_last;
};

}  // namespace ghost::data
