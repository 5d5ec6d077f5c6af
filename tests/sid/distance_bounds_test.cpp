#include "sid/distance_bounds.h"

#include <cmath>

#include <gtest/gtest.h>

#include "base/rng.h"
#include "sid/kmeans.h"
#include "sid/nearest_centroid.h"

namespace ghost::sid {
namespace {

embed::ItemVectors drawn(std::int64_t rows, std::int64_t dim, std::uint64_t seed, double spread = 1, double offset = 0) {
  Rng rng(seed);
  embed::ItemVectors points{rows, dim, {}};
  for (std::int64_t i = 0; i < rows * dim; ++i) points.values.push_back(static_cast<float>(offset + spread * rng.normal()));
  return points;
}
embed::ItemVectors firstRows(const embed::ItemVectors& points, std::int64_t count) { return {count, points.dim, {points.values.begin(), points.values.begin() + count * points.dim}}; }

LloydOptions withBounds(DistanceBounding bounds, int threads = 1, EmptyClusters empty = EmptyClusters::Repair) {
  LloydOptions options;
  options.bounds = bounds;
  options.threads = threads;
  options.empty = empty;
  options.maxIter = 25;
  options.tol = 0;
  return options;
}

// Bit for bit what the passes over all codes give, from the same start.
void expectSame(const embed::ItemVectors& points, const std::vector<float>& start, EmptyClusters empty = EmptyClusters::Repair) {
  const Clustering plain = lloyd(points, start, withBounds(DistanceBounding::Never, 1, empty));
  for (const int threads : {1, 3}) {
    const Clustering bounded = lloyd(points, start, withBounds(DistanceBounding::Always, threads, empty));
    EXPECT_EQ(bounded.labels, plain.labels);
    EXPECT_EQ(bounded.centroids, plain.centroids);
    EXPECT_EQ(bounded.inertia, plain.inertia);
    EXPECT_EQ(bounded.iterations, plain.iterations);
  }
}

TEST(DistanceBounds, LabelsAndScoresAreThoseOfAllCodesWhileCentroidsTravel) {
  for (const std::int64_t dim : {1, 2, 7, 32, 65})
    for (const std::int64_t codes : {1, 15, 16, 17, 70, 300}) {
      const auto points = drawn(700, dim, static_cast<std::uint64_t>(dim * 1000 + codes));
      auto centroids = drawn(codes, dim, 9).values;
      std::vector<std::int32_t> labels(700), expected(700);
      std::vector<float> scores(700), expectedScores(700);
      NearestCentroid(centroids, codes, dim).assign(points.values.data(), 700, labels.data(), nullptr);
      DistanceBounds bounds(points, codes);
      Rng rng(5);
      for (int pass = 0; pass < 12; ++pass) {
        // Steps of all lengths: the first ones invalidate everything, the last ones next to nothing. Every third code stays.
        for (std::int64_t i = 0; i < codes * dim; ++i)
          if (i / dim % 3 != 0) centroids[static_cast<std::size_t>(i)] += static_cast<float>(std::pow(0.4, pass) * rng.normal());
        ASSERT_TRUE(bounds.prepare(centroids));
        bounds.assign(0, 333, labels.data(), scores.data());
        bounds.assign(333, 367, labels.data() + 333, scores.data() + 333);
        NearestCentroid(centroids, codes, dim).assign(points.values.data(), 700, expected.data(), expectedScores.data());
        ASSERT_EQ(labels, expected) << dim << " dimensions, " << codes << " codes, pass " << pass;
        ASSERT_EQ(scores, expectedScores);
      }
    }
}

TEST(DistanceBounds, LloydEndsAtTheSameBits) {
  for (const std::int64_t dim : {2, 8, 32, 100}) {
    const auto points = drawn(5000, dim, static_cast<std::uint64_t>(dim));
    expectSame(points, firstRows(points, 100).values);
    expectSame(points, seedCentroids(points, 64, Rng(1), 1));
  }
}

TEST(DistanceBounds, FarFromTheOriginRoundingDecidesAlike) {
  const auto points = drawn(3000, 16, 4, 1e-3, 10);  // distances of a few units of the last place of a score
  expectSame(points, firstRows(points, 80).values);
  const auto coarse = drawn(3000, 8, 4, 1e-5, 1000);
  expectSame(coarse, firstRows(coarse, 64).values);
}

TEST(DistanceBounds, TiesAndDuplicatesGoToTheLowestCode) {
  Rng rng(3);
  embed::ItemVectors points{4000, 4, {}};  // 81 places at most, with many points each
  for (int i = 0; i < 4000 * 4; ++i) points.values.push_back(static_cast<float>(static_cast<int>(rng.below(3)) - 1));
  expectSame(points, firstRows(points, 120).values);  // more codes than places: empty clusters, repaired
  expectSame(points, firstRows(points, 120).values, EmptyClusters::Keep);
  expectSame(points, firstRows(points, 20).values);
}

TEST(DistanceBounds, ZerosAndASinglePlace) {
  expectSame({300, 8, std::vector<float>(300 * 8, 0.0f)}, std::vector<float>(20 * 8, 0.0f));
  embed::ItemVectors points{300, 8, std::vector<float>(300 * 8, -0.0f)};
  points.values[5] = 1e-30f;  // its square is no float
  points.values[8 * 7] = 3;
  expectSame(points, firstRows(points, 40).values);
  expectSame(points, firstRows(points, 40).values, EmptyClusters::Keep);
}

TEST(DistanceBounds, EmptyClustersAreFilledAlike) {
  const auto points = drawn(2000, 8, 6);
  auto start = firstRows(points, 64).values;
  for (std::size_t i = 20 * 8; i < start.size(); ++i) start[i] = 500 + static_cast<float>(i);  // 44 of 64 get no point
  expectSame(points, start);
  expectSame(points, start, EmptyClusters::Keep);
}

TEST(DistanceBounds, NumbersNearTheEndOfFloatGoWithoutBounds) {
  auto points = drawn(500, 8, 7);
  for (std::size_t i = 0; i < 80; ++i) points.values[i] *= 1e19f;
  DistanceBounds bounds(points, 20);
  EXPECT_FALSE(bounds.prepare(firstRows(points, 20).values));
  expectSame(points, firstRows(points, 20).values);
}

TEST(DistanceBounds, TheyAreOnWhereTheyPayAndChangeNothing) {
  const auto points = drawn(20000, 16, 8);
  EXPECT_TRUE(DistanceBounds::pay(points, 64));
  EXPECT_FALSE(DistanceBounds::pay(points, 32));
  EXPECT_FALSE(DistanceBounds::pay(drawn(20000, 4, 8), 64));
  const auto start = firstRows(points, 64).values;
  EXPECT_EQ(lloyd(points, start, withBounds(DistanceBounding::Auto, 2)).centroids, lloyd(points, start, withBounds(DistanceBounding::Never)).centroids);
}

}  // namespace
}  // namespace ghost::sid
