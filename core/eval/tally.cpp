#include "eval/tally.h"

#include <algorithm>
#include <cmath>
#include <map>

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

/// A sum of fractions, kept as whole numbers per denominator.
class Parts {
 public:
  void add(std::int64_t top, std::int64_t bottom) { bottom == 1 ? m_whole += top : m_parts[bottom] += top; }
  double value() const {
    double sum = static_cast<double>(m_whole);
    for (const auto& [bottom, top] : m_parts) sum += static_cast<double>(top) / static_cast<double>(bottom);
    return sum;
  }

 private:
  std::int64_t m_whole = 0;
  std::map<std::int64_t, std::int64_t> m_parts;
};

/// Hits of one group of users by the place of the target.
struct HitsByRank {
  std::vector<Parts> expected;
  std::vector<std::int64_t> sids;

  explicit HitsByRank(int k) : expected(static_cast<std::size_t>(k)), sids(static_cast<std::size_t>(k)) {}
  void add(const TargetPlace& at) {
    expected[static_cast<std::size_t>(at.rank)].add(1, at.sharers);
    ++sids[static_cast<std::size_t>(at.rank)];
  }
  /// Sum over the ranks of a weight times the hits there.
  template <class Weight>
  double sum(const Weight& weight) const {
    double total = 0;
    for (std::size_t rank = 0; rank < expected.size(); ++rank) total += weight(static_cast<int>(rank)) * expected[rank].value();
    return total;
  }
  template <class Weight>
  double sidSum(const Weight& weight) const {
    double total = 0;
    for (std::size_t rank = 0; rank < sids.size(); ++rank) total += weight(static_cast<int>(rank)) * static_cast<double>(sids[rank]);
    return total;
  }
};

/// One pass over the lists.
class Counting {
 public:
  Counting(const data::Popularity& popularity, int k) : m_groups{popularity, popularity.fifths()}, m_k(k), m_byGroup(2, HitsByRank(k)), m_byFifth(5, HitsByRank(k)) {
    m_tally.k = k;
    m_tally.exposure.resize(popularity.count.size());
    m_tally.gh = {popularity.headShare, 1 - popularity.headShare};
  }

  void add(const decode::RankedList& list) {
    countSlots(list);
    countTarget(list);
    ++m_tally.users;
  }

  Tally finish() {
    const auto gained = [&](int rank) { return gain(rank, m_k); };
    const auto one = [](int) { return 1.0; };
    for (std::size_t g = 0; g < 2; ++g) {
      m_tally.hits[g] = m_byGroup[g].sum(one);
      m_tally.ndcg[g] = m_byGroup[g].sum(gained);
      m_tally.sidHits[g] = static_cast<std::int64_t>(m_byGroup[g].sidSum(one));
      m_tally.sidNdcg[g] = m_byGroup[g].sidSum(gained);
      m_tally.reciprocalRanks += m_byGroup[g].sum([](int rank) { return 1.0 / (rank + 1); });
      m_tally.slots[g] = m_slots[g].value();
    }
    for (std::size_t g = 0; g < 5; ++g) {
      m_tally.fifthHits[g] = m_byFifth[g].sum(one);
      m_tally.fifthNdcg[g] = m_byFifth[g].sum(gained);
      m_tally.fifthSlots[g] = m_fifthSlots[g].value();
    }
    m_tally.popularitySum = m_events.value();
    return std::move(m_tally);
  }

 private:
  void countSlots(const decode::RankedList& list) {
    std::array<bool, 2> any{};
    decode::forEachPlace(list, static_cast<std::size_t>(m_k), [&](std::size_t, std::span<const data::ItemId> items) {
      const PlaceFacts facts = factsOf(items, m_groups.popularity);
      if (facts.items == 0) {
        ++m_tally.invalid;
        return;
      }
      m_tally.sharedSlots += facts.items > 1;
      m_slots[0].add(facts.heads, facts.items);
      m_slots[1].add(facts.items - facts.heads, facts.items);
      m_events.add(facts.events, facts.items);
      for (const data::ItemId item : items) {
        m_fifthSlots[m_groups.fifth(item)].add(1, facts.items);
        m_tally.exposure[static_cast<std::size_t>(item)] += 1 / static_cast<double>(facts.items);
        any[m_groups.group(item)] = true;
      }
    });
    for (std::size_t g = 0; g < 2; ++g) m_tally.shown[g] += any[g];
  }

  void countTarget(const decode::RankedList& list) {
    const std::size_t group = m_groups.group(list.target), fifth = m_groups.fifth(list.target);
    ++m_tally.targets[group];
    ++m_tally.fifthTargets[fifth];
    const TargetPlace at = targetPlace(list);
    if (at.rank < 0 || at.rank >= m_k) return;
    m_byGroup[group].add(at);
    m_byFifth[fifth].add(at);
  }

  ItemGroups m_groups;
  int m_k;
  Tally m_tally;
  std::vector<HitsByRank> m_byGroup, m_byFifth;
  std::array<Parts, 2> m_slots;
  std::array<Parts, 5> m_fifthSlots;
  Parts m_events;
};

}  // namespace

PlaceFacts factsOf(std::span<const data::ItemId> items, const data::Popularity& popularity) {
  if (items.front() < 0) return {};
  std::int64_t heads = 0, events = 0;
  for (const data::ItemId item : items) {
    heads += popularity.isHead(item);
    events += popularity.count[static_cast<std::size_t>(item)];
  }
  return {std::ssize(items), heads, events};
}

TargetPlace targetPlace(const decode::RankedList& list) {
  TargetPlace found;
  if (list.target < 0) return found;
  decode::forEachPlace(list, list.places(), [&](std::size_t place, std::span<const data::ItemId> items) {
    if (found.rank < 0 && std::find(items.begin(), items.end(), list.target) != items.end()) found = {static_cast<int>(place), std::ssize(items)};
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
  Counting counting(popularity, k);
  for (const auto& list : lists) {
    requireCatalogue(list, popularity);
    counting.add(list);
  }
  return counting.finish();
}

}  // namespace ghost::eval
