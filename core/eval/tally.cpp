#include "eval/tally.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/error.h"
#include "eval/metrics.h"

namespace ghost::eval {
namespace {

/// What is known of each item, looked up once a slot.
struct ItemGroups {
  const data::Popularity& popularity;
  std::vector<std::int8_t> fifths;

  std::size_t group(data::ItemId item) const { return popularity.isHead(item) ? 0 : 1; }
  std::size_t fifth(data::ItemId item) const { return static_cast<std::size_t>(fifths[static_cast<std::size_t>(item)]); }
  double count(data::ItemId item) const { return static_cast<double>(popularity.count[static_cast<std::size_t>(item)]); }
};

void countSlots(const decode::RankedList& list, const ItemGroups& groups, Tally& tally) {
  std::array<bool, 2> any{};
  const std::size_t slots = std::min(list.items.size(), static_cast<std::size_t>(tally.k));
  for (std::size_t i = 0; i < slots; ++i) {
    const data::ItemId item = list.items[i];
    if (item < 0) {
      ++tally.invalid;
      continue;
    }
    ++tally.slots[groups.group(item)];
    ++tally.fifthSlots[groups.fifth(item)];
    ++tally.exposure[static_cast<std::size_t>(item)];
    tally.popularitySum += groups.count(item);
    any[groups.group(item)] = true;
  }
  for (std::size_t g = 0; g < 2; ++g) tally.shown[g] += any[g];
}

void countTarget(const decode::RankedList& list, int rank, const ItemGroups& groups, Tally& tally) {
  const std::size_t group = groups.group(list.target), fifth = groups.fifth(list.target);
  ++tally.targets[group];
  ++tally.fifthTargets[fifth];
  if (rank < 0 || rank >= tally.k) return;
  ++tally.hits[group];
  ++tally.fifthHits[fifth];
  tally.ndcg[group] += gain(rank, tally.k);
  tally.fifthNdcg[fifth] += gain(rank, tally.k);
  tally.reciprocalRanks += 1.0 / (rank + 1);
}

}  // namespace

double gain(int rank, int k) { return rank >= 0 && rank < k ? 1 / std::log2(rank + 2.0) : 0; }

void requireCatalogue(const decode::RankedList& list, const data::Popularity& popularity) {
  const auto fail = [&](data::ItemId item) {
    return dataError("ranked lists", fmt::format("user {}: item id {} is outside the catalogue of {} items; the lists belong to other data", list.user, item, popularity.items()));
  };
  if (list.target < 0 || list.target >= popularity.items()) throw fail(list.target);
  for (const auto item : list.items)
    if (item < -1 || item >= popularity.items()) throw fail(item);
}

Tally tally(std::span<const decode::RankedList> lists, const data::Popularity& popularity, int k) {
  if (k < 1) throw usageError("metrics", fmt::format("a cut of {} is asked for; K is 1 or more", k));
  if (lists.empty()) throw dataError("ranked lists", "there is no list to evaluate; decode at least one user first");
  const ItemGroups groups{popularity, popularity.fifths()};
  Tally tally;
  tally.k = k;
  tally.users = static_cast<std::int64_t>(lists.size());
  tally.exposure.resize(popularity.count.size());
  tally.gh = {popularity.headShare, 1 - popularity.headShare};
  const auto ranks = targetRanks(lists);
  for (std::size_t u = 0; u < lists.size(); ++u) {
    requireCatalogue(lists[u], popularity);
    countSlots(lists[u], groups, tally);
    countTarget(lists[u], ranks[u], groups, tally);
  }
  return tally;
}

}  // namespace ghost::eval
