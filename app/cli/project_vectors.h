#pragma once
#include <filesystem>
#include <string>

#include "run/project.h"

namespace ghost::cli {

/// Item vectors as a project may name them: checked against its items, and inside its folder.
struct ProjectVectors {
  std::string setting;          ///< relative to the project folder; empty where `file` was
  bool copied = false;          ///< into the project's data folder, since the file lay elsewhere
  std::int64_t rows = 0, dim = 0;
};
/// `file` is looked for from here, then from the project folder. Throws Error{Data} where it isn't there, can't be read or has another number of rows than the
/// project has items.
ProjectVectors takeVectors(const run::Project& project, const std::string& file);

/// data/<data set>.emb-<encoder>.npy in the project folder; numbered where another file is there already.
std::filesystem::path freeVectorsFile(const run::Project& project, const std::string& dataSet, const std::string& encoder);

}  // namespace ghost::cli
