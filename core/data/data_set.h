#pragma once
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "base/json_file.h"
#include "data/interactions.h"
#include "data/popularity.h"

namespace ghost::data {

/// A data folder of the LC-Rec family: <D>.inter.json and, where present, <D>.item.json and <D>.item2id (the source's ids). Everything downstream starts from this value.
struct DataSet {
  std::string name;               ///< D
  std::filesystem::path folder;
  Interactions interactions;
  ItemCatalog catalog;
  std::vector<std::string> warnings;

  std::int32_t items() const { return catalog.items; }
};

/// Reads and validates; what is odd but usable becomes a warning (repeats inside a user, item ids that nobody has). Throws Error{Data} with file, user and position for: missing or unreadable file, wrong JSON, an item id that is negative, not an
/// integer or outside the item file's catalogue, no user at all, a user with fewer than 3 items, more than one *.inter.json in the folder.
DataSet readDataFolder(const std::filesystem::path& folder);

/// The one <D>.inter.json of a folder. Throws Error{Data} when there is none or more than one.
std::filesystem::path interFileOf(const std::filesystem::path& folder);
/// <D> of a file name that ends in .inter.json.
std::string dataNameOf(const std::filesystem::path& interFile);
/// Reads <D>.item.json; `report` takes the faulty entries, and with line 0 each id below the largest that has no entry; such
/// ids stay in the catalogue with empty text. Throws Error{Data} when no entry is good.
ItemCatalog readItemCatalog(const std::filesystem::path& file, const std::function<void(std::int64_t line, const std::string& fault)>& report);

/// The numbers of `data check` under the keys of the command contract, and those of methods.md 0.2 besides
/// (mean_test_history, truncated_users, arp{top_ten, train_sampling, uniform}: what a recommender of that kind would score in ARP).
OrderedJson statistics(const DataSet& dataSet, const Popularity& popularity);

}  // namespace ghost::data
