#include "output_place.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include <fmt/format.h>

#include "base/error.h"
#include "base/file_ops.h"

namespace ghost::cli {
namespace fs = std::filesystem;
namespace {

fs::path folderOf(const fs::path& path) {
  const fs::path parent = (path.has_filename() ? path : path.parent_path()).parent_path();
  return parent.empty() ? fs::path(".") : parent;
}

/// Permissions don't tell: the superuser passes them all, and /proc lets nobody make a file. So one is made.
void requireWritable(const fs::path& folder, const fs::path& wanted) {
  if (const int nameless = ::open(folder.c_str(), O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600); nameless >= 0) {
    ::close(nameless);
    return;
  }
  // Some file systems know no files without names.
  std::string name = (folder / ".ghost-XXXXXX").string();
  const int descriptor = ::mkostemp(name.data(), O_CLOEXEC);
  if (descriptor < 0) throw resourceError(wanted.string(), fmt::format("can't be written: nothing can be made in {} ({}); check the path, its permissions and the free space, or name another place", folder.string(), std::strerror(errno)));
  ::close(descriptor);
  ::unlink(name.c_str());
}

/// The folder itself or the first above it that exists.
fs::path existingFolder(fs::path folder) {
  std::error_code ignored;
  while (!fs::exists(folder, ignored) && folder != folderOf(folder)) folder = folderOf(folder);
  return folder;
}

[[noreturn]] void failTaken(const fs::path& path, const std::string& advice) { throw usageError(path.string(), "there is something already; " + advice); }

}  // namespace

void requireWritableFile(const fs::path& file) {
  std::error_code ignored;
  if (fs::is_directory(file, ignored) || !file.has_filename()) throw usageError(file.string(), "this is a folder; name a file in it");
  if (fs::exists(file, ignored) && !fs::is_regular_file(file, ignored)) throw usageError(file.string(), "this is no ordinary file and can't be replaced; name another one");
  requireWritable(folderOf(file), file);
}

void requireNewFolder(const fs::path& folder) {
  std::error_code ignored;
  if (fs::exists(folder, ignored)) failTaken(folder, "name a folder that doesn't exist yet");
  requireWritable(existingFolder(folderOf(folder)), folder);
}

void requireNewOrEmptyFolder(const fs::path& folder) {
  std::error_code ignored;
  if (!fs::exists(folder, ignored)) return requireNewFolder(folder);
  if (!fs::is_directory(folder, ignored) || !fs::is_empty(folder, ignored)) failTaken(folder, "name a folder that doesn't exist yet or is empty");
  requireWritable(folder, folder);
}

void requireWritableFolder(const fs::path& folder) {
  std::error_code ignored;
  const fs::path there = existingFolder(folder);
  if (!fs::is_directory(there, ignored)) throw usageError(folder.string(), there.string() + " is a file, a folder was expected; name another place");
  requireWritable(there, folder);
}

}  // namespace ghost::cli
