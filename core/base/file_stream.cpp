#include "base/file_stream.h"

#include <unistd.h>

#include <cerrno>
#include <utility>

#include "base/descriptor.h"
#include "base/file_ops.h"
#include "base/regular_file.h"

namespace ghost {
namespace {

constexpr std::size_t bufferBytes = 1 << 18;

}  // namespace

FileStream::FileStream(std::filesystem::path file) : m_file(std::move(file)) {
  tidyFolder(m_file.parent_path(), m_file.filename().string());
  do {
    if (m_descriptor >= 0) ::close(m_descriptor);
    m_temporary = m_file.string() + uniqueSuffix();
    m_descriptor = ::open(m_temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    if (m_descriptor < 0) failWrite(m_file, errno);
  } while (!claim(m_descriptor));
  m_claim = ::fcntl(m_descriptor, F_DUPFD_CLOEXEC, 0);
}

FileStream::~FileStream() {
  if (m_descriptor >= 0) ::close(m_descriptor);
  if (!m_temporary.empty()) ::unlink(m_temporary.c_str());
  if (m_claim >= 0) ::close(m_claim);
}

void FileStream::flush() {
  writeAll(m_descriptor, m_buffer, m_file);
  m_buffer.clear();
}

void FileStream::write(std::string_view bytes) {
  if (m_buffer.size() + bytes.size() > bufferBytes) flush();
  if (bytes.size() > bufferBytes) writeAll(m_descriptor, bytes, m_file);
  else m_buffer += bytes;
}

void FileStream::prepare() {
  if (m_descriptor < 0) return;
  flush();
  if (::fsync(m_descriptor) != 0) failWrite(m_file, errno);
  if (::close(std::exchange(m_descriptor, -1)) != 0) failWrite(m_file, errno);
}

void FileStream::commit() {
  prepare();
  const bool replaces = ::access(m_file.c_str(), F_OK) == 0;
  if (::rename(m_temporary.c_str(), m_file.c_str()) != 0) failWrite(m_file, errno);
  m_temporary.clear();
  try {
    syncFolder(m_file.parent_path());
  } catch (...) {
    if (!replaces) ::unlink(m_file.c_str());  // said to have failed, so it mustn't look as if it hadn't
    throw;
  }
}

void copyFileAtomically(const std::filesystem::path& from, const std::filesystem::path& to) {
  RegularFile source(from);
  FileStream stream(to);
  std::string piece(bufferBytes, '\0');
  while (const std::size_t n = source.read(piece.data(), piece.size())) stream.write({piece.data(), n});
  stream.commit();
}

}  // namespace ghost
