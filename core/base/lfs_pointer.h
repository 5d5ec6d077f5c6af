#pragma once
#include <cstddef>
#include <filesystem>
#include <string_view>

namespace ghost {

/// How many bytes of a file's start the functions below need to see.
constexpr std::size_t lfsPointerStart = 48;

/// Whether a file begins as the small text that Git LFS leaves in the place of a large file which wasn't fetched.
bool isLfsPointer(std::string_view start);
/// Throws Error{Data} that says how to fetch the file.
void refuseLfsPointer(const std::filesystem::path& file, std::string_view start);

}  // namespace ghost
