#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include <QString>

#include "base/json_file.h"

namespace ghost::workbench {

/// What is to be run: the one value from which form, estimate, copied command and worker command are made. Values are laid over the project's settings.
struct JobRequest {
  QString recipe;
  OrderedJson values = OrderedJson::object();   ///< parameters that are to be said: those that differ from the recipe's defaults or are set by the project
  QString resume;                               ///< name of the run to continue; empty = a new one
  QString backend;                              ///< empty = the worker's default
  OrderedJson implied = OrderedJson::object();  ///< the others, at the recipe's defaults. A queued job keeps them too, so that what project.toml says later doesn't change it
  bool startOver = false;                       ///< with `resume`: the run's training is forgotten and begins again at step 0
  /// The same as a command line.
  std::vector<std::string> command(const std::filesystem::path& project) const;
  /// Said and implied ones.
  OrderedJson allValues() const;
};

}  // namespace ghost::workbench
