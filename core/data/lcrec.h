#pragma once
#include <filesystem>

#include "data/importers.h"

namespace ghost::data {

/// The LC-Rec family (LC-Rec, LETTER, ED2, Ghost): a folder with one <D>.inter.json, or that file. Item ids stay as they are, so index files, vectors
/// and codebooks of the source still fit and are companions. A user who can't be used (bad ids, fewer than 3 items) is a rejected row; an item that
/// a user names but the item file lacks rejects that user.
bool sniffLcrec(const std::filesystem::path& source);
Imported readLcrec(const std::filesystem::path& source);

}  // namespace ghost::data
