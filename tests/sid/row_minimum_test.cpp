#include "sid/row_minimum.h"

#include <algorithm>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

#include "base/rng.h"

namespace ghost::sid {
namespace {

constexpr float infinite = std::numeric_limits<float>::infinity();

TEST(RowMinimum, TheFirstOfTheSmallestAtEveryLength) {
  Rng rng(1);
  for (std::int64_t n = 0; n < 150; ++n) {
    std::vector<float> values;
    for (std::int64_t i = 0; i < n; ++i) values.push_back(static_cast<float>(rng.below(20)) - 9);
    const std::vector<double> wide(values.begin(), values.end());
    const auto first = n == 0 ? 0 : std::min_element(values.begin(), values.end()) - values.begin();
    EXPECT_EQ(indexOfLeast(values.data(), n), first) << n;
    EXPECT_EQ(indexOfLeast(wide.data(), n), first) << n;
  }
  EXPECT_EQ(indexOfLeast(std::vector<float>(40, infinite).data(), 40), 0);
}

TEST(RowMinimum, TheTwoSmallestSums) {
  Rng rng(2);
  for (std::int64_t n = 1; n < 150; ++n) {
    std::vector<float> values, added, sums;
    for (std::int64_t i = 0; i < n; ++i) {
      values.push_back(static_cast<float>(rng.below(n % 2 == 0 ? 10 : 1000)));
      added.push_back(static_cast<float>(rng.below(10)));
      sums.push_back(values.back() + added.back());
    }
    const LeastTwo found = leastTwo(values.data(), added.data(), n);
    EXPECT_EQ(found.at, std::min_element(sums.begin(), sums.end()) - sums.begin()) << n;
    std::sort(sums.begin(), sums.end());
    EXPECT_EQ(found.least, sums[0]);
    EXPECT_EQ(found.second, n == 1 ? infinite : sums[1]) << n;
  }
}

}  // namespace
}  // namespace ghost::sid
