#pragma once
#include <filesystem>
#include <string>
#include <string_view>

namespace ghost {

/// Writes a file piece by piece that appears whole or not at all: a temporary file beside it, then commit() syncs, renames and syncs the folder. What the
/// file held before stays until then; without commit() the destructor takes the temporary file away. Errors are those of file_ops.h. Not thread-safe.
class FileStream {
 public:
  explicit FileStream(std::filesystem::path file);
  ~FileStream();
  FileStream(const FileStream&) = delete;
  FileStream& operator=(const FileStream&) = delete;
  void write(std::string_view bytes);
  void commit();

 private:
  void flush();
  std::filesystem::path m_file, m_temporary;
  int m_descriptor;
  std::string m_buffer;
};

/// The bytes of a regular file under another name, some at a time, whatever its size. Throws Error{Data} for a file that can't be read.
void copyFileAtomically(const std::filesystem::path& from, const std::filesystem::path& to);

}  // namespace ghost
