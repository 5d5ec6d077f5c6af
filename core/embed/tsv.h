#pragma once
#include <filesystem>

#include "embed/item_vectors.h"

namespace ghost::embed {

/// ED2's table: `id<TAB>numbers` without a header, numbers separated by blanks or tabs, lines in any order, ids 0..N-1 each once.
/// Throws Error{Data} with file and line for anything else.
ItemVectors readTsv(const std::filesystem::path& file);

}  // namespace ghost::embed
