#include "sid/sid_bench.h"

#include "sid_testing.h"

namespace ghost::sid {
namespace {

// What a benchmark compares must be the same work; how fast it is, is no test.
TEST(SidBench, KMeansSidesReachTheSameInertia) {
  ParamValues values(kmeansBenchParams());
  for (const auto& [key, value] : {std::pair{"rows", "3000"}, {"codes", "20"}, {"dim", "8"}, {"repeats", "1"}, {"scaling", "false"}}) values.set(key, value);
  const auto result = benchKMeans(values, silentReporter(), {});
  EXPECT_EQ(result["name"], "kmeans");
  EXPECT_GT(result["ratio"].get<double>(), 0);
  EXPECT_NEAR(result["details"]["inertia_ratio"].get<double>(), 1, 1e-6);
}

TEST(SidBench, BalanceSidesReachTheSameInertiaWithinBounds) {
  ParamValues values(balanceBenchParams());
  for (const auto& [key, value] : {std::pair{"rows", "300"}, {"codes", "12"}, {"repeats", "1"}}) values.set(key, value);
  const auto result = benchBalance(values, silentReporter(), {});
  EXPECT_NEAR(result["details"]["inertia_ratio"].get<double>(), 1, 1e-5);
  const auto& loads = result["details"]["loads"];
  EXPECT_GE(loads["min"], loads["low"]);
  EXPECT_LE(loads["max"], loads["high"]);
  EXPECT_FALSE(result["details"].contains("starts"));
  for (const auto& [key, value] : {std::pair{"seeds", "3"}, {"centres", "1"}, {"compare", "false"}}) values.set(key, value);
  const auto starts = benchBalance(values, silentReporter(), {})["details"];
  EXPECT_EQ(starts["starts"]["seeds"], 3);
  EXPECT_GE(starts["starts"]["worst_over_median"].get<double>(), 1);
  EXPECT_EQ(starts["starts_of_twice_the_rows"]["rows"], 600);
}

}  // namespace
}  // namespace ghost::sid
