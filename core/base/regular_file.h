#pragma once
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>

namespace ghost {

/// A file opened for reading; every reader of the program opens its files here. Only regular files are taken: opening a pipe, a socket or a device that
/// lies in the place of a file may wait for ever. Throws Error{Data} that names the path for what can't be opened or read, or is of another kind.
/// Reads at a place carry their own place, so several threads may make them; read() moves on and is for one thread.
class RegularFile {
 public:
  /// OwnAllowed: what the caller handed over as /dev/stdin or /dev/fd/N (as shells do for `<(...)`) may be a pipe or a terminal.
  enum class Pipes { Refused, OwnAllowed };
  explicit RegularFile(std::filesystem::path file, Pipes pipes = Pipes::Refused);
  ~RegularFile();
  RegularFile(const RegularFile&) = delete;
  RegularFile& operator=(const RegularFile&) = delete;

  const std::filesystem::path& path() const { return m_file; }
  /// Bytes the file had when it was opened; it may grow while it is read. 0 for a pipe.
  std::uint64_t size() const { return m_size; }
  bool isPipe() const { return m_pipe; }
  /// The next bytes, at most `most`; 0 at the end.
  std::size_t read(char* to, std::size_t most);
  /// The bytes from `offset` on, at most `most`; 0 at the end.
  std::size_t readAt(std::uint64_t offset, char* to, std::size_t most) const;

 private:
  std::filesystem::path m_file;
  int m_descriptor = -1;
  std::uint64_t m_size = 0;
  bool m_pipe = false;
};

/// The first line of a small text file without its end; empty where there is none to read.
std::string firstLineOf(const std::filesystem::path& file);

}  // namespace ghost
