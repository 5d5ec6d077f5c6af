#include "sid/kmeans.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "base/json_file.h"
#include "sid/nearest_centroid.h"
#include "sid_testing.h"

namespace ghost::sid {
namespace {

double squaredDistance(std::span<const float> a, std::span<const float> b) {
  double sum = 0;
  for (std::size_t j = 0; j < a.size(); ++j) sum += (static_cast<double>(a[j]) - b[j]) * (static_cast<double>(a[j]) - b[j]);
  return sum;
}

TEST(NearestCentroid, AgreesWithPlainDistancesAtOddSizes) {
  for (const auto& [rows, codes, dim] : {std::array<std::int64_t, 3>{1, 1, 1}, {7, 3, 2}, {13, 17, 5}, {50, 33, 31}, {101, 64, 32}, {40, 70, 3}}) {
    const auto points = randomPoints(rows, dim, 3, 4);
    const auto centroids = randomPoints(codes, dim, 4, 4);
    const NearestCentroid nearest(centroids.values, codes, dim);
    std::vector<std::int32_t> labels(static_cast<std::size_t>(rows));
    std::vector<float> scores(labels.size()), costs(labels.size() * static_cast<std::size_t>(codes));
    nearest.assign(points.values.data(), rows, labels.data(), scores.data());
    nearest.costs(points.values.data(), rows, costs.data());
    for (std::int64_t i = 0; i < rows; ++i) {
      double norm = squaredDistance(points.row(i), std::vector<float>(static_cast<std::size_t>(dim))), least = 1e300;
      for (std::int64_t k = 0; k < codes; ++k) {
        const double distance = squaredDistance(points.row(i), centroids.row(k));
        least = std::min(least, distance);
        EXPECT_NEAR(costs[static_cast<std::size_t>(i * codes + k)] + norm, distance, 1e-6 * (norm + distance));
      }
      EXPECT_NEAR(squaredDistance(points.row(i), centroids.row(labels[static_cast<std::size_t>(i)])), least, 1e-6 * (norm + least));
      EXPECT_NEAR(norm - 2 * scores[static_cast<std::size_t>(i)], least, 1e-6 * (norm + least));
    }
  }
}

TEST(NearestCentroid, TheLowestOfEqualCodesWinsWhereverItStands) {
  for (const std::int64_t codes : {2, 9, 17, 40, 100}) {
    for (std::int64_t first = 0; first < codes; first += 3) {
      std::vector<float> centroids(static_cast<std::size_t>(codes), 5.0f);
      for (std::int64_t k = first; k < codes; ++k) centroids[static_cast<std::size_t>(k)] = 1.0f;
      const std::vector<float> points(8, 0.0f);
      std::vector<std::int32_t> labels(8);
      NearestCentroid(centroids, codes, 1).assign(points.data(), 8, labels.data(), nullptr);
      EXPECT_THAT(labels, testing::Each(first)) << codes;
    }
  }
}

TEST(NearestCentroid, APriceIsAddedToTheSquaredDistance) {
  const std::vector<float> centroids{0, 1}, point{0.4f};
  std::int32_t label = -1;
  NearestCentroid(centroids, 2, 1, std::vector<double>{0.19, 0}).assign(point.data(), 1, &label, nullptr);  // .16 + .19 < .36
  EXPECT_EQ(label, 0);
  NearestCentroid(centroids, 2, 1, std::vector<double>{0.21, 0}).assign(point.data(), 1, &label, nullptr);
  EXPECT_EQ(label, 1);
}

/// Another program's runs on a project's vectors, and how far beyond its best a level below the first may lie (each level's input hangs on those before).
struct Reference {
  const char* name;
  const char* vectors;
  double deeper;
};
class KMeansReference : public testing::TestWithParam<Reference> {
 protected:
  const OrderedJson reference = readJsonFile(std::filesystem::path(GHOST_FIXTURES) / "kmeans" / (std::string(GetParam().name) + ".json"));
  embed::ItemVectors residual = embed::readItemVectors(std::filesystem::path(GHOST_PROJECTS) / GetParam().vectors);
  void subtract(const Clustering& clustering) {
    for (std::int64_t i = 0; i < residual.rows; ++i)
      for (std::int64_t j = 0; j < residual.dim; ++j) residual.row(i)[static_cast<std::size_t>(j)] -= clustering.centroid(clustering.labels[static_cast<std::size_t>(i)], residual.dim)[static_cast<std::size_t>(j)];
  }
};

TEST_P(KMeansReference, DeterministicRunIsEqual) {
  const auto& run = reference.at("deterministic");
  const auto rows = run.at("initial_rows").get<std::vector<std::int64_t>>();
  LloydOptions oneUpdate;
  oneUpdate.tol = 0;
  oneUpdate.empty = EmptyClusters::Keep;
  for (const auto& level : run.at("levels")) {
    const auto inertia = level.at("inertia_after_0_to_20_updates").get<std::vector<double>>();
    std::vector<float> start;
    for (const std::int64_t row : rows) start.insert(start.end(), residual.row(row).begin(), residual.row(row).end());
    oneUpdate.maxIter = 0;
    Clustering clustering = lloyd(residual, start, oneUpdate);
    EXPECT_NEAR(clustering.inertia / inertia[0], 1, 1e-6);
    oneUpdate.maxIter = 1;
    for (std::size_t update = 1; update < inertia.size(); ++update) {
      clustering = lloyd(residual, clustering.centroids, oneUpdate);
      ASSERT_NEAR(clustering.inertia / inertia[update], 1, 1e-6) << "update " << update;
    }
    std::vector<std::int64_t> sizes(rows.size());
    for (const std::int32_t label : clustering.labels) ++sizes[static_cast<std::size_t>(label)];
    EXPECT_EQ(sizes, level.at("final_cluster_sizes").get<std::vector<std::int64_t>>());
    subtract(clustering);
  }
}

TEST_P(KMeansReference, EveryLevelIsNearTheReferencesBestOfFive) {
  KMeansOptions options;
  options.codes = reference.at("k").get<std::int64_t>();
  options.nInit = 3;
  double allowed = 1.01;
  for (const auto& best : reference.at("best_of_5_faiss_levels")) {
    const Clustering found = kmeans(residual, options);
    EXPECT_LE(found.inertia, allowed * best.get<double>());
    subtract(found);
    allowed = GetParam().deeper;
  }
}

INSTANTIATE_TEST_SUITE_P(Vectors, KMeansReference, testing::Values(Reference{"instruments", "instruments/data/Instruments.emb-sasrec.npy", 1.01}, Reference{"office", "office/data/Office_Products.emb-minilm.npy", 1.04}),
                         [](const auto& info) { return std::string(info.param.name); });

TEST(KMeans, TheResultDoesNotDependOnTheNumberOfThreads) {
  const auto points = randomPoints(20000, 16, 5, 40);
  KMeansOptions options;
  options.codes = 50;
  options.nInit = 2;
  const Clustering one = kmeans(points, options);
  options.lloyd.threads = 4;
  const Clustering four = kmeans(points, options);
  EXPECT_EQ(one.centroids, four.centroids);
  EXPECT_EQ(one.labels, four.labels);
  EXPECT_EQ(one.inertia, four.inertia);
}

TEST(KMeans, SeparatedBlobsAreFoundExactly) {
  std::vector<std::vector<float>> rows;
  Rng rng(1);
  for (int i = 0; i < 60; ++i) rows.push_back({static_cast<float>(100 * (i % 6) + rng.uniform()), static_cast<float>(rng.uniform())});
  KMeansOptions options;
  options.codes = 6;
  const Clustering found = kmeans(vectorsOf(rows), options);
  for (int i = 6; i < 60; ++i) EXPECT_EQ(found.labels[static_cast<std::size_t>(i)], found.labels[static_cast<std::size_t>(i % 6)]);
  EXPECT_LT(found.inertia, 1);
}

TEST(KMeans, ACommonOffsetCostsNoPrecision) {
  const auto far = randomPoints(500, 8, 9, 5, 3e4);
  auto near = far;
  for (auto& value : near.values) value = static_cast<float>(static_cast<double>(value) - 3e4);
  KMeansOptions options;
  options.codes = 5;
  EXPECT_NEAR(kmeans(far, options).inertia, kmeans(near, options).inertia, 0.01 * kmeans(near, options).inertia);
}

TEST(KMeans, AsManyCodesAsDistinctPointsLeaveNoResidual) {
  const auto points = randomPoints(40, 4, 2);
  KMeansOptions options;
  options.codes = 40;
  const Clustering found = kmeans(points, options);
  EXPECT_NEAR(found.inertia, 0, 1e-10);
  EXPECT_EQ(std::set<std::int32_t>(found.labels.begin(), found.labels.end()).size(), 40u);
}

TEST(KMeans, IdenticalPointsAreNoProblem) {
  const auto points = vectorsOf(std::vector<std::vector<float>>(20, {1.5f, -2.0f}));
  KMeansOptions options;
  options.codes = 4;
  EXPECT_NEAR(kmeans(points, options).inertia, 0, 1e-10);
}

TEST(KMeans, AnEmptyClusterTakesTheFarthestPointOrKeepsItsCentroid) {
  const auto points = vectorsOf({{0}, {1}, {10}});
  LloydOptions options;
  const Clustering repaired = lloyd(points, {0.4f, 100.0f}, options);
  EXPECT_EQ(repaired.labels, (std::vector<std::int32_t>{0, 0, 1}));
  EXPECT_FLOAT_EQ(repaired.centroids[1], 10.0f);
  options.empty = EmptyClusters::Keep;
  const Clustering kept = lloyd(points, {0.4f, 100.0f}, options);
  EXPECT_EQ(kept.labels, (std::vector<std::int32_t>{0, 0, 0}));
  EXPECT_FLOAT_EQ(kept.centroids[1], 100.0f);
}

TEST(KMeans, MoreCodesThanPointsIsAUsageError) {
  KMeansOptions options;
  options.codes = 4;
  EXPECT_THAT(messageOf([&] { kmeans(vectorsOf({{0}, {1}, {2}}), options); }, ErrorCode::Usage), testing::HasSubstr("4 codes can't be made of 3 points"));
}

}  // namespace
}  // namespace ghost::sid
