#pragma once
#include <filesystem>
#include <string>

namespace ghost::data {

/// A sentence for a file that no format recognises but whose layout is known: what it is and what to do with it. Empty where nothing is known.
std::string formatHint(const std::filesystem::path& file);

}  // namespace ghost::data
