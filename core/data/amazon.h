#pragma once
#include <filesystem>
#include <vector>

#include "data/importers.h"

namespace ghost::data {

/// Raw Amazon data of three years (methods.md 14.5). The source is a file of events, or a folder with one and its metadata; files are told apart by what
/// they hold. Events: JSON lines of reviews, or a table of ratings (2014 user,item,rating,time; 2018 item,user,rating,time; 2023 with a header). The item of
/// 2023 is its parent_asin. Metadata: JSON lines, or lines that are Python dicts (2014). A title that is a piece of a web page ("<span id") counts as no
/// metadata, a list of categories ends where such a piece ("</span>") begins, a brand loses its "by".
std::vector<ParamSpec> amazonParams();

bool sniffAmazon2014(const std::filesystem::path& source);
bool sniffAmazon2018(const std::filesystem::path& source);
bool sniffAmazon2023(const std::filesystem::path& source);
Imported readAmazon2014(const ImportInput& input);
Imported readAmazon2018(const ImportInput& input);
Imported readAmazon2023(const ImportInput& input);
Preview previewAmazon2014(const ImportInput& input, std::size_t rows);
Preview previewAmazon2018(const ImportInput& input, std::size_t rows);
Preview previewAmazon2023(const ImportInput& input, std::size_t rows);

}  // namespace ghost::data
