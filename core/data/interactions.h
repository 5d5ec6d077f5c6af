#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace ghost::data {

using ItemId = std::int32_t;
using UserId = std::int32_t;

/// Users' item sequences in time order, CSR: sequence(u) = items[offsets[u] .. offsets[u+1]). Ids are 0-based and contiguous.
/// Immutable once read. `userNames[u]` is the id string of the file (LC-Rec: "0", "1", ...).
struct Interactions {
  std::vector<std::int64_t> offsets{0};
  std::vector<ItemId> items;
  std::vector<std::string> userNames;

  UserId users() const { return static_cast<UserId>(offsets.size() - 1); }
  std::int64_t events() const { return static_cast<std::int64_t>(items.size()); }
  std::span<const ItemId> sequence(UserId user) const {
    return std::span(items).subspan(static_cast<std::size_t>(offsets[user]), static_cast<std::size_t>(offsets[user + 1] - offsets[user]));
  }
};

/// What is known of the items besides who bought them. Each list is empty or has one entry per item.
struct ItemCatalog {
  std::int32_t items = 0;  ///< catalogue size: from the item file, else 1 + the largest id seen
  std::vector<std::string> titles;
  std::vector<std::string> descriptions;
  std::vector<std::string> brands;
  std::vector<std::string> categories;  ///< comma-joined path
  std::vector<std::string> rawIds;      ///< what the source called them (<D>.item2id)

  /// Whether any item can be called by something else than its number.
  bool named() const { return !titles.empty() || !rawIds.empty(); }
  /// Its title, else what the source called it, else "item 12".
  std::string nameOf(ItemId item) const {
    const auto place = static_cast<std::size_t>(item);
    if (place < titles.size() && !titles[place].empty()) return titles[place];
    return place < rawIds.size() && !rawIds[place].empty() ? rawIds[place] : "item " + std::to_string(item);
  }
};

}  // namespace ghost::data
