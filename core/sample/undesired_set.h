#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "data/popularity.h"
#include "embed/item_vectors.h"
#include "embed/neighbour_search.h"
#include "sid/sid_table.h"

namespace ghost::sample {

/// The AUO distractor lists (methods.md 1.2): of the `roughCount` = K_a most cosine-similar items of the opposite class, the `keep` = K_b with the shortest common SID prefix
/// with the target (stable, so ties stay by similarity). Static over training.
struct UndesiredOptions {
  int roughCount = 200;           ///< K_a; 200 paper, 50 released
  int keep = 5;                   ///< K_b
  bool headTargetsToo = false;    ///< released: head targets get tail distractors (methods.md G7)
  int threads = 1;
  embed::NeighbourSearch neighbours = {};  ///< how similar items are found; its threads don't count
};
class UndesiredSets {
 public:
  UndesiredSets() = default;
  /// Empty for items that get none.
  std::span<const sid::ItemId> of(sid::ItemId target) const;
  static UndesiredSets build(const embed::ItemVectors& vectors, const data::Popularity& popularity, const sid::SidTable& table, const UndesiredOptions& options);
  /// Of an approximate search for the similar items.
  std::optional<double> recall() const { return m_recall; }
  /// For tests and imports: explicit lists, one per item.
  static UndesiredSets fromLists(const std::vector<std::vector<sid::ItemId>>& lists);

 private:
  std::vector<std::int32_t> m_offsets{0};
  std::vector<sid::ItemId> m_items;
  std::optional<double> m_recall;
};

/// The ordering step alone (hand test G8): candidates by falling similarity with their common prefix lengths -> the kept indices, in order.
std::vector<int> shortestPrefixFirst(std::span<const int> commonPrefix, int keep);

}  // namespace ghost::sample
