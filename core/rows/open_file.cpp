#include "rows/open_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include <fmt/format.h>

#include "base/error.h"
#include "base/lfs_pointer.h"

namespace ghost::rows {
namespace fs = std::filesystem;

// Not blocking: a pipe that nobody writes to must not hold the program before it is refused.
OpenFile::OpenFile(const fs::path& file) : m_file(file), m_descriptor(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {
  struct stat info {};
  if (m_descriptor < 0 || ::fstat(m_descriptor, &info) != 0) fail(errno);
  m_size = static_cast<std::size_t>(info.st_size);
  if (S_ISREG(info.st_mode)) return;
  ::close(m_descriptor);
  throw dataError(file.string(), "this isn't a regular file; give a file that lies on the disk");
}

OpenFile::~OpenFile() { ::close(m_descriptor); }

std::size_t OpenFile::read(char* to, std::size_t most) {
  for (;;) {
    const ssize_t n = ::read(m_descriptor, to, most);
    if (n >= 0) return static_cast<std::size_t>(n);
    if (errno != EINTR) fail(errno);
  }
}

std::string OpenFile::start() const {
  std::string bytes(lfsPointerStart, '\0');
  const ssize_t n = ::pread(m_descriptor, bytes.data(), bytes.size(), 0);
  bytes.resize(n < 0 ? 0 : static_cast<std::size_t>(n));
  return bytes;
}

void OpenFile::fail(int error) const { throw dataError(m_file.string(), fmt::format("can't be read: {}; check the path and its permissions", std::strerror(error))); }

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
