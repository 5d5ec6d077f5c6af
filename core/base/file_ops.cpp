#include "base/file_ops.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <random>
#include <vector>

#include <fmt/format.h>

#include "base/error.h"

namespace ghost {
namespace fs = std::filesystem;
namespace {

std::string advice(int error) {
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

[[noreturn]] void failWrite(const fs::path& file, int error) { throw resourceError(file.string(), "can't be written: " + advice(error)); }

class Descriptor {
 public:
  Descriptor(const fs::path& file, int flags, mode_t mode = 0644) : m_value(::open(file.c_str(), flags | O_CLOEXEC, mode)) {}
  ~Descriptor() { if (m_value >= 0) ::close(m_value); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int value() const { return m_value; }
  int release() { const int value = m_value; m_value = -1; return value; }

 private:
  int m_value;
};

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

void syncPath(const fs::path& path, int flags) {
  Descriptor descriptor(path, flags);
  if (descriptor.value() < 0 || ::fsync(descriptor.value()) != 0) failWrite(path, errno);
}

void syncFolder(const fs::path& folder) { syncPath(folder.empty() ? fs::path(".") : folder, O_RDONLY | O_DIRECTORY); }

std::string uniqueSuffix() {
  static thread_local std::random_device device;
  return fmt::format(".tmp-{:08x}{:08x}", device(), device());
}

}  // namespace

std::string readFile(const fs::path& file, std::uint64_t maxBytes) {
  Descriptor descriptor(file, O_RDONLY);
  struct stat info {};
  if (descriptor.value() < 0 || ::fstat(descriptor.value(), &info) != 0) throw dataError(file.string(), "can't be read: " + advice(errno));
  if (S_ISDIR(info.st_mode)) throw dataError(file.string(), "can't be read: " + advice(EISDIR));
  if (static_cast<std::uint64_t>(info.st_size) > maxBytes)
    throw dataError(file.string(), fmt::format("the file has {} bytes, more than the {} allowed for its kind", info.st_size, maxBytes));
  std::string text(static_cast<std::size_t>(info.st_size), '\0');
  std::size_t have = 0;
  for (;;) {
    if (have == text.size()) text.resize(text.size() + (S_ISREG(info.st_mode) ? 1 : 1 << 16));  // a pipe has no size; a regular file may have grown
    const ssize_t n = ::read(descriptor.value(), text.data() + have, text.size() - have);
    if (n < 0) {
      if (errno == EINTR) continue;
      throw dataError(file.string(), "reading failed: " + advice(errno));
    }
    if (n == 0) break;
    have += static_cast<std::size_t>(n);
    if (have > maxBytes) throw dataError(file.string(), fmt::format("the file has more than the {} bytes allowed for its kind", maxBytes));
  }
  text.resize(have);
  return text;
}

void writeFileAtomically(const fs::path& file, std::string_view bytes) { writeFileAtomically(file, std::span(&bytes, 1)); }

void writeFileAtomically(const fs::path& file, std::span<const std::string_view> pieces) {
  const fs::path temporary = file.string() + uniqueSuffix();
  try {
    {
      Descriptor descriptor(temporary, O_WRONLY | O_CREAT | O_EXCL);
      if (descriptor.value() < 0) failWrite(file, errno);
      for (const auto piece : pieces) writeAll(descriptor.value(), piece, file);
      if (::fsync(descriptor.value()) != 0) failWrite(file, errno);
      if (::close(descriptor.release()) != 0) failWrite(file, errno);
    }
    if (::rename(temporary.c_str(), file.c_str()) != 0) failWrite(file, errno);
  } catch (...) {
    ::unlink(temporary.c_str());
    throw;
  }
  syncFolder(file.parent_path());
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
