#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "base/json_file.h"
#include "data/interactions.h"
#include "data/popularity.h"

namespace ghost::data {

/// A data folder of the LC-Rec family: <D>.inter.json and, where present, <D>.item.json. Everything downstream starts from this value.
struct DataSet {
  std::string name;               ///< D
  std::filesystem::path folder;
  Interactions interactions;
  ItemCatalog catalog;
  std::vector<std::string> warnings;

  std::int32_t items() const { return catalog.items; }
};

/// Reads and validates. Throws Error{Data} with file, user and position for: missing or unreadable file, wrong JSON, an item id that is negative, not an
/// integer or outside the item file's catalogue, no user at all, a user with fewer than 3 items, more than one *.inter.json in the folder.
DataSet readDataFolder(const std::filesystem::path& folder);

/// The numbers of `data check` under the keys of the command contract.
OrderedJson statistics(const DataSet& dataSet, const Popularity& popularity);

}  // namespace ghost::data
