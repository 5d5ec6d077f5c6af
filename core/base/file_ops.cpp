#include "base/file_ops.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include <fmt/format.h>

#include "base/descriptor.h"
#include "base/error.h"
#include "base/file_stream.h"
#include "base/lfs_pointer.h"
#include "base/regular_file.h"

namespace ghost {
namespace fs = std::filesystem;
std::string readFile(const fs::path& file, std::uint64_t maxBytes) {
  RegularFile open(file, RegularFile::Pipes::OwnAllowed);
  if (open.size() > maxBytes) throw dataError(file.string(), fmt::format("the file has {} bytes, more than the {} allowed for its kind", open.size(), maxBytes));
  std::string text(static_cast<std::size_t>(open.size()), '\0');
  std::size_t have = 0;
  for (;;) {
    if (have == text.size()) text.resize(text.size() + (open.isPipe() ? 1 << 16 : 1));  // a pipe has no size; a regular file may have grown
    const std::size_t n = open.read(text.data() + have, text.size() - have);
    if (n == 0) break;
    have += n;
    if (have > maxBytes) throw dataError(file.string(), fmt::format("the file has more than the {} bytes allowed for its kind", maxBytes));
  }
  text.resize(have);
  refuseLfsPointer(file, text);
  return text;
}

std::vector<fs::directory_entry> entriesOf(const fs::path& folder) {
  std::vector<fs::directory_entry> entries;
  std::error_code error;
  for (fs::directory_iterator at(folder, error); !error && at != fs::directory_iterator(); at.increment(error)) entries.push_back(*at);
  if (error) throw dataError(folder.string(), "the folder can't be listed: " + adviceFor(error.value()));
  std::sort(entries.begin(), entries.end());
  return entries;
}

std::vector<fs::path> filesBelow(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : entriesOf(folder)) {
    std::error_code ignored;
    if (entry.is_directory(ignored) && !entry.is_symlink(ignored)) {
      const auto below = filesBelow(entry.path());
      files.insert(files.end(), below.begin(), below.end());
    } else if (entry.is_regular_file(ignored)) {
      files.push_back(entry.path());
    }
  }
  return files;
}

void writeFileAtomically(const fs::path& file, std::string_view bytes) { writeFileAtomically(file, std::span(&bytes, 1)); }

void writeFileAtomically(const fs::path& file, std::span<const std::string_view> pieces) {
  FileStream stream(file);
  for (const auto piece : pieces) stream.write(piece);
  stream.commit();
}

LineAppender::LineAppender(const fs::path& file) : m_file(file), m_descriptor(::open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NONBLOCK, 0644)) {
  struct stat info {};
  // A pipe that nobody reads and a socket can't be opened at all; their kind says more than the system's reason.
  if (m_descriptor < 0) {
    const int reason = errno;
    if (reason == ENXIO && ::stat(file.c_str(), &info) == 0) requireRegular(m_file, info);
    failWrite(m_file, reason);
  }
  try {
    if (::fstat(m_descriptor, &info) != 0) failWrite(m_file, errno);
    requireRegular(m_file, info);
  } catch (...) {
    ::close(m_descriptor);
    throw;
  }
  m_offset = static_cast<std::uint64_t>(info.st_size);
}

LineAppender::~LineAppender() {
  if (m_descriptor >= 0) ::close(m_descriptor);
}

void LineAppender::append(std::string_view line) {
  std::string whole(line);
  whole += '\n';
  writeAll(m_descriptor, whole, m_file);
  m_offset += whole.size();
}

void LineAppender::sync() {
  if (::fsync(m_descriptor) != 0) failWrite(m_file, errno);
}

void createFolders(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) failWrite(folder, error.value());
}

void requireFreeSpace(const fs::path& folder, std::uint64_t bytes) {
  std::error_code error;
  const auto space = fs::space(folder, error);
  if (error) failWrite(folder, error.value());
  if (space.available < bytes + bytes / 10)
    throw resourceError(folder.string(), fmt::format("needs {:.1f} MB of free disk space, {:.1f} MB are left; free some space and try again", static_cast<double>(bytes) * 1.1e-6, static_cast<double>(space.available) * 1e-6));
}

}  // namespace ghost
