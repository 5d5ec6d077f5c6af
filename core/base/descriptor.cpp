#include "base/descriptor.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <random>
#include <utility>

#include <fmt/format.h>

#include "base/error.h"

namespace ghost {
namespace fs = std::filesystem;

Descriptor::Descriptor(const fs::path& file, int flags, mode_t mode) : m_value(::open(file.c_str(), flags | O_CLOEXEC, mode)) {}

Descriptor::~Descriptor() {
  if (m_value >= 0) ::close(m_value);
}

int Descriptor::release() { return std::exchange(m_value, -1); }

std::string adviceFor(int error) {
  switch (error) {
    case ENOSPC: case EDQUOT: return "the disk is full; free some space and try again";
    case EACCES: case EPERM: return "permission denied; check the owner and mode of the folder";
    case EROFS: return "the file system is read-only; choose another place";
    case ENOENT: return "no such file or folder; check the path";
    case EISDIR: return "this is a folder, a file was expected";
    case ENOTDIR: return "a part of the path is a file, a folder was expected";
    default: return std::string(std::strerror(error));
  }
}

void failWrite(const fs::path& file, int error) { throw resourceError(file.string(), "can't be written: " + adviceFor(error)); }

void writeAll(int descriptor, std::string_view bytes, const fs::path& file) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(descriptor, bytes.data(), bytes.size());
    if (n < 0) {
      if (errno == EINTR) continue;
      failWrite(file, errno);
    }
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
}

void syncFolder(const fs::path& folder) {
  const fs::path place = folder.empty() ? fs::path(".") : folder;
  const Descriptor descriptor(place, O_RDONLY | O_DIRECTORY);
  if (descriptor.value() < 0 || ::fsync(descriptor.value()) != 0) failWrite(place, errno);
}

std::string uniqueSuffix() {
  static thread_local std::random_device device;
  return fmt::format(".tmp-{:08x}{:08x}", device(), device());
}

}  // namespace ghost
