#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "data/popularity.h"
#include "decode/ranked_list.h"

namespace ghost::eval {

/// What one pass over ranked lists counts for one cut K. Index 0 of a pair is head, 1 tail; slots after the end of a short list are empty: they belong to no
/// group and stay in the denominator users * K.
struct Tally {
  int k = 0;
  std::int64_t users = 0;
  std::array<std::int64_t, 2> targets{};      ///< users by the group of their target
  std::array<std::int64_t, 2> hits{};         ///< of these, target within K
  std::array<double, 2> ndcg{};               ///< sum of 1 / log2(rank + 1)
  double reciprocalRanks = 0;
  std::array<std::int64_t, 2> slots{};        ///< slots holding an item of the group
  std::int64_t invalid = 0;                   ///< slots holding -1
  std::array<std::int64_t, 2> shown{};        ///< users with at least one item of the group
  double popularitySum = 0;                   ///< training counts over all slots
  std::vector<std::int64_t> exposure;         ///< per item: users who have it within K
  std::array<std::int64_t, 5> fifthTargets{}, fifthHits{}, fifthSlots{};
  std::array<double, 5> fifthNdcg{};
  std::array<double, 2> gh{};                 ///< share of each group in the training events

  double share(int group) const { return static_cast<double>(slots[static_cast<std::size_t>(group)]) / (static_cast<double>(users) * k); }
};

/// 1 / log2(rank + 2) for a 0-based rank below k, else 0.
double gain(int rank, int k);

/// Throws Error{Data} naming the user when the target isn't in [0, items) or a recommended item isn't in [-1, items).
void requireCatalogue(const decode::RankedList& list, const data::Popularity& popularity);

/// Throws Error{Data} for no list at all or an item id without a count.
Tally tally(std::span<const decode::RankedList> lists, const data::Popularity& popularity, int k);

}  // namespace ghost::eval
