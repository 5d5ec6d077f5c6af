#include "sid/dedup.h"

#include <algorithm>
#include <numeric>

#include "base/error.h"

namespace ghost::sid {

Dedup dedupOf(std::string_view word) {
  if (word == "all") return Dedup::All;
  if (word == "colliding") return Dedup::Colliding;
  if (word == "repair") return Dedup::Repair;
  if (word == "none") return Dedup::None;
  throw usageError("dedup", "\"" + std::string(word) + "\" is no policy; give all, colliding, repair or none");
}

std::vector<ItemId> headsThenTails(const data::Popularity& popularity) {
  std::vector<ItemId> order = popularity.headItems;
  for (ItemId item = 0; item < popularity.items(); ++item)
    if (!popularity.isHead(item)) order.push_back(item);
  return order;
}

std::vector<std::int32_t> suffixes(const CodeLists& lists, std::span<const ItemId> order, Dedup policy) {
  std::vector<std::int32_t> ordinals(static_cast<std::size_t>(lists.items()), 0);
  if (policy == Dedup::None || policy == Dedup::Repair) return ordinals;
  std::vector<ItemId> sorted(order.begin(), order.end());
  const auto less = [&](ItemId a, ItemId b) {
    const auto left = lists.of(a), right = lists.of(b);
    return std::lexicographical_compare(left.begin(), left.end(), right.begin(), right.end());
  };
  std::stable_sort(sorted.begin(), sorted.end(), less);
  for (auto begin = sorted.begin(); begin != sorted.end();) {
    auto end = begin + 1;
    while (end != sorted.end() && !less(*begin, *end)) ++end;
    if (policy == Dedup::All || end - begin > 1)
      for (auto it = begin; it != end; ++it) ordinals[static_cast<std::size_t>(*it)] = static_cast<std::int32_t>(it - begin) + 1;
    begin = end;
  }
  return ordinals;
}

SidTable tableOf(const CodeLists& lists, std::span<const std::int32_t> suffixes, std::int32_t from) {
  std::vector<std::int32_t> offsets{0};
  std::vector<SidPart> parts;
  parts.reserve(lists.codes.size() + suffixes.size());
  for (ItemId item = 0; item < lists.items(); ++item) {
    std::int8_t level = 0;
    for (const std::int32_t code : lists.of(item)) parts.push_back({level++, code});
    if (const std::int32_t ordinal = suffixes[static_cast<std::size_t>(item)]; ordinal > 0) parts.push_back({-1, from + ordinal - 1});
    offsets.push_back(static_cast<std::int32_t>(parts.size()));
  }
  return SidTable::fromParts(std::move(offsets), parts, "tokens");
}

}  // namespace ghost::sid
