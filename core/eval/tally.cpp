#include "eval/tally.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/error.h"

namespace ghost::eval {
namespace {

/// What is known of each item, looked up once a slot.
struct ItemGroups {
  const data::Popularity& popularity;
  std::vector<std::int8_t> fifths;

  std::size_t group(data::ItemId item) const { return popularity.isHead(item) ? 0 : 1; }
  std::size_t fifth(data::ItemId item) const { return static_cast<std::size_t>(fifths[static_cast<std::size_t>(item)]); }
};

void countSlots(const decode::RankedList& list, const ItemGroups& groups, Tally& tally) {
  std::array<bool, 2> any{};
  decode::forEachPlace(list, static_cast<std::size_t>(tally.k), [&](std::size_t, std::span<const data::ItemId> items) {
    const PlaceFacts facts = factsOf(items, groups.popularity);
    if (facts.items == 0) {
      ++tally.invalid;
      return;
    }
    tally.sharedSlots += facts.items > 1;
    tally.slots[0] += facts.head;
    tally.slots[1] += 1 - facts.head;
    tally.popularitySum += facts.popularity;
    const double part = 1 / static_cast<double>(facts.items);
    std::array<std::int64_t, 5> inFifth{};
    for (const data::ItemId item : items) {
      ++inFifth[groups.fifth(item)];
      tally.exposure[static_cast<std::size_t>(item)] += part;
      any[groups.group(item)] = true;
    }
    // Counted first and divided once: adding 1/n item by item would round in the order of their numbers.
    for (std::size_t g = 0; g < inFifth.size(); ++g) tally.fifthSlots[g] += static_cast<double>(inFifth[g]) / static_cast<double>(facts.items);
  });
  for (std::size_t g = 0; g < 2; ++g) tally.shown[g] += any[g];
}

void countTarget(const decode::RankedList& list, const ItemGroups& groups, Tally& tally) {
  const std::size_t group = groups.group(list.target), fifth = groups.fifth(list.target);
  ++tally.targets[group];
  ++tally.fifthTargets[fifth];
  const TargetPlace at = targetPlace(list);
  if (at.rank < 0 || at.rank >= tally.k) return;
  const double part = 1 / static_cast<double>(at.sharers), gained = gain(at.rank, tally.k);
  ++tally.sidHits[group];
  tally.sidNdcg[group] += gained;
  tally.hits[group] += part;
  tally.fifthHits[fifth] += part;
  tally.ndcg[group] += part * gained;
  tally.fifthNdcg[fifth] += part * gained;
  tally.reciprocalRanks += part / (at.rank + 1);
}

}  // namespace

PlaceFacts factsOf(std::span<const data::ItemId> items, const data::Popularity& popularity) {
  if (items.front() < 0) return {};
  std::int64_t heads = 0, events = 0;
  for (const data::ItemId item : items) {
    heads += popularity.isHead(item);
    events += popularity.count[static_cast<std::size_t>(item)];
  }
  const auto n = static_cast<double>(items.size());
  return {items.size(), static_cast<double>(heads) / n, static_cast<double>(events) / n};
}

TargetPlace targetPlace(const decode::RankedList& list) {
  TargetPlace found;
  if (list.target < 0) return found;
  decode::forEachPlace(list, list.places(), [&](std::size_t place, std::span<const data::ItemId> items) {
    if (found.rank < 0 && std::find(items.begin(), items.end(), list.target) != items.end()) found = {static_cast<int>(place), items.size()};
  });
  return found;
}

double gain(int rank, int k) { return rank >= 0 && rank < k ? 1 / std::log2(rank + 2.0) : 0; }

void requireCatalogue(const decode::RankedList& list, const data::Popularity& popularity) {
  const auto fail = [&](data::ItemId item) {
    return dataError("ranked lists", fmt::format("user {}: item id {} is outside the catalogue of {} items; the lists belong to other data", list.user, item, popularity.items()));
  };
  if (list.target < 0 || list.target >= popularity.items()) throw fail(list.target);
  for (const auto item : list.items)
    if (item < -1 || item >= popularity.items()) throw fail(item);
  std::int64_t placed = 0;
  for (const auto items : list.itemsAtPlace) placed += items;
  if (!list.itemsAtPlace.empty() && placed != std::ssize(list.items))
    throw Error(ErrorCode::Internal, "ranked lists", fmt::format("user {}: the places hold {} items, the list {}", list.user, placed, list.items.size()));
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
  for (const auto& list : lists) {
    requireCatalogue(list, popularity);
    countSlots(list, groups, tally);
    countTarget(list, groups, tally);
  }
  return tally;
}

}  // namespace ghost::eval
