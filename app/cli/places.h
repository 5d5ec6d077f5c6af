#pragma once
#include <filesystem>
#include <string>

#include "data/data_set.h"
#include "run/project.h"
#include "run/run_folder.h"

namespace ghost::cli {

/// `folder` itself, or the data folder of the project it is.
std::filesystem::path dataFolderOf(const std::filesystem::path& folder);

/// A run folder and the project it lies in.
struct RunPlace {
  run::RunFolder run;
  run::Project project;
};
/// Throws Error{Data} when `folder` is no run folder below the runs/ of a project.
RunPlace openRun(const std::filesystem::path& folder);

/// The folder of a program that lies beside this one, or empty.
std::filesystem::path siblingProgram(const std::string& name);

/// ${XDG_DATA_HOME:-~/.local/share}/ghost-workbench. Throws Error{Usage} when neither variable says where that is.
std::filesystem::path userDataFolder();

}  // namespace ghost::cli
