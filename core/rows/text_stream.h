#pragma once
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "rows/reading.h"

namespace ghost::rows {

/// The bytes of one file in order, gzip undone where the first bytes say so (never the name); several gzip members one after the other are one text.
/// A thread of its own reads and inflates a few blocks ahead, so memory stays at some megabytes whatever the file holds.
class TextStream {
 public:
  /// Throws Error{Data} when the file can't be opened, is no regular file, or is packed in a way that isn't read here (zip, zstd, xz, bzip2, UTF-16).
  TextStream(const std::filesystem::path& file, Reading& reading);
  ~TextStream();
  TextStream(const TextStream&) = delete;
  TextStream& operator=(const TextStream&) = delete;

  /// The next block, valid until the next call; empty at the end and after a stop request. Throws Error{Data} for gzip data that is cut off, damaged,
  /// followed by something else, or that swells more than 200 times (a decompression bomb).
  std::string_view next();

 private:
  struct Impl;
  std::unique_ptr<Impl> m_impl;
};

/// The first `most` bytes of a file's text, gzip undone, a byte order mark taken off, lines ending with LF (CRLF stays); empty where it can't be read. For recognising formats: throws for nothing.
std::string startOfText(const std::filesystem::path& file, std::size_t most = 1 << 16);

}  // namespace ghost::rows
