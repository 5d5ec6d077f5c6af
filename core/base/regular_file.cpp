#include "base/regular_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "base/descriptor.h"
#include "base/error.h"
#include "base/file_ops.h"
#include "base/foreign_input.h"

namespace ghost {
namespace fs = std::filesystem;
namespace {

/// A path to one of this process's own descriptors: whoever started it passed that on purpose.
bool isOwnDescriptor(const fs::path& file) {
  const std::string text = file.lexically_normal().string();
  return text == "/dev/stdin" || text.starts_with("/dev/fd/") || text.starts_with("/proc/self/fd/");
}

[[noreturn]] void failRead(const fs::path& file, int error) { throw dataError(file.string(), "can't be read: " + adviceFor(error)); }

}  // namespace

RegularFile::RegularFile(fs::path file, Pipes pipes) : m_file(std::move(file)) {
  noteReading(m_file);
  const bool own = pipes == Pipes::OwnAllowed && isOwnDescriptor(m_file);
  struct stat info {};
  if (::stat(m_file.c_str(), &info) != 0) failRead(m_file, errno);
  if (!own) requireRegular(m_file, info);  // before opening, which has effects on some devices
  m_descriptor = ::open(m_file.c_str(), O_RDONLY | O_CLOEXEC | (own ? 0 : O_NONBLOCK));
  if (m_descriptor < 0) failRead(m_file, errno);
  try {
    if (::fstat(m_descriptor, &info) != 0) failRead(m_file, errno);
    if (!own || S_ISDIR(info.st_mode)) requireRegular(m_file, info);  // another may have taken the name since
  } catch (...) {
    ::close(m_descriptor);
    throw;
  }
  m_pipe = !S_ISREG(info.st_mode);
  m_size = m_pipe ? 0 : static_cast<std::uint64_t>(info.st_size);
}

RegularFile::~RegularFile() { ::close(m_descriptor); }

std::size_t RegularFile::read(char* to, std::size_t most) {
  for (;;) {
    const ssize_t n = ::read(m_descriptor, to, most);
    if (n >= 0) return static_cast<std::size_t>(n);
    if (errno != EINTR) throw dataError(m_file.string(), "reading failed: " + adviceFor(errno));
  }
}

std::size_t RegularFile::readAt(std::uint64_t offset, char* to, std::size_t most) const {
  for (;;) {
    const ssize_t n = ::pread(m_descriptor, to, most, static_cast<off_t>(offset));
    if (n >= 0) return static_cast<std::size_t>(n);
    if (errno != EINTR) throw dataError(m_file.string(), "reading failed: " + adviceFor(errno));
  }
}

std::string firstLineOf(const fs::path& file) {
  try {
    const std::string text = readFile(file, 1u << 20);
    return text.substr(0, text.find('\n'));
  } catch (const Error&) {
    return "";
  }
}

}  // namespace ghost
