#pragma once
#include <string>
#include <vector>

#include "base/json_file.h"
#include "base/param_spec.h"
#include "recipe/recipe.h"
#include "run/project.h"

namespace ghost::run {

/// Inner header of the room: what is written down about a start, so that a result can be traced to what made it.

/// Where a program was built from and on what it runs: {program, program_sha256, git_commit, versions{}, host, processor, cores, gpu, driver}.
/// git_commit is that of the checkout around the program, null outside one; program_sha256 tells builds of one commit apart.
OrderedJson programFacts();

/// Commit of the checkout that holds `place`, empty if there is none; worktrees and packed refs are understood.
std::string gitCommitAround(std::filesystem::path place);

/// One hash over recipe, values and backend; two runs with the same config hash and data hashes should give the same result.
std::string configHash(const recipe::Recipe& recipe, const ParamValues& values, const std::string& backend);

/// config.toml: recipe, profile, data set, backend, project paths and every parameter's value.
std::string configText(const recipe::Recipe& recipe, const ParamValues& values, const Project& project, const std::string& dataSet, const std::string& backend);
struct RecordedConfig {
  std::string recipe, backend;
  OrderedJson values;
};
/// Throws Error{Data}.
RecordedConfig readConfig(const std::filesystem::path& file);

}  // namespace ghost::run
