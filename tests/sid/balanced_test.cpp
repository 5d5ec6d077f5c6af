#include "sid/balanced.h"

#include <algorithm>
#include <cmath>

#include "sid/nearest_centroid.h"
#include "sid_testing.h"

namespace ghost::sid {
namespace {

std::vector<std::int64_t> sizesOf(std::span<const std::int32_t> labels, std::int64_t codes) {
  std::vector<std::int64_t> sizes(static_cast<std::size_t>(codes));
  for (const std::int32_t label : labels) ++sizes[static_cast<std::size_t>(label)];
  return sizes;
}
void expectWithin(std::span<const std::int32_t> labels, std::int64_t codes, const SizeBounds& bounds) {
  for (const std::int64_t size : sizesOf(labels, codes)) {
    EXPECT_GE(size, bounds.low);
    EXPECT_LE(size, bounds.high);
  }
}

class Balanced : public testing::TestWithParam<BalanceMethod> {};
INSTANTIATE_TEST_SUITE_P(Methods, Balanced, testing::Values(BalanceMethod::Fast, BalanceMethod::Exact), [](const auto& method) { return method.param == BalanceMethod::Fast ? "Fast" : "Exact"; });

// Hand test G3: points 0, .1, .2, 10 and two clusters.
TEST_P(Balanced, G3BalanceOfFourPoints) {
  const auto points = vectorsOf({{0}, {0.1f}, {0.2f}, {10}});
  EXPECT_EQ(releasedBounds(4, 2).low, 1);
  EXPECT_EQ(releasedBounds(4, 2).high, 3);
  BalancedOptions options;
  options.kmeans.codes = 2;
  options.method = GetParam();
  const Clustering loose = balancedKMeans(points, options);
  const Clustering plain = kmeans(points, options.kmeans);
  EXPECT_NEAR(loose.inertia, plain.inertia, 1e-9);
  EXPECT_EQ(loose.labels[0], loose.labels[1]);
  EXPECT_EQ(loose.labels[1], loose.labels[2]);
  EXPECT_NE(loose.labels[2], loose.labels[3]);

  options.bounds = SizeBounds{2, 2};
  const Clustering tight = balancedKMeans(points, options);
  EXPECT_EQ(tight.labels[0], tight.labels[1]);
  EXPECT_EQ(tight.labels[2], tight.labels[3]);
  EXPECT_NE(tight.labels[0], tight.labels[2]);
}

TEST_P(Balanced, InfeasibleBoundsAreAClearUsageError) {
  BalancedOptions options;
  options.kmeans.codes = 2;
  options.method = GetParam();
  options.bounds = SizeBounds{3, 4};
  const auto points = vectorsOf({{0}, {1}, {2}, {3}});
  EXPECT_THAT(messageOf([&] { balancedKMeans(points, options); }, ErrorCode::Usage), testing::HasSubstr("4 points can't fill 2 clusters of 3 to 4 each"));
  options.kmeans.codes = 5;
  options.bounds.reset();
  EXPECT_THAT(messageOf([&] { balancedKMeans(points, options); }, ErrorCode::Usage), testing::HasSubstr("5 codes can't be made of 4 points"));
}

TEST(BalancedAssignment, ReleasedBoundsAreFeasibleForEveryCatalogue) {
  for (std::int64_t codes = 1; codes <= 20; ++codes)
    for (std::int64_t points = codes; points <= 90; ++points) EXPECT_NO_THROW(checkBounds(points, codes, releasedBounds(points, codes)));
  EXPECT_EQ(releasedBounds(1847, 256).low, 6);
  EXPECT_EQ(releasedBounds(1847, 256).high, 8);
  EXPECT_EQ(releasedBounds(8075, 256).low, 30);
  EXPECT_EQ(releasedBounds(8075, 256).high, 32);
}

// Within the bounds and as cheap as the oracle's: exactly, since costs are small integers.
void expectOptimal(BalancedAssigner& assigner, const AssignmentProblem& problem) {
  const auto fast = assigner.assign(problem);
  expectWithin(fast, problem.codes, problem.bounds);
  EXPECT_EQ(costOf(problem, fast), costOf(problem, exactAssignment(problem)));
}

// Many ties.
TEST(BalancedAssignment, FastEqualsExactOnRandomProblemsWithTies) {
  Rng rng(11);
  for (int round = 0; round < 400; ++round) {
    const auto codes = static_cast<std::int64_t>(1 + rng.below(9));
    const auto rows = codes + static_cast<std::int64_t>(rng.below(50));
    const std::int64_t low = static_cast<std::int64_t>(rng.below(static_cast<std::uint64_t>(rows / codes + 1)));
    const std::int64_t high = (rows + codes - 1) / codes + static_cast<std::int64_t>(rng.below(4));
    const std::uint64_t largest = round % 3 == 0 ? 3 : 1000;
    std::vector<float> costs(static_cast<std::size_t>(rows * codes));
    for (auto& cost : costs) cost = static_cast<float>(rng.below(largest)) - static_cast<float>(largest / 2);
    const AssignmentProblem problem{costs, rows, codes, {low, high}};
    SCOPED_TRACE(round);
    BalancedAssigner assigner(codes);
    expectOptimal(assigner, problem);
  }
}

TEST(BalancedAssignment, KeptPricesStayOptimalWhileCostsDrift) {
  Rng rng(12);
  const std::int64_t rows = 300, codes = 12;
  std::vector<float> costs(static_cast<std::size_t>(rows * codes));
  for (auto& cost : costs) cost = static_cast<float>(rng.below(10000));
  BalancedAssigner assigner(codes);
  for (int step = 0; step < 25; ++step) {
    const AssignmentProblem problem{costs, rows, codes, releasedBounds(rows, codes)};
    SCOPED_TRACE(step);
    expectOptimal(assigner, problem);
    for (auto& cost : costs) cost += static_cast<float>(rng.below(400)) - 200;
  }
}

// Rows far from the margin take no part in the search at first: prices that mean nothing make many of them move after all.
TEST(BalancedAssignment, RowsOutsideTheMarginMoveWhenPricesSayThatTheyShould) {
  Rng rng(14);
  for (int round = 0; round < 12; ++round) {
    const std::int64_t rows = 1500, codes = 2 + round % 5;
    std::vector<float> costs(static_cast<std::size_t>(rows * codes));
    for (auto& cost : costs) cost = static_cast<float>(rng.below(round % 2 == 0 ? 100000 : 12));
    const AssignmentProblem problem{costs, rows, codes, releasedBounds(rows, codes)};
    std::vector<double> prices;
    for (std::int64_t k = 0; k < codes; ++k) prices.push_back(static_cast<double>(rng.below(80000)) - 40000);
    SCOPED_TRACE(round);
    BalancedAssigner assigner(prices);
    expectOptimal(assigner, problem);
  }
}

// The first move takes centroids from single points, some of them near all others, to the means of clusters: prices of the first problem mislead in the second.
TEST(BalancedAssignment, PricesThatMisleadTheNextProblemAreDropped) {
  const std::int64_t codes = 64;
  const auto points = randomPoints(4000, 32, 3, 4000);
  auto centroids = seedCentroids(points, codes, Rng(1), 1);
  std::vector<float> costs(static_cast<std::size_t>(points.rows * codes));
  const AssignmentProblem problem{costs, points.rows, codes, releasedBounds(points.rows, codes)};
  NearestCentroid(centroids, codes, points.dim).costs(points.values.data(), points.rows, costs.data());
  BalancedAssigner kept(codes);
  const auto labels = kept.assign(problem);
  std::vector<double> sums(centroids.size());
  std::vector<std::int64_t> sizes(static_cast<std::size_t>(codes));
  addToSums(points.values.data(), points.rows, points.dim, labels.data(), sums.data(), sizes.data());
  moveCentroids(centroids, sums, sizes, points.dim);
  NearestCentroid(centroids, codes, points.dim).costs(points.values.data(), points.rows, costs.data());
  BalancedAssigner fresh(codes);
  const auto byKept = kept.assign(problem), byFresh = fresh.assign(problem);
  EXPECT_LE(kept.paths(), 2 * fresh.paths());
  EXPECT_NEAR(costOf(problem, byKept) / costOf(problem, byFresh), 1, 1e-9);
}

TEST(BalancedAssignment, PricesFollowComplementarySlackness) {
  Rng rng(13);
  const std::int64_t rows = 200, codes = 10;
  std::vector<float> costs(static_cast<std::size_t>(rows * codes));
  for (auto& cost : costs) cost = static_cast<float>(rng.below(1000));
  for (std::int64_t i = 0; i < rows; ++i) costs[static_cast<std::size_t>(i * codes)] -= 300;      // everyone wants code 0
  for (std::int64_t i = 0; i < rows; ++i) costs[static_cast<std::size_t>(i * codes + 1)] += 900;  // no one wants code 1
  const AssignmentProblem problem{costs, rows, codes, {15, 25}};
  BalancedAssigner assigner(codes);
  const auto sizes = sizesOf(assigner.assign(problem), codes);
  EXPECT_EQ(sizes[0], 25);
  EXPECT_EQ(sizes[1], 15);
  EXPECT_GT(assigner.prices()[0], 0);
  EXPECT_LT(assigner.prices()[1], 0);
  for (std::size_t k = 0; k < sizes.size(); ++k) {
    if (assigner.prices()[k] != 0) {
      EXPECT_EQ(sizes[k], assigner.prices()[k] > 0 ? 25 : 15) << k;
    }
  }
}

TEST(BalancedAssignment, ConstantCostsAreNoProblem) {
  const std::vector<float> costs(60 * 7, 2.5f);
  const AssignmentProblem problem{costs, 60, 7, releasedBounds(60, 7)};
  BalancedAssigner assigner(7);
  expectWithin(assigner.assign(problem), 7, problem.bounds);
  expectWithin(exactAssignment(problem), 7, problem.bounds);
}

// The problem of one Lloyd step on the real vectors; `items` of them against their own k-means++ start.
void expectEqualCostOnRealVectors(const embed::ItemVectors& points, std::int64_t codes) {
  const auto centroids = seedCentroids(points, codes, Rng(1), 1);
  std::vector<float> costs(static_cast<std::size_t>(points.rows * codes));
  NearestCentroid(centroids, codes, points.dim).costs(points.values.data(), points.rows, costs.data());
  const AssignmentProblem problem{costs, points.rows, codes, releasedBounds(points.rows, codes)};
  BalancedAssigner assigner(codes);
  const auto fast = assigner.assign(problem);
  const auto exact = exactAssignment(problem);
  expectWithin(fast, codes, problem.bounds);
  expectWithin(exact, codes, problem.bounds);
  const double byFast = meanSquaredResidual(points, centroids, fast, 1), byExact = meanSquaredResidual(points, centroids, exact, 1);
  EXPECT_NEAR(byFast / byExact, 1, 1e-6);
}

embed::ItemVectors headVectors() {
  const auto& instruments = Instruments::get();
  embed::ItemVectors heads{0, instruments.vectors.dim, {}};
  for (const ItemId item : instruments.popularity.headItems) {
    heads.values.insert(heads.values.end(), instruments.vectors.row(item).begin(), instruments.vectors.row(item).end());
    ++heads.rows;
  }
  return heads;
}

TEST(BalancedAssignment, FastEqualsExactOnTheHeadsOfInstruments) { expectEqualCostOnRealVectors(headVectors(), 256); }

TEST(SlowBalancedAssignment, FastEqualsExactOnAllItemsOfInstruments) { expectEqualCostOnRealVectors(Instruments::get().vectors, 256); }

TEST(BalancedKMeans, FastIsWithinOnePercentOfExactOnTheHeadsOfInstruments) {
  const auto heads = headVectors();
  BalancedOptions options;
  options.kmeans.codes = 64;
  options.kmeans.nInit = 1;
  const Clustering fast = balancedKMeans(heads, options);
  options.method = BalanceMethod::Exact;
  const Clustering exact = balancedKMeans(heads, options);
  RecordProperty("ratio", std::to_string(fast.inertia / exact.inertia));
  EXPECT_NEAR(fast.inertia / exact.inertia, 1, 0.01);
  expectWithin(fast.labels, 64, releasedBounds(heads.rows, 64));
}

TEST(SlowBalancedKMeans, FastIsWithinOnePercentOfExactAtFullSize) {
  const auto heads = headVectors();
  BalancedOptions options;
  options.kmeans.nInit = 1;
  const Clustering fast = balancedKMeans(heads, options);
  options.method = BalanceMethod::Exact;
  const Clustering exact = balancedKMeans(heads, options);
  RecordProperty("ratio", std::to_string(fast.inertia / exact.inertia));
  EXPECT_NEAR(fast.inertia / exact.inertia, 1, 0.01);
}

TEST(BalancedAssignment, FastEqualsExactWithBoundsOfTheirOwn) {
  Rng rng(17);
  for (int round = 0; round < 100; ++round) {
    const auto codes = static_cast<std::int64_t>(2 + rng.below(6));
    const auto rows = static_cast<std::int64_t>(10 + rng.below(40));
    std::vector<SizeBounds> bounds;
    for (std::int64_t k = 0; k < codes; ++k) bounds.push_back({static_cast<std::int64_t>(rng.below(static_cast<std::uint64_t>(rows / codes))), 0});
    for (auto& own : bounds) own.high = own.low + static_cast<std::int64_t>(rng.below(9));
    bounds.front().high += rows;
    std::vector<float> costs(static_cast<std::size_t>(rows * codes));
    for (auto& cost : costs) cost = static_cast<float>(rng.below(100));
    const AssignmentProblem problem{costs, rows, codes, {}, bounds};
    BalancedAssigner assigner(codes);
    const auto fast = assigner.assign(problem);
    const auto sizes = sizesOf(fast, codes);
    for (std::int64_t k = 0; k < codes; ++k) {
      EXPECT_GE(sizes[static_cast<std::size_t>(k)], bounds[static_cast<std::size_t>(k)].low);
      EXPECT_LE(sizes[static_cast<std::size_t>(k)], bounds[static_cast<std::size_t>(k)].high);
    }
    ASSERT_EQ(costOf(problem, fast), costOf(problem, exactAssignment(problem))) << "round " << round;
  }
}

// The path of large catalogues, forced here on one small enough for the oracle.
TEST(BalancedKMeans, WithoutTheFullMatrixInertiaStaysWithinOnePercentOfExact) {
  BalancedOptions options;
  options.kmeans.codes = 64;
  options.kmeans.nInit = 1;
  options.kmeans.lloyd.maxIter = 12;
  const auto heads = headVectors();
  const Clustering exact = [&] {
    BalancedOptions oracle = options;
    oracle.method = BalanceMethod::Exact;
    return balancedKMeans(heads, oracle);
  }();
  options.matrixLimit = 0;
  const Clustering marginal = balancedKMeans(heads, options);
  expectWithin(marginal.labels, 64, releasedBounds(heads.rows, 64));
  EXPECT_NEAR(marginal.inertia / exact.inertia, 1, 0.01);
  const auto points = randomPoints(20000, 8, 41, 60);
  options.kmeans.codes = 40;
  const Clustering large = balancedKMeans(points, options);
  expectWithin(large.labels, 40, releasedBounds(points.rows, 40));
  options.matrixLimit = BalancedOptions{}.matrixLimit;
  EXPECT_NEAR(large.inertia / balancedKMeans(points, options).inertia, 1, 0.01);
}

TEST(BalancedKMeans, InertiaLiesAboveThePlainOneAndThreadsChangeNothing) {
  const auto points = randomPoints(900, 8, 21, 30);
  BalancedOptions options;
  options.kmeans.codes = 30;
  const Clustering one = balancedKMeans(points, options);
  options.kmeans.lloyd.threads = 3;
  const Clustering three = balancedKMeans(points, options);
  EXPECT_EQ(one.labels, three.labels);
  EXPECT_EQ(one.centroids, three.centroids);
  expectWithin(one.labels, 30, {29, 31});
  EXPECT_GE(one.inertia, kmeans(points, options.kmeans).inertia * 0.99);
}

}  // namespace
}  // namespace ghost::sid
