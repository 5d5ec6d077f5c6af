#pragma once
#include <filesystem>
#include <vector>

#include "data/importers.h"

namespace ghost::data {

/// MiniOneRec (methods.md 14.3): a CSV for training, validation and test, whose histories (at most 10 items) are Python list literals, and an info file with a
/// line `sid<TAB>title<TAB>item id` for every item. The parts are cut in time over all users (8:1:1) and items may repeat inside a user. Every row's
/// history and target are put together into the user's sequence; which events were training, validation and test is told in <D>.split.json. Item numbers
/// stay, so the semantic IDs of the info file become <D>.index.json. The source is the folder above train/, valid/, test/ and info/, or one CSV. An item
/// file <D>.item.json below it gives the texts; its descriptions may be Python lists kept as strings.
std::vector<ParamSpec> minionerecParams();
bool sniffMinionerec(const std::filesystem::path& source);
Imported readMinionerec(const ImportInput& input);
Preview previewMinionerec(const ImportInput& input, std::size_t rows);

}  // namespace ghost::data
