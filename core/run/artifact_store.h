#pragma once
#include <filesystem>
#include <string>

#include "base/content_hash.h"
#include "base/json_file.h"

namespace ghost::run {

/// Name of what a stage makes: the hash of its id, its version integer, the hashes of its inputs and its parameters. Same name = the work is done already.
/// Raise a stage's version when the same inputs give another result.
std::string stageHash(std::string_view stage, int version, const OrderedJson& inputs);

/// artifacts/<hash>/ of a project. An entry appears whole or not at all, so two runs that make the same one at once do no harm: the first rename wins.
class ArtifactStore {
 public:
  explicit ArtifactStore(std::filesystem::path folder) : m_folder(std::move(folder)) {}
  std::filesystem::path path(const std::string& hash) const { return m_folder / hash; }
  bool has(const std::string& hash) const;
  const std::filesystem::path& folder() const { return m_folder; }

 private:
  std::filesystem::path m_folder;
};

/// Copies a folder tree so that the target appears whole or not at all; does nothing when the target exists.
void copyWhole(const std::filesystem::path& from, const std::filesystem::path& to);

}  // namespace ghost::run
