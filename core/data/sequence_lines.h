#pragma once
#include <filesystem>
#include <vector>

#include "data/importers.h"

namespace ghost::data {

/// A user a line: the user's id and the ids of the items in time order, separated by blanks or tabs, as S3-Rec and the programs after it have their data (plain or gzip). A
/// line with fewer than two ids is a bad row. Recognised: ids alone (digits in nearly all of them), three items a user or more on most lines, one line a user, and lines of
/// different length, or more than five ids long with items that stand in several places. Of a folder the one file like that; attributes of the items from <name>_item2attributes.json beside it.
std::vector<ParamSpec> sequenceLinesParams();
bool sniffSequenceLines(const std::filesystem::path& source);
Imported readSequenceLines(const ImportInput& input);
Preview previewSequenceLines(const ImportInput& input, std::size_t rows);

}  // namespace ghost::data
