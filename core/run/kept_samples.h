#pragma once
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "data/popularity.h"
#include "eval/bootstrap.h"
#include "run/project.h"

namespace ghost::run {

/// Bootstrap samples of one run's saved lists, and what they depend on.
struct SampleRequest {
  std::filesystem::path lists;          ///< file
  std::vector<int> cuts{5, 10};
  int samples = 1000;
  std::uint64_t seed = 42;
};
struct ListSamples {
  std::string users;                    ///< hash of the users and their targets: samples of two lists are paired draw by draw where it is the same
  std::map<int, eval::Resampled> cuts;  ///< per cut
};

/// Keeps the samples of a project's runs on disk (<project>/cache/bootstrap), so that a comparison draws only what it never drew. A file is named by the hash of everything
/// its numbers depend on: lists, interactions, cuts, number of samples, seed. The folder can be deleted at any time; a damaged file is made anew. Any thread; several
/// processes may share the folder.
class KeptSamples {
 public:
  /// Hashes the interactions. Throws Error{Data} where the project has none.
  explicit KeptSamples(const Project& project);
  /// Those kept; nothing where they were never drawn or the lists are gone. Reads one file.
  std::optional<ListSamples> find(const SampleRequest& request) const;
  /// Kept or drawn now (users in ascending order) and kept; what can't be written is returned all the same. Throws Error{Data} as eval::readLists does, and for users
  /// or items that the popularity doesn't have.
  ListSamples get(const SampleRequest& request, const data::Popularity& popularity, int threads) const;

 private:
  std::filesystem::path fileOf(const SampleRequest& request) const;
  std::filesystem::path m_folder;
  std::string m_interactions;           ///< SHA-256
};

}  // namespace ghost::run
