#include "run/artifact_store.h"

#include "base/file_ops.h"
#include "base/file_stream.h"

namespace ghost::run {
namespace fs = std::filesystem;

namespace {

/// Links are followed, as whoever moves the copy to another machine expects.
void copyFiles(const fs::path& from, const fs::path& to) {
  for (const auto& entry : entriesOf(from)) {
    std::error_code ignored;
    const fs::path copy = to / entry.path().filename();
    if (!entry.is_directory(ignored)) {
      copyFileAtomically(entry.path(), copy);
      continue;
    }
    createFolders(copy);
    copyFiles(entry.path(), copy);
  }
}

}  // namespace

std::string stageHash(std::string_view stage, int version, const OrderedJson& inputs) {
  return ContentHash().add(stage).add(version).add(inputs.dump()).hex();
}

bool ArtifactStore::has(const std::string& hash) const {
  std::error_code ignored;
  return fs::is_directory(path(hash), ignored);
}

void copyWhole(const fs::path& from, const fs::path& to) {
  std::error_code ignored;
  if (fs::exists(to, ignored)) return;
  FolderCommit folder(to);
  copyFiles(from, folder.path());
  folder.commit();
}

}  // namespace ghost::run
