#pragma once
#include <filesystem>

namespace ghost::cli {

/// Where a verb will write, looked at before its work begins: what takes hours mustn't fail over a path that was wrong from the start, and nobody's folder is
/// written into unasked. All of these throw Error{Usage} for something in the way and Error{Resource} for a place that can't be written; nothing is left there.

/// A file to be made in a folder that exists, or a file that it will replace.
void requireWritableFile(const std::filesystem::path& file);
/// A folder to be made, with the folders above it where they are missing.
void requireNewFolder(const std::filesystem::path& folder);
/// The same, but an empty folder will do.
void requireNewOrEmptyFolder(const std::filesystem::path& folder);

/// A folder to write files into, there or not; files of the same names are replaced.
void requireWritableFolder(const std::filesystem::path& folder);

}  // namespace ghost::cli
