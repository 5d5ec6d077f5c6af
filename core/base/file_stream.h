#pragma once
#include <filesystem>
#include <string>
#include <string_view>

namespace ghost {

/// Writes a file piece by piece that appears whole or not at all: a temporary file beside it, then commit() syncs, renames and syncs the folder. What the
/// file held before stays until then; without commit() the destructor takes the temporary file away. Errors are those of file_ops.h. Not thread-safe.
/// What writers of the same file that died left beside it is removed at the beginning.
class FileStream {
 public:
  explicit FileStream(std::filesystem::path file);
  ~FileStream();
  FileStream(const FileStream&) = delete;
  FileStream& operator=(const FileStream&) = delete;
  void write(std::string_view bytes);
  /// Everything that may fail for want of space, so that several files can be made ready before the first takes its name. commit() does it where it wasn't done.
  void prepare();
  void commit();

 private:
  void flush();
  std::filesystem::path m_file, m_temporary;
  int m_descriptor = -1;
  int m_claim = -1;  ///< a copy of the descriptor: says that the writer lives, until the file has its name
  std::string m_buffer;
};

/// The bytes of a regular file under another name, some at a time, whatever its size. Throws Error{Data} for a file that can't be read.
void copyFileAtomically(const std::filesystem::path& from, const std::filesystem::path& to);

}  // namespace ghost
