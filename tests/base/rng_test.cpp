// Golden numbers come from an independent implementation of SplitMix64, xoshiro256** and the published first output for seed 0.
#include "base/rng.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ghost {
namespace {

using testing::ElementsAre;

TEST(Rng, StreamsEqualTheGoldenNumbers) {
  Rng zero(0), rng(42);
  EXPECT_EQ(zero.next(), 0x99ec5f36cb75f2b4u);
  EXPECT_EQ(zero.next(), 0xbf6e1f784956452au);
  for (const std::uint64_t expected : {0x15780b2e0c2ec716u, 0x6104d9866d113a7eu, 0xae17533239e499a1u, 0xecb8ad4703b360a1u}) EXPECT_EQ(rng.next(), expected);
}

TEST(Rng, DrawsEqualTheGoldenNumbers) {
  Rng uniform(42), below(42), huge(42), normal(42), shuffle(42);
  EXPECT_EQ(uniform.uniform(), 0.08386297105988216);
  EXPECT_EQ(uniform.uniform(), 0.3789802506626686);
  std::vector<std::uint64_t> digits;
  for (int i = 0; i < 12; ++i) digits.push_back(below.below(10));
  EXPECT_THAT(digits, ElementsAre(0, 3, 6, 9, 9, 7, 7, 8, 7, 5, 6, 2));
  // 2^63 + 1 rejects about half of the words, so this walks the rejection path.
  for (const std::uint64_t expected : {0x7ef36e3ff1762f32u, 0x6286d29880bca91cu, 0x5c10aa42ad32eed9u, 0x6174b739374bb23fu}) EXPECT_EQ(huge.below((1ull << 63) + 1), expected);
  EXPECT_NEAR(normal.normal(), -0.7262191382447857, 1e-15);
  EXPECT_NEAR(normal.normal(), 0.2216227015035933, 1e-15);
  std::vector<int> order(10);
  std::iota(order.begin(), order.end(), 0);
  shuffle.shuffle(std::span(order));
  EXPECT_THAT(order, ElementsAre(9, 1, 4, 2, 8, 7, 6, 5, 3, 0));
}

TEST(Rng, SplitsEqualTheGoldenNumbersAndDoNotDependOnWhatWasDrawn) {
  Rng rng(42);
  rng.next();
  Rng train = rng.split("train");
  EXPECT_EQ(train.next(), 0x375f2f486462d498u);
  EXPECT_EQ(train.next(), 0x16a706c80799d2dbu);
  EXPECT_EQ(rng.split(7).next(), 0xc23e3d6afde39b03u);
  EXPECT_NE(rng.split("train").next(), rng.split("valid").next());
  EXPECT_NE(rng.split(1).next(), Rng(43).split(1).next());
}

TEST(Rng, RestoredContinuesExactly) {
  Rng rng(9);
  for (int i = 0; i < 5; ++i) rng.next();
  Rng copy = Rng::restored(rng.seed(), rng.state());
  for (int i = 0; i < 5; ++i) EXPECT_EQ(copy.next(), rng.next());
  EXPECT_EQ(copy.split("x").next(), Rng(9).split("x").next());
}

TEST(Rng, BelowIsUniformAndUniformStaysBelowOne) {
  Rng rng(1);
  std::vector<int> counts(7);
  double sum = 0, squares = 0;
  constexpr int n = 70000;
  for (int i = 0; i < n; ++i) ++counts[rng.below(7)];
  for (const int count : counts) EXPECT_NEAR(count, 10000, 5 * std::sqrt(10000 * 6 / 7.0));
  for (int i = 0; i < n; ++i) {
    const double u = rng.uniform(), z = rng.normal();
    ASSERT_TRUE(u >= 0 && u < 1);
    sum += z;
    squares += z * z;
  }
  EXPECT_NEAR(sum / n, 0, 5 / std::sqrt(n));
  EXPECT_NEAR(squares / n, 1, 5 * std::sqrt(2.0 / n));
  EXPECT_EQ(rng.below(1), 0u);
}

}  // namespace
}  // namespace ghost
