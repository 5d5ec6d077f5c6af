#include "base/descriptor.h"

#include <sys/file.h>
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

void requireRegular(const fs::path& file, const struct stat& info) {
  if (S_ISREG(info.st_mode)) return;
  if (S_ISDIR(info.st_mode)) throw dataError(file.string(), "can't be read: " + adviceFor(EISDIR));
  const char* kind = S_ISFIFO(info.st_mode) ? "a pipe" : S_ISSOCK(info.st_mode) ? "a socket" : "a device";
  throw dataError(file.string(), fmt::format("this is {}, not a regular file; give a file that lies on the disk", kind));
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

bool claim(int descriptor) {
  while (::flock(descriptor, LOCK_EX) != 0 && errno == EINTR) {}  // a file system without locks has nobody who could take it away by them
  struct stat info {};
  return ::fstat(descriptor, &info) == 0 && info.st_nlink > 0;
}

}  // namespace ghost
