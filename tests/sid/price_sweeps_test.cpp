#include "sid/price_sweeps.h"

#include <numeric>

#include <gtest/gtest.h>

#include "base/rng.h"
#include "sid/code_graph.h"

namespace ghost::sid {
namespace {

std::int64_t surplusOf(const AssignmentProblem& problem, const std::vector<double>& prices) {
  std::vector<std::int64_t> sizes(prices.size());
  for (std::int64_t row = 0; row < problem.rows; ++row) {
    std::size_t best = 0;
    const auto sum = [&](std::size_t k) { return static_cast<double>(problem.costs[static_cast<std::size_t>(row * problem.codes) + k]) + prices[k]; };
    for (std::size_t k = 1; k < prices.size(); ++k)
      if (sum(k) < sum(best)) best = k;
    ++sizes[best];
  }
  std::int64_t surplus = 0;
  for (const std::int64_t size : sizes) surplus += std::max<std::int64_t>(0, size - problem.bounds.high);
  return surplus;
}

std::vector<double> swept(const AssignmentProblem& problem) {
  std::vector<double> prices(static_cast<std::size_t>(problem.codes));
  auto choices = chooseCodes(problem, prices);
  sweepPrices(problem, prices, choices);
  return prices;
}

TEST(PriceSweeps, TakeMostOfTheSurplusAwayAndLeaveTheRestToThePaths) {
  Rng rng(1);
  const std::int64_t rows = 900, codes = 30;
  std::vector<float> costs;
  for (std::int64_t i = 0; i < rows * codes; ++i) costs.push_back(static_cast<float>(rng.uniform() * 10 + (i % codes < 5 ? 0 : 3)));  // five codes that nearly all rows want
  const AssignmentProblem problem{costs, rows, codes, releasedBounds(rows, codes)};
  const auto prices = swept(problem);
  EXPECT_LT(10 * surplusOf(problem, prices), surplusOf(problem, std::vector<double>(static_cast<std::size_t>(codes))));
  for (const double price : prices) EXPECT_GE(price, 0);
  std::vector<double> none(static_cast<std::size_t>(codes));
  auto labels = chooseCodes(problem, none).codes;
  std::vector<std::int32_t> all(static_cast<std::size_t>(rows));
  std::iota(all.begin(), all.end(), 0);
  const std::vector<SizeBounds> bounds(static_cast<std::size_t>(codes), problem.bounds);
  const std::int64_t fromNothing = CodeGraph(problem, all, bounds, none, labels).solve();  // without sweeps every surplus row is a path
  BalancedAssigner bySweeps(codes);
  EXPECT_EQ(costOf(problem, bySweeps.assign(problem)), costOf(problem, labels));
  EXPECT_LT(2 * bySweeps.paths(), fromNothing);
}

TEST(PriceSweeps, NothingToDoIsNothingDone) {
  const std::vector<float> costs{0, 1, 1, 0, 0, 1, 1, 0};
  EXPECT_EQ(swept({costs, 4, 2, {2, 2}}), (std::vector<double>{0, 0}));
  EXPECT_EQ(swept({costs, 8, 1, {8, 8}}), std::vector<double>{0});
  const std::vector<float> even(20, 2.5f);  // ties only: no price tells the rows apart, and it ends
  EXPECT_EQ(swept({even, 5, 4, {1, 2}}).size(), 4u);
}

}  // namespace
}  // namespace ghost::sid
