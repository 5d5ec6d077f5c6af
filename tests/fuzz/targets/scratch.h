#pragma once
#include <filesystem>
#include <string>
#include <string_view>

namespace ghost::fuzz {

/// A folder of this process in memory where the machine has that (/dev/shm), removed when the program ends well.
const std::filesystem::path& scratchFolder();
/// The bytes as a file in it; one of the same name is overwritten in place, which is cheaper than a new one.
std::filesystem::path scratchFile(const std::string& name, std::string_view bytes);

}  // namespace ghost::fuzz
