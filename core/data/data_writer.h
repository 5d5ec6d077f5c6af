#pragma once
#include <filesystem>
#include <string>
#include <string_view>

#include "data/data_set.h"
#include "data/popularity.h"

namespace ghost::data {

/// Writes <D>.inter.json (one user a line) and, where the catalogue knows more than the largest id seen, <D>.item.json into an existing folder.
/// Users without names (`userNames` is empty) are called by their numbers. Memory: some hundred kilobytes, whatever the data set holds.
/// A <D>.item.json that stands there already stays: an import writes it from texts that were never all in memory (ItemTexts).
/// Each file is written atomically; throws Error{Resource} naming the file that couldn't be.
void writeDataFiles(const DataSet& dataSet, const std::filesystem::path& folder);

/// One item's object of <D>.item.json; all texts are UTF-8.
std::string itemEntry(std::string_view title, std::string_view description, std::string_view brand, std::string_view categories);

/// <D>.head.json (first-appearance order) and <D>.tail.json (every other item of the catalogue, ascending), indent 2.
void writeHeadTail(const std::filesystem::path& folder, const std::string& name, const Popularity& popularity);

}  // namespace ghost::data
