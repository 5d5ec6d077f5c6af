#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "data/data_set.h"

namespace ghost::data {

/// Writes <name>.inter and <name>.item as RecBole's own reader takes them: pandas (python engine) on tabs, with its rules for quotes. A field that begins with a quote, or holds
/// tabs or line ends, is quoted and its quotes are doubled, any other one stands as it is; behind a text that pandas takes for missing (NA, null, ...) stands a blank, which
/// the splitting into tokens takes away again. Items keep their numbers, timestamps are positions in the sequence. Returns sentences about what is lost.
/// Throws Error{Data} for a user without a name, Error{Resource} when writing fails.
std::vector<std::string> writeRecbole(const DataSet& dataSet, const std::filesystem::path& folder);

/// One field of such a file.
std::string recboleField(std::string text);

}  // namespace ghost::data
