#include "data/popularity.h"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>

#include "base/error.h"
#include "data/split.h"

namespace ghost::data {
namespace {

std::int64_t itemsWithEvents(const std::vector<std::int64_t>& counts) {
  return std::count_if(counts.begin(), counts.end(), [](std::int64_t count) { return count >= 1; });
}

/// First count x at which the items with 1 <= c <= x reach 0.8 N; in integers, so that no rounding decides. Small counts, nearly all of them, are counted by value:
/// a copy of all would be the largest thing in memory while a catalogue of millions is imported.
std::int64_t threshold(const std::vector<std::int64_t>& counts, std::int64_t present) {
  constexpr std::int64_t small = 1 << 12;
  std::vector<std::int64_t> items(static_cast<std::size_t>(small)), large;
  for (const std::int64_t count : counts)
    if (count >= 1) count < small ? void(++items[static_cast<std::size_t>(count)]) : large.push_back(count);
  std::int64_t needed = (4 * present + 4) / 5;
  for (std::size_t count = 1; count < items.size(); ++count)
    if (needed -= items[count]; needed <= 0) return static_cast<std::int64_t>(count);
  std::nth_element(large.begin(), large.begin() + (needed - 1), large.end());
  return large[static_cast<std::size_t>(needed - 1)];
}

/// Larger counts first, equal ones by `tie`.
template <class Tie>
std::vector<ItemId> byCount(const std::vector<std::int64_t>& count, const Tie& tie) {
  std::vector<ItemId> items(count.size());
  std::iota(items.begin(), items.end(), 0);
  std::sort(items.begin(), items.end(), [&](ItemId a, ItemId b) {
    const auto countA = count[static_cast<std::size_t>(a)], countB = count[static_cast<std::size_t>(b)];
    return countA != countB ? countA > countB : tie(a) < tie(b);
  });
  return items;
}

std::vector<std::int32_t> firstAppearances(const Interactions& interactions, std::int32_t items) {
  std::vector<std::int32_t> order(static_cast<std::size_t>(items), -1);
  std::int32_t next = 0;
  for (const ItemId item : interactions.items)
    if (auto& place = order[static_cast<std::size_t>(item)]; place < 0) place = next++;
  for (auto& place : order)
    if (place < 0) place = next++;
  return order;
}

}  // namespace

std::vector<ItemId> Popularity::byPopularity() const {
  return byCount(count, [](ItemId item) { return item; });
}

std::vector<std::int8_t> Popularity::fifths() const {
  const auto sorted = byCount(count, [&](ItemId item) { return order.empty() ? item : order[static_cast<std::size_t>(item)]; });
  std::vector<std::int8_t> group(sorted.size());
  for (std::size_t g = 0; g < 5; ++g)
    for (std::size_t i = g * sorted.size() / 5; i < (g + 1) * sorted.size() / 5; ++i) group[static_cast<std::size_t>(sorted[i])] = static_cast<std::int8_t>(g);
  return group;
}

Popularity popularityOfCounts(std::vector<std::int64_t> counts) {
  Popularity result;
  const std::int64_t present = itemsWithEvents(counts);
  if (present == 0)
    throw dataError("head/tail rule", "no item has a training event; users need at least 3 items each, of which the last two are held out");
  result.x80 = threshold(counts, present);
  result.head.resize(counts.size());
  std::int64_t headEvents = 0;
  for (std::size_t item = 0; item < counts.size(); ++item) {
    result.trainEvents += counts[item];
    if (counts[item] <= result.x80) continue;
    result.head[item] = true;
    result.headItems.push_back(static_cast<ItemId>(item));
    headEvents += counts[item];
  }
  if (result.headItems.empty())
    throw dataError("head/tail rule", fmt::format("the head is empty: none of the {} items with training events has a count above the threshold x80 = {} (first count that covers 80 % of them); the data needs a few items that stand out", present, result.x80));
  result.headShare = static_cast<double>(headEvents) / static_cast<double>(result.trainEvents);
  result.count = std::move(counts);
  return result;
}

Popularity popularity(const Interactions& interactions, std::int32_t items) {
  std::vector<std::int64_t> counts(static_cast<std::size_t>(items));
  for (UserId user = 0; user < interactions.users(); ++user)
    for (const ItemId item : trainSequence(interactions.sequence(user))) ++counts[static_cast<std::size_t>(item)];
  Popularity result = popularityOfCounts(std::move(counts));

  result.order = firstAppearances(interactions, items);
  result.headItems.clear();
  std::vector<bool> listed(static_cast<std::size_t>(items));
  for (UserId user = 0; user < interactions.users(); ++user)
    for (const ItemId item : trainSequence(interactions.sequence(user))) {
      if (!result.isHead(item) || listed[static_cast<std::size_t>(item)]) continue;
      listed[static_cast<std::size_t>(item)] = true;
      result.headItems.push_back(item);
    }
  return result;
}

}  // namespace ghost::data
