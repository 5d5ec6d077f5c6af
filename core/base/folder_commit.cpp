#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "base/descriptor.h"
#include "base/file_ops.h"

namespace ghost {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view temporaryMark = ".tmp-", asideMark = ".old-";
constexpr std::size_t digits = 16;

/// The name that a temporary or set aside name stands for; empty for any other name.
std::string nameBehind(const std::string& name, std::string_view mark) {
  const std::size_t tail = mark.size() + digits;
  if (name.size() <= tail || name.compare(name.size() - tail, mark.size(), mark) != 0) return "";
  const std::string_view number = std::string_view(name).substr(name.size() - digits);
  return number.find_first_not_of("0123456789abcdef") == std::string_view::npos ? name.substr(0, name.size() - tail) : "";
}

fs::path asideOf(const fs::path& target) { return target.string() + std::string(asideMark) + uniqueSuffix().substr(temporaryMark.size()); }

bool thereIs(const fs::path& path) {
  std::error_code ignored;
  return fs::symlink_status(path, ignored).type() != fs::file_type::not_found;
}

/// Not when a living writer holds it; see claim().
void removeIfDead(const fs::path& path) {
  std::error_code ignored;
  if (fs::symlink_status(path, ignored).type() != fs::file_type::directory && fs::symlink_status(path, ignored).type() != fs::file_type::regular) return;
  const Descriptor held(path, O_RDONLY | O_NONBLOCK | O_NOFOLLOW);
  if (held.value() < 0 || ::flock(held.value(), LOCK_EX | LOCK_NB) != 0) return;
  fs::remove_all(path, ignored);
}

/// Exchanges two names in one step, or by setting `target` aside. Returns an errno, 0 when it is done; after a failure the names are what they were.
int exchange(const fs::path& fresh, const fs::path& target) {
  if (::renameat2(AT_FDCWD, fresh.c_str(), AT_FDCWD, target.c_str(), RENAME_EXCHANGE) == 0) return 0;
  if (errno != EINVAL && errno != ENOSYS && errno != EOPNOTSUPP) return errno;
  const fs::path aside = asideOf(target);
  if (::rename(target.c_str(), aside.c_str()) != 0) return errno;
  if (::rename(fresh.c_str(), target.c_str()) != 0) {
    const int reason = errno;
    ::rename(aside.c_str(), target.c_str());
    return reason;
  }
  return ::rename(aside.c_str(), fresh.c_str()) == 0 ? 0 : errno;
}

void syncPath(const fs::path& path) {
  const Descriptor descriptor(path, O_RDONLY | O_NONBLOCK);
  if (descriptor.value() < 0 || ::fsync(descriptor.value()) != 0) failWrite(path, errno);
}

void syncBelow(const fs::path& folder) {
  for (const auto& entry : entriesOf(folder)) {
    std::error_code ignored;
    if (entry.is_symlink(ignored)) continue;
    if (entry.is_directory(ignored)) syncBelow(entry.path());
    else syncPath(entry.path());
  }
  syncFolder(folder);
}

}  // namespace

FolderCommit::MadeFolders::~MadeFolders() {
  if (kept) return;
  for (auto folder = folders.rbegin(); folder != folders.rend(); ++folder) ::rmdir(folder->c_str());
}

FolderCommit::FolderCommit(fs::path target) : m_target(target.has_filename() ? std::move(target) : target.parent_path()) {
  const fs::path parent = m_target.parent_path();
  for (fs::path above = parent; !above.empty() && !thereIs(above); above = above.parent_path()) m_made.folders.insert(m_made.folders.begin(), above);
  if (!parent.empty()) createFolders(parent);
  tidyFolder(parent, m_target.filename().string());
  for (;;) {
    m_temporary = m_target.string() + uniqueSuffix();
    if (::mkdir(m_temporary.c_str(), 0777) != 0) failWrite(m_target, errno);
    Descriptor folder(m_temporary, O_RDONLY | O_DIRECTORY);
    if (folder.value() < 0) {
      const int reason = errno;
      ::rmdir(m_temporary.c_str());
      failWrite(m_target, reason);
    }
    if (!claim(folder.value())) continue;
    m_claim = folder.release();
    return;
  }
}

FolderCommit::~FolderCommit() {
  std::error_code ignored;
  if (!m_done) fs::remove_all(m_temporary, ignored);
  m_made.kept = m_made.kept || m_done;
  ::close(m_claim);
}

void FolderCommit::syncAll() const { syncBelow(m_temporary); }

void FolderCommit::takeName() {
  if (::rename(m_temporary.c_str(), m_target.c_str()) != 0) failWrite(m_target, errno);
  try {
    syncFolder(m_target.parent_path());
  } catch (...) {
    m_done = ::rename(m_target.c_str(), m_temporary.c_str()) != 0;
    throw;
  }
  m_done = true;
}

void FolderCommit::commit() {
  syncAll();
  takeName();
}

void FolderCommit::replace() {
  syncAll();
  if (!thereIs(m_target)) return takeName();
  if (const int reason = exchange(m_temporary, m_target); reason != 0) failWrite(m_target, reason);
  try {
    syncFolder(m_target.parent_path());
  } catch (...) {
    exchange(m_temporary, m_target);
    throw;
  }
  m_done = true;
  std::error_code ignored;
  fs::remove_all(m_temporary, ignored);
}

void tidyFolder(const fs::path& folder, std::string_view name) {
  std::error_code ignored;
  const fs::path place = folder.empty() ? fs::path(".") : folder;
  std::vector<fs::path> temporaries, asides;
  for (fs::directory_iterator at(place, ignored); !ignored && at != fs::directory_iterator(); at.increment(ignored)) {
    const std::string found = at->path().filename().string();
    for (const auto& [mark, list] : {std::pair(temporaryMark, &temporaries), std::pair(asideMark, &asides)})
      if (const std::string behind = nameBehind(found, mark); !behind.empty() && (name.empty() || behind == name)) list->push_back(at->path());
  }
  for (const fs::path& aside : asides) {
    const fs::path target = aside.parent_path() / nameBehind(aside.filename().string(), asideMark);
    if (!thereIs(target)) ::rename(aside.c_str(), target.c_str());
    else removeIfDead(aside);
  }
  for (const fs::path& temporary : temporaries) removeIfDead(temporary);
}

bool isTemporary(const fs::path& path) { return !nameBehind(path.filename().string(), temporaryMark).empty(); }

void removeFolder(const fs::path& folder) {
  std::error_code ignored;
  const fs::path temporary = folder.string() + uniqueSuffix();
  fs::remove_all(::rename(folder.c_str(), temporary.c_str()) == 0 ? temporary : folder, ignored);
}

}  // namespace ghost
