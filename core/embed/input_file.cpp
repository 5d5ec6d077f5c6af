#include "embed/input_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <fmt/format.h>

#include "base/error.h"
#include "base/lfs_pointer.h"

namespace ghost::embed {

InputFile::InputFile(const std::filesystem::path& file) : m_file(file), m_descriptor(::open(file.c_str(), O_RDONLY | O_CLOEXEC)) {
  struct stat info {};
  if (m_descriptor < 0 || ::fstat(m_descriptor, &info) != 0) {
    const int reason = errno;
    if (m_descriptor >= 0) ::close(m_descriptor);
    throw dataError(name(), fmt::format("can't be read ({}); check the path and its permissions", std::strerror(reason)));
  }
  if (!S_ISREG(info.st_mode)) {
    ::close(m_descriptor);
    throw dataError(name(), "isn't a regular file; give the file itself");
  }
  m_size = static_cast<std::uint64_t>(info.st_size);
  char start[lfsPointerStart];
  const ssize_t n = ::pread(m_descriptor, start, sizeof start, 0);
  if (n <= 0 || !isLfsPointer({start, static_cast<std::size_t>(n)})) return;
  ::close(m_descriptor);
  refuseLfsPointer(file, {start, static_cast<std::size_t>(n)});
}

InputFile::~InputFile() { ::close(m_descriptor); }

void InputFile::read(std::uint64_t offset, std::span<std::byte> target) const {
  while (!target.empty()) {
    const ssize_t n = ::pread(m_descriptor, target.data(), target.size(), static_cast<off_t>(offset));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) throw dataError(name(), fmt::format("reading failed ({}); check the disk", std::strerror(errno)));
    if (n == 0) throw dataError(name(), fmt::format("the file ends at byte {}, more was expected; it isn't complete, copy it again", offset));
    offset += static_cast<std::uint64_t>(n);
    target = target.subspan(static_cast<std::size_t>(n));
  }
}

std::string InputFile::text(std::uint64_t offset, std::uint64_t count) const {
  const std::uint64_t have = offset < m_size ? std::min(count, m_size - offset) : 0;
  std::string bytes(static_cast<std::size_t>(have), '\0');
  read(offset, std::as_writable_bytes(std::span(bytes)));
  return bytes;
}

std::optional<std::uint64_t> checkedProduct(std::uint64_t a, std::uint64_t b) {
  std::uint64_t result = 0;
  if (__builtin_mul_overflow(a, b, &result)) return std::nullopt;
  return result;
}

std::optional<std::uint64_t> checkedSum(std::uint64_t a, std::uint64_t b) {
  std::uint64_t result = 0;
  if (__builtin_add_overflow(a, b, &result)) return std::nullopt;
  return result;
}

}  // namespace ghost::embed
