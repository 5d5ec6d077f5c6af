#include "sid/collisions.h"

#include <algorithm>
#include <numeric>
#include <span>

namespace ghost::sid {
namespace {

bool less(std::span<const SidToken> a, std::span<const SidToken> b) { return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end()); }
bool equal(std::span<const SidToken> a, std::span<const SidToken> b) { return std::equal(a.begin(), a.end(), b.begin(), b.end()); }

/// Members of an ordered group that share their whole SID with another: equal SIDs stand together in the order of `sids`.
std::int32_t unresolvedIn(const SidTable& table, std::vector<ItemId> items) {
  std::sort(items.begin(), items.end(), [&](ItemId a, ItemId b) { return less(table.sid(a), table.sid(b)); });
  std::int32_t count = 0;
  for (std::size_t begin = 0, end = 0; begin < items.size(); begin = end) {
    while (end < items.size() && equal(table.sid(items[begin]), table.sid(items[end]))) ++end;
    if (end - begin > 1) count += static_cast<std::int32_t>(end - begin);
  }
  return count;
}

std::vector<ItemId> ordered(const SidTable& table, auto key) {
  std::vector<ItemId> order(static_cast<std::size_t>(table.items()));
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](ItemId a, ItemId b) { return less(key(a), key(b)); });
  return order;
}

std::int64_t repeats(const SidTable& table, auto key) {
  const std::vector<ItemId> order = ordered(table, key);
  std::int64_t count = 0;
  for (std::size_t i = 1; i < order.size(); ++i) count += equal(key(order[i - 1]), key(order[i]));
  return count;
}

}  // namespace

std::vector<CollisionGroup> collisionGroups(const SidTable& table) {
  const std::vector<ItemId> order = ordered(table, [&](ItemId item) { return table.codes(item); });
  std::vector<CollisionGroup> groups;
  for (std::size_t begin = 0, end = 0; begin < order.size(); begin = end) {
    while (end < order.size() && equal(table.codes(order[begin]), table.codes(order[end]))) ++end;
    if (end - begin < 2) continue;
    std::vector<ItemId> items(order.begin() + static_cast<std::ptrdiff_t>(begin), order.begin() + static_cast<std::ptrdiff_t>(end));
    const std::int32_t unresolved = unresolvedIn(table, items);
    groups.push_back({std::move(items), unresolved});
  }
  std::sort(groups.begin(), groups.end(), [](const CollisionGroup& a, const CollisionGroup& b) { return a.items.size() != b.items.size() ? a.items.size() > b.items.size() : a.items.front() < b.items.front(); });
  return groups;
}

std::vector<bool> sharedSids(const SidTable& table) {
  const auto sid = [&](ItemId item) { return table.sid(item); };
  const std::vector<ItemId> order = ordered(table, sid);
  std::vector<bool> shared(order.size(), false);
  for (std::size_t i = 1; i < order.size(); ++i)
    if (equal(sid(order[i - 1]), sid(order[i]))) shared[static_cast<std::size_t>(order[i - 1])] = shared[static_cast<std::size_t>(order[i])] = true;
  return shared;
}

CollisionCounts collisionCounts(const SidTable& table) {
  return {repeats(table, [&](ItemId item) { return table.codes(item); }), repeats(table, [&](ItemId item) { return table.sid(item); })};
}

}  // namespace ghost::sid
