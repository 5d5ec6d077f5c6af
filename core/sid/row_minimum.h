#pragma once
#include <cstdint>

namespace ghost::sid {

/// Index of the smallest of n values, the first of equals, vectorised; 0 when n < 1 or all are infinite.
std::int64_t indexOfLeast(const float* values, std::int64_t n);
std::int64_t indexOfLeast(const double* values, std::int64_t n);

/// The two smallest of values[i] + added[i] and the first index of the smallest; infinite where there are not so many.
struct LeastTwo {
  std::int64_t at;
  float least, second;
};
LeastTwo leastTwo(const float* values, const float* added, std::int64_t n);

}  // namespace ghost::sid
