#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "data/popularity.h"
#include "decode/ranked_list.h"

namespace ghost::eval {

/// What stands at each place of the lists, counted over users: position 0 is the top. At every position
/// head + tail + invalid + empty = users, and the five fifths sum to head + tail. For the head/tail list composition figure.
struct Composition {
  std::int64_t users = 0;
  std::vector<double> head, tail;                            ///< per position; a SID that n items share counts 1/n for each, as in tally.h
  std::vector<std::int64_t> invalid, empty;                  ///< per position
  std::vector<std::array<double, 5>> fifths;                 ///< per position, most popular first

  int positions() const { return static_cast<int>(head.size()); }
  /// Share of head items among the slots of positions 0 .. k-1 (GP_head@k of the metrics); k <= positions().
  double headShare(int k) const;
  double tailShare(int k) const;
};

/// Counts the first `positions` places. Throws Error{Data} for no list at all or an item id without a count.
Composition composition(std::span<const decode::RankedList> lists, const data::Popularity& popularity, int positions);

}  // namespace ghost::eval
