#pragma once
#include <filesystem>
#include <string>
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
/// True when `folder` holds a project.toml, readable or not.
bool isProject(const std::filesystem::path& folder);

}  // namespace ghost::run
