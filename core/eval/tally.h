#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "data/popularity.h"
#include "decode/ranked_list.h"

namespace ghost::eval {

/// What one pass over ranked lists counts for one cut K. Index 0 of a pair is head, 1 tail; places after the end of a short list are empty: they belong to no
/// group and stay in the denominator users * K.
///
/// A place of a SID that n items share stands for all of them, 1/n each: so much of the slot, of the exposure and of the popularity falls to every item, and a
/// target among them counts 1/n of a hit, the expected value when one of the n is drawn. Beside it hits are counted as published code does, which compares SID
/// strings: whole. Without shared SIDs both are the same and all counts are whole numbers.
///
/// Nothing depends on how items are numbered or users ordered, to the last bit: what is added up is counted in whole numbers first, so that systems that are
/// equal in exact arithmetic are equal here.
struct Tally {
  int k = 0;
  std::int64_t users = 0;
  std::array<std::int64_t, 2> targets{};      ///< users by the group of their target
  std::array<double, 2> hits{};               ///< of these, target within K
  std::array<double, 2> ndcg{};               ///< sum of 1 / log2(rank + 1)
  std::array<std::int64_t, 2> sidHits{};      ///< SID of the target within K
  std::array<double, 2> sidNdcg{};
  double reciprocalRanks = 0;
  std::array<double, 2> slots{};              ///< slots holding an item of the group
  std::int64_t invalid = 0;                   ///< slots holding -1
  std::int64_t sharedSlots = 0;               ///< slots holding a SID that several items share
  std::array<std::int64_t, 2> shown{};        ///< users with at least one item of the group
  double popularitySum = 0;                   ///< training counts over all slots
  std::vector<double> exposure;               ///< per item: users who have it within K
  std::array<std::int64_t, 5> fifthTargets{};
  std::array<double, 5> fifthHits{}, fifthSlots{}, fifthNdcg{};
  std::array<double, 2> gh{};                 ///< share of each group in the training events

  double share(int group) const { return slots[static_cast<std::size_t>(group)] / (static_cast<double>(users) * k); }
};

/// What one place of a list holds; an invalid place has no items. head() is the share of head items among its items, popularity() their mean training count.
struct PlaceFacts {
  std::int64_t items = 0, heads = 0;  ///< of the place
  std::int64_t events = 0;            ///< training events of all its items

  double head() const { return static_cast<double>(heads) / static_cast<double>(items); }
  double popularity() const { return static_cast<double>(events) / static_cast<double>(items); }
};
PlaceFacts factsOf(std::span<const data::ItemId> items, const data::Popularity& popularity);

/// Where a target stands: its 0-based place, -1 if absent, and how many items share that place.
struct TargetPlace {
  int rank = -1;
  std::int64_t sharers = 1;
};
TargetPlace targetPlace(const decode::RankedList& list);

/// 1 / log2(rank + 2) for a 0-based rank below k, else 0.
double gain(int rank, int k);

/// Throws Error{Data} naming the user when the target isn't in [0, items) or a recommended item isn't in [-1, items).
void requireCatalogue(const decode::RankedList& list, const data::Popularity& popularity);

/// Throws Error{Data} for no list at all or an item id without a count.
Tally tally(std::span<const decode::RankedList> lists, const data::Popularity& popularity, int k);

}  // namespace ghost::eval
