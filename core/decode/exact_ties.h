#pragma once
#include <cstdint>
#include <functional>
#include <span>
#include <unordered_map>
#include <vector>

#include "data/popularity.h"
#include "decode/floor_lists.h"

namespace ghost::decode {

/// Which scores are equal in exact arithmetic, although rounding made them differ: sums of terms q c^-1/2 d^-p with rational q, whole counts c and d, and a
/// decimal p. Roots of whole numbers that differ in more than a rational factor are linearly independent over the rationals, so two such sums are equal exactly
/// where each kind of root has the same rational factor in both. A mark is the value of that form in the field of integers modulo 2^61 - 1, every kind of root an
/// element of its own there: equal numbers have equal marks, and marks of different ones agree with a probability below 10^-17.
class RootMarks {
 public:
  using Mark = std::uint64_t;
  /// `power` is p, as its shortest decimal says it: 0.25 is a quarter.
  explicit RootMarks(double power);

  /// Of own^-1/2 * other^-p; both at least 1. Kept once known, so an object belongs to one thread.
  Mark root(std::int64_t own, std::int64_t other);
  /// Of a decimal and of a whole number.
  static Mark decimal(double value);
  static Mark whole(std::int64_t value);
  static Mark sum(Mark a, Mark b);
  static Mark product(Mark a, Mark b);

 private:
  struct Factor {
    std::int64_t prime = 0;
    int exponent = 0;
  };
  const std::vector<Factor>& factorsOf(std::int64_t number);

  std::int64_t m_numerator = 0, m_denominator = 1;  ///< of p
  std::unordered_map<std::int64_t, std::vector<Factor>> m_factors;
  std::unordered_map<std::uint64_t, Mark> m_roots;
};

/// Fills in the mark of each item of `tied`, in their order.
using MarkTied = std::function<void(std::span<const ScoredItem> tied, std::span<RootMarks::Mark> marks)>;

/// Puts the best `keep` items first and drops the others: by score, where scores whose marks agree are equal (and given one value), then by count, then by id.
/// Marks are only asked for among scores that are within rounding of each other. Without `marks` scores are taken as exact.
void rankExactly(std::vector<ScoredItem>& items, std::size_t keep, const data::Popularity& popularity, const MarkTied& marks);

}  // namespace ghost::decode
