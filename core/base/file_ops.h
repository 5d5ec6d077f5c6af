#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <span>
#include <string_view>

namespace ghost {

/// All durable writing goes through this file: what is written is either whole and synced, or not there at all.
/// Every function throws Error{Data} for a file that can't be read and Error{Resource} for one that can't be written (full disk, permissions);
/// the message names the path, the system's reason and what to do.

/// The whole file; refuses one larger than maxBytes before allocating.
std::string readFile(const std::filesystem::path& file, std::uint64_t maxBytes = 4ull << 30);

/// Temporary file beside it, fsync, rename, fsync of the folder. An existing file keeps its content until the rename.
void writeFileAtomically(const std::filesystem::path& file, std::string_view bytes);
/// The same for content that lies in several places: the pieces one after the other, without a copy of the whole.
void writeFileAtomically(const std::filesystem::path& file, std::span<const std::string_view> pieces);

/// A folder that appears whole or not at all: write into path(), then commit(). Without commit() the destructor removes it.
/// commit() syncs every file and folder below, renames to `target` (which must not exist) and syncs the parent.
class FolderCommit {
 public:
  explicit FolderCommit(std::filesystem::path target);
  ~FolderCommit();
  FolderCommit(const FolderCommit&) = delete;
  FolderCommit& operator=(const FolderCommit&) = delete;
  const std::filesystem::path& path() const { return m_temporary; }
  void commit();

 private:
  std::filesystem::path m_target, m_temporary;
  bool m_done = false;
};

/// Append-only file of lines: one write() a line, so a reader never sees half of one unless the process died inside the call.
class LineAppender {
 public:
  explicit LineAppender(const std::filesystem::path& file);
  ~LineAppender();
  LineAppender(const LineAppender&) = delete;
  LineAppender& operator=(const LineAppender&) = delete;
  /// Adds the newline itself; `line` holds none.
  void append(std::string_view line);
  void sync();
  /// Size of the file so far in bytes.
  std::uint64_t offset() const { return m_offset; }

 private:
  std::filesystem::path m_file;
  int m_descriptor = -1;
  std::uint64_t m_offset = 0;
};

void createFolders(const std::filesystem::path& folder);
/// Throws Error{Resource} unless `bytes` and a tenth more are free where `folder` lies.
void requireFreeSpace(const std::filesystem::path& folder, std::uint64_t bytes);

}  // namespace ghost
