#include "base/file_stream.h"

#include <unistd.h>

#include <cerrno>
#include <utility>

#include "base/descriptor.h"
#include "base/error.h"

namespace ghost {
namespace {

constexpr std::size_t bufferBytes = 1 << 18;

}  // namespace

FileStream::FileStream(std::filesystem::path file) : m_file(std::move(file)), m_temporary(m_file.string() + uniqueSuffix()), m_descriptor(::open(m_temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644)) {
  if (m_descriptor < 0) failWrite(m_file, errno);
}

FileStream::~FileStream() {
  if (m_descriptor >= 0) ::close(m_descriptor);
  if (!m_temporary.empty()) ::unlink(m_temporary.c_str());
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

void FileStream::commit() {
  flush();
  if (::fsync(m_descriptor) != 0) failWrite(m_file, errno);
  if (::close(std::exchange(m_descriptor, -1)) != 0) failWrite(m_file, errno);
  if (::rename(m_temporary.c_str(), m_file.c_str()) != 0) failWrite(m_file, errno);
  m_temporary.clear();
  syncFolder(m_file.parent_path());
}

void copyFileAtomically(const std::filesystem::path& from, const std::filesystem::path& to) {
  const Descriptor source(from, O_RDONLY);
  if (source.value() < 0) throw dataError(from.string(), "can't be read: " + adviceFor(errno));
  FileStream stream(to);
  std::string piece(bufferBytes, '\0');
  for (;;) {
    const ssize_t n = ::read(source.value(), piece.data(), piece.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) throw dataError(from.string(), "reading failed: " + adviceFor(errno));
    if (n == 0) return stream.commit();
    stream.write({piece.data(), static_cast<std::size_t>(n)});
  }
}

}  // namespace ghost
