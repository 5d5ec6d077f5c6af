#pragma once
#include <filesystem>
#include <vector>

namespace ghost {

/// What lies in a folder, by name, as far as it can be listed, without what is still being written: for lists that show what is there. Where a folder must be
/// read to its end, entriesOf() (file_ops.h) says what is wrong.
std::vector<std::filesystem::directory_entry> entriesAsFarAsListed(const std::filesystem::path& folder);

}  // namespace ghost
