#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <span>
#include <string_view>
#include <vector>

namespace ghost {

/// All durable writing goes through this file: what is written is either whole and synced, or not there at all.
/// Every function throws Error{Data} for a file that can't be read and Error{Resource} for one that can't be written (full disk, permissions);
/// the message names the path, the system's reason and what to do.

/// The whole file; refuses one larger than maxBytes before allocating. Regular files, and pipes that the caller passed as /dev/stdin or /dev/fd/N.
std::string readFile(const std::filesystem::path& file, std::uint64_t maxBytes = 4ull << 30);

/// What lies in a folder, by name. Throws Error{Data} that names the folder when it can't be listed to its end.
std::vector<std::filesystem::directory_entry> entriesOf(const std::filesystem::path& folder);
/// All regular files in it and in the folders below, by path.
std::vector<std::filesystem::path> filesBelow(const std::filesystem::path& folder);

/// Temporary file beside it, fsync, rename, fsync of the folder. An existing file keeps its content until the rename.
void writeFileAtomically(const std::filesystem::path& file, std::string_view bytes);
/// The same for content that lies in several places: the pieces one after the other, without a copy of the whole.
void writeFileAtomically(const std::filesystem::path& file, std::span<const std::string_view> pieces);

/// A folder that appears whole or not at all: write into path(), then commit() or replace(). Without them the destructor removes it, and the folders above it
/// that were made for it. Both sync every file and folder below and the parent; when they throw, `target` is what it was.
class FolderCommit {
 public:
  /// Removes what died under the same name before, and claims a temporary name beside `target`.
  explicit FolderCommit(std::filesystem::path target);
  ~FolderCommit();
  FolderCommit(const FolderCommit&) = delete;
  FolderCommit& operator=(const FolderCommit&) = delete;
  const std::filesystem::path& path() const { return m_temporary; }
  /// Takes the name `target`, which must not be there yet or be an empty folder.
  void commit();
  /// The same, but a folder that is there is exchanged for the new one in one step, so that at every moment one of them bears the name, and removed afterwards.
  /// Where the file system can't exchange, the old one is set aside for that moment; tidyFolder() gives it its name back should the process die then.
  void replace();

 private:
  struct MadeFolders {
    std::vector<std::filesystem::path> folders;  ///< topmost first; those still empty are removed at the end unless kept
    bool kept = false;
    ~MadeFolders();
  };
  void syncAll() const;
  void takeName();
  std::filesystem::path m_target, m_temporary;
  MadeFolders m_made;
  int m_claim = -1;
  bool m_done = false;
};

/// What dead writers left in `folder`: their temporary files and folders are removed, and a folder set aside by a replace() that didn't get further has its name
/// back. Only those of `name` where one is given. What living processes are still writing stays. Never throws: what can't be removed is left for the next time.
void tidyFolder(const std::filesystem::path& folder, std::string_view name = {});
/// Whether this is the name of something still being written (or left by a writer that died), which nobody else should look into.
bool isTemporary(const std::filesystem::path& path);
/// Removes a folder with all that is in it; nobody sees half of it under its name. Never throws; what can't be removed is left for tidyFolder().
void removeFolder(const std::filesystem::path& folder);

/// Append-only regular file of lines: one write() a line, so a reader never sees half of one unless the process died inside the call.
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
