#include "base/file_ops.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <vector>

#include <fmt/format.h>

#include "base/descriptor.h"
#include "base/error.h"
#include "base/file_stream.h"
#include "base/lfs_pointer.h"

namespace ghost {
namespace fs = std::filesystem;
namespace {

void syncPath(const fs::path& path, int flags) {
  Descriptor descriptor(path, flags);
  if (descriptor.value() < 0 || ::fsync(descriptor.value()) != 0) failWrite(path, errno);
}

}  // namespace

std::string readFile(const fs::path& file, std::uint64_t maxBytes) {
  Descriptor descriptor(file, O_RDONLY);
  struct stat info {};
  if (descriptor.value() < 0 || ::fstat(descriptor.value(), &info) != 0) throw dataError(file.string(), "can't be read: " + adviceFor(errno));
  if (S_ISDIR(info.st_mode)) throw dataError(file.string(), "can't be read: " + adviceFor(EISDIR));
  if (static_cast<std::uint64_t>(info.st_size) > maxBytes)
    throw dataError(file.string(), fmt::format("the file has {} bytes, more than the {} allowed for its kind", info.st_size, maxBytes));
  std::string text(static_cast<std::size_t>(info.st_size), '\0');
  std::size_t have = 0;
  for (;;) {
    if (have == text.size()) text.resize(text.size() + (S_ISREG(info.st_mode) ? 1 : 1 << 16));  // a pipe has no size; a regular file may have grown
    const ssize_t n = ::read(descriptor.value(), text.data() + have, text.size() - have);
    if (n < 0) {
      if (errno == EINTR) continue;
      throw dataError(file.string(), "reading failed: " + adviceFor(errno));
    }
    if (n == 0) break;
    have += static_cast<std::size_t>(n);
    if (have > maxBytes) throw dataError(file.string(), fmt::format("the file has more than the {} bytes allowed for its kind", maxBytes));
  }
  text.resize(have);
  refuseLfsPointer(file, text);
  return text;
}

void writeFileAtomically(const fs::path& file, std::string_view bytes) { writeFileAtomically(file, std::span(&bytes, 1)); }

void writeFileAtomically(const fs::path& file, std::span<const std::string_view> pieces) {
  FileStream stream(file);
  for (const auto piece : pieces) stream.write(piece);
  stream.commit();
}

FolderCommit::FolderCommit(fs::path target) : m_target(std::move(target)), m_temporary(m_target.string() + uniqueSuffix()) {
  createFolders(m_temporary);
}

FolderCommit::~FolderCommit() {
  std::error_code ignored;
  if (!m_done) fs::remove_all(m_temporary, ignored);
}

void FolderCommit::commit() {
  std::vector<fs::path> folders{m_temporary};
  for (const auto& entry : fs::recursive_directory_iterator(m_temporary)) {
    if (entry.is_directory()) folders.push_back(entry.path());
    else syncPath(entry.path(), O_RDONLY);
  }
  for (auto folder = folders.rbegin(); folder != folders.rend(); ++folder) syncFolder(*folder);
  if (::rename(m_temporary.c_str(), m_target.c_str()) != 0) failWrite(m_target, errno);
  m_done = true;
  syncFolder(m_target.parent_path());
}

LineAppender::LineAppender(const fs::path& file) : m_file(file), m_descriptor(::open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644)) {
  if (m_descriptor < 0) failWrite(m_file, errno);
  struct stat info {};
  ::fstat(m_descriptor, &info);
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
