#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "base/json_file.h"

namespace ghost::cli {

/// What the demonstration's runs showed, a sentence each, read from their metrics alone: nothing is said that the rows don't hold. `rows` are the rows
/// of demo.json (recipe, users, k, by_length_penalty where several were decoded); a recipe that isn't among them is passed over.
std::vector<std::string> demoStory(const OrderedJson& rows);

/// The next three things to try in `folder`, each with the command that does it.
std::vector<std::string> demoNextSteps(const std::filesystem::path& folder);

}  // namespace ghost::cli
