#pragma once
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "base/json_file.h"

namespace ghost::run {

/// project.toml. Opening a project never runs anything; paths are relative and stay inside the folder.
struct Project {
  static constexpr int schemaVersion = 1;
  std::filesystem::path folder;
  std::string name;
  std::string data = "data";       ///< folder
  std::string vectors;             ///< file; empty = none
  std::string text;                ///< item text file; empty = none
  std::string machine = "local";
  struct RecipeEntry {
    std::string recipe;
    OrderedJson overrides = OrderedJson::object();  ///< key -> value, the table `set` of the file
  };
  std::vector<RecipeEntry> recipes;

  std::filesystem::path dataFolder() const { return folder / data; }
  std::filesystem::path vectorsFile() const { return folder / vectors; }
  std::filesystem::path artifacts() const { return folder / "artifacts"; }
  std::filesystem::path runs() const { return folder / "runs"; }
  std::filesystem::path figures() const { return folder / "figures"; }
};

/// Throws Error{Data} with file and line for a missing file, wrong TOML, a missing or unknown key, an absolute path or one with "..",
/// and a schema version newer than this program ("made by a newer version").
Project openProject(const std::filesystem::path& folder);
/// Writes project.toml atomically, folder made if absent.
void saveProject(const Project& project);
/// Settings of a project to be changed: key (name, data, vectors, text or machine) -> value; an empty value takes an optional key away.
using ProjectChanges = std::vector<std::pair<std::string, std::string>>;
/// Changes them in project.toml where they stand and leaves every other byte, comments among them, as it is. The result is checked as by openProject() before
/// it takes the place of the file, atomically. Throws Error{Usage} for another key, Error{Data} and Error{Resource}; then nothing has changed.
Project changeProject(const std::filesystem::path& folder, const ProjectChanges& changes);
/// True when `folder` holds a project.toml, readable or not.
bool isProject(const std::filesystem::path& folder);

}  // namespace ghost::run
