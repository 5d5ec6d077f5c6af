#pragma once
#include <array>
#include <cstdint>
#include <vector>

#include "data/interactions.h"

namespace ghost::data {

/// Training popularity and the head/tail rule of methods.md 0.3, exactly: counts over s[:-2]; x80 = first count x at which the number of items with
/// 1 <= c <= x reaches 0.8 N (N = items with c >= 1); head = {c > x80}, strict. Everything else is tail, items without a training event included.
struct Popularity {
  std::vector<std::int64_t> count;      ///< per item id, training events only
  std::vector<bool> head;               ///< per item id
  std::vector<ItemId> headItems;        ///< in order of first appearance in the training sequences (users in file order)
  std::int64_t x80 = 0;
  std::int64_t trainEvents = 0;
  double headShare = 0;                 ///< GH(head): head share of the training events
  std::vector<std::int32_t> order;      ///< per item id: place in the order of first appearance in the sequences (users in file order), items never seen last; empty: by id

  std::int32_t items() const { return static_cast<std::int32_t>(count.size()); }
  bool isHead(ItemId item) const { return head[static_cast<std::size_t>(item)]; }
  /// Item ids sorted by (-count, id).
  std::vector<ItemId> byPopularity() const;
  /// Five equal-sized popularity groups, 0 = most popular: items sorted by (-count, order), cut at floor(i n / 5). Published data number items by first appearance,
  /// so there it is the rule (-count, id); other numberings of the same data give the same groups.
  std::vector<std::int8_t> fifths() const;
};

/// Throws Error{Data} when the head comes out empty (e.g. counts 5,5,1,1,1), saying so and naming the threshold.
Popularity popularity(const Interactions& interactions, std::int32_t items);
/// The rule alone, on counts; the order of `headItems` is by id. For tests and what-if views; same error.
Popularity popularityOfCounts(std::vector<std::int64_t> counts);

}  // namespace ghost::data
