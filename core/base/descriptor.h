#pragma once
#include <fcntl.h>
#include <sys/stat.h>

#include <filesystem>
#include <string>
#include <string_view>

namespace ghost {

/// What the writers of this room share: system calls whose failures are sentences. Only the sources of base include it.

/// An open file of the system, closed at the end; value() < 0 where it couldn't be opened (errno tells why).
class Descriptor {
 public:
  Descriptor(const std::filesystem::path& file, int flags, mode_t mode = 0644);
  explicit Descriptor(int value) : m_value(value) {}
  ~Descriptor();
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int value() const { return m_value; }
  int release();

 private:
  int m_value;
};

/// What to do about an errno.
std::string adviceFor(int error);
/// Throws Error{Data} unless what `info` describes is a regular file: the kind that it is instead, and what to do.
void requireRegular(const std::filesystem::path& file, const struct stat& info);
/// Throws Error{Resource}: the file, that it can't be written, and what to do.
[[noreturn]] void failWrite(const std::filesystem::path& file, int error);
/// All of `bytes`, however often the system takes a part; `file` is for the error's sentence.
void writeAll(int descriptor, std::string_view bytes, const std::filesystem::path& file);
void syncFolder(const std::filesystem::path& folder);
/// ".tmp-" and 16 hexadecimal digits that no other writer has; what bears it is tidyFolder()'s once its writer is gone.
std::string uniqueSuffix();
/// Says that this process is still at work on what the descriptor is of, until the last copy of it is closed. False when another took it away meanwhile.
bool claim(int descriptor);

}  // namespace ghost
