#pragma once
#include <cmath>
#include <compare>

namespace ghost::decode {

/// A sum of a few dozen doubles without rounding: the sum as a double and what that double lacks (error-free transformation). Sums of the same numbers in another
/// order are equal, so beams and SIDs that are equal in exact arithmetic tie. What isn't finite stays as plain addition leaves it.
struct ExactSum {
  double high = 0, low = 0;

  void add(double value) {
    const double sum = high + value, back = sum - high;
    low += (high - (sum - back)) + (value - back);
    high = sum + low;
    low = std::isfinite(high) ? (sum - high) + low : 0;
    if (!std::isfinite(high)) high = sum;
  }
  ExactSum plus(double value) const {
    ExactSum sum = *this;
    sum.add(value);
    return sum;
  }
  /// Rounded once.
  double value() const { return high + low; }
  /// The sum divided, rounded as if the division had seen all its digits: n times one number, over n, is that number for every n.
  double over(double divisor) const {
    const double quotient = high / divisor;
    if (!std::isfinite(quotient)) return quotient;
    return quotient + (std::fma(-quotient, divisor, high) + low) / divisor;
  }
  std::partial_ordering operator<=>(const ExactSum& other) const {
    if (const auto order = high <=> other.high; order != 0) return order;
    return low <=> other.low;
  }
  bool operator==(const ExactSum& other) const = default;
};

}  // namespace ghost::decode
