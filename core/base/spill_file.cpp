#include "base/spill_file.h"

#include <unistd.h>

#include <cerrno>

#include "base/descriptor.h"
#include "base/error.h"

namespace ghost {
namespace fs = std::filesystem;
namespace {

fs::path nearestFolder(fs::path folder) {
  std::error_code ignored;
  folder = fs::absolute(folder.empty() ? fs::path(".") : folder, ignored);
  while (!fs::is_directory(folder, ignored) && folder.has_relative_path()) folder = folder.parent_path();
  return folder;
}

/// Some file systems know no files without names; there the name is taken away at once.
int openNameless(const fs::path& folder) {
#ifdef O_TMPFILE
  if (const int descriptor = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600); descriptor >= 0) return descriptor;
#endif
  const fs::path file = folder / ("spill" + uniqueSuffix());
  const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (descriptor >= 0) ::unlink(file.c_str());
  return descriptor;
}

}  // namespace

SpillFile::SpillFile(const fs::path& folder) : m_folder(nearestFolder(folder)), m_descriptor(openNameless(m_folder)) {
  if (m_descriptor < 0) failWrite(m_folder / "temporary file", errno);
}

SpillFile::~SpillFile() { ::close(m_descriptor); }

void SpillFile::append(std::string_view bytes) {
  writeAll(m_descriptor, bytes, m_folder / "temporary file");
  m_size += bytes.size();
}

void SpillFile::read(std::uint64_t at, char* to, std::size_t bytes) const {
  while (bytes > 0) {
    const ssize_t n = ::pread(m_descriptor, to, bytes, static_cast<off_t>(at));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) throw resourceError((m_folder / "temporary file").string(), "can't be read back: " + (n < 0 ? adviceFor(errno) : std::string("it is shorter than what was written")));
    to += n;
    at += static_cast<std::uint64_t>(n);
    bytes -= static_cast<std::size_t>(n);
  }
}

}  // namespace ghost
