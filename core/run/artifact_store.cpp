#include "run/artifact_store.h"

#include "base/error.h"
#include "base/file_ops.h"

namespace ghost::run {
namespace fs = std::filesystem;

std::string stageHash(std::string_view stage, int version, const OrderedJson& inputs) {
  return ContentHash().add(stage).add(version).add(inputs.dump()).hex();
}

bool ArtifactStore::has(const std::string& hash) const {
  std::error_code ignored;
  return fs::is_directory(path(hash), ignored);
}

void copyWhole(const fs::path& from, const fs::path& to) {
  std::error_code error;
  if (fs::exists(to, error)) return;
  createFolders(to.parent_path());
  FolderCommit folder(to);
  fs::copy(from, folder.path(), fs::copy_options::recursive, error);
  if (error) throw resourceError(to.string(), "can't be written: copying " + from.string() + " failed: " + error.message());
  folder.commit();
}

}  // namespace ghost::run
