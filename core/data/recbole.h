#pragma once
#include <filesystem>
#include <vector>

#include "data/importers.h"

namespace ghost::data {

/// RecBole's atomic files (methods.md 14.2): tab separated, a header of name:type in any order. <name>.inter holds events; which column is the user, the item, the rating and the
/// time is told by parameters, by the .item and .user files beside it and by the usual names (recbole_columns.h). Split files (.train.inter, .valid.inter, .test.inter) hold examples (user_id, item_id_list, item_id); LC-Rec writes
/// them from the end of a sequence backwards with histories of at most 50 items, so each user's sequence is put together again and checked against every
/// example. <name>.item gives texts. The source is a folder with these files or one of them. Users keep their names; item ids that are exactly 0..N-1 stay.
std::vector<ParamSpec> recboleParams();
bool sniffRecbole(const std::filesystem::path& source);
Imported readRecbole(const ImportInput& input);
Preview previewRecbole(const ImportInput& input, std::size_t rows);

}  // namespace ghost::data
