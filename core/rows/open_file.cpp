#include "rows/open_file.h"

#include <utility>

#include <fmt/format.h>

#include "base/error.h"
#include "base/lfs_pointer.h"

namespace ghost::rows {
namespace fs = std::filesystem;

std::string OpenFile::start() const {
  std::string bytes(lfsPointerStart, '\0');
  bytes.resize(m_file.readAt(0, bytes.data(), bytes.size()));
  return bytes;
}

bool isGzip(std::string_view start) { return start.starts_with("\x1f\x8b"); }

void refuseOtherPacking(const fs::path& file, std::string_view start) {
  constexpr std::pair<std::string_view, const char*> packed[] = {{"PK\x03\x04", "a zip archive"}, {"\x28\xb5\x2f\xfd", "zstd data"}, {"BZh", "bzip2 data"}, {"\xfd\x37zXZ", "xz data"}, {"PAR1", "a Parquet file"},
                                                                {"\x89HDF", "an HDF5 file"}, {"ARROW1", "an Arrow file"}, {"SQLite format 3", "an SQLite database"}, {"\xd0\xcf\x11\xe0", "a workbook of a spreadsheet"}};
  refuseLfsPointer(file, start);
  if (start.starts_with("PK\x03\x04") && file.extension() == ".xlsx") throw dataError(file.string(), "this is a workbook of a spreadsheet; save its sheet as CSV");
  for (const auto& [magic, name] : packed)
    if (start.starts_with(magic)) throw dataError(file.string(), fmt::format("this is {}; unpack or convert it first (plain text and gzip are read)", name));
  // Without a mark at the start: a NUL beside each of the first letters.
  const auto nuls = [&](std::size_t first) { return start.size() >= 4 && start[first] == '\0' && start[first + 2] == '\0' && start[1 - first] != '\0' && start[3 - first] != '\0'; };
  if (start.starts_with("\xff\xfe") || start.starts_with("\xfe\xff") || nuls(0) || nuls(1)) throw dataError(file.string(), "the text is UTF-16; convert it to UTF-8 first");
}

}  // namespace ghost::rows
