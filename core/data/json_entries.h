#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "data/interactions.h"

namespace ghost::data {

/// The two JSON files of the LC-Rec family, read entry by entry: memory stays at the text plus one entry, whatever the file holds.
/// What ends the reading throws Error{Data} with file and line: unreadable file, wrong JSON, nesting deeper than 64, a top level that is no object.
/// What is wrong with one entry is a value, its `fault` (empty = good), so that a strict reader can throw and an importer can count.

/// One user of <D>.inter.json. Faults: not an array, an element that is no integer, an id outside [0, 2^31 - 2], a user that stands twice.
struct InterEntry {
  std::int64_t line = 0;  ///< 1-based, where the entry's key ends
  std::string user;
  std::vector<ItemId> items;
  std::string fault;
};
void readInterJson(const std::filesystem::path& file, const std::function<void(InterEntry&&)>& take);

/// One item of <D>.item.json. A list of strings is joined by ", ", null is "", unknown fields are passed over.
/// Faults: a key that is no id, a value that is no object, an item that stands twice.
struct ItemEntry {
  std::int64_t line = 0;
  ItemId item = -1;
  std::string title, description, brand, categories;
  std::string fault;
};
void readItemJson(const std::filesystem::path& file, const std::function<void(ItemEntry&&)>& take);

}  // namespace ghost::data
