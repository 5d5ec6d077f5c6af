#include "sid/varlen_tokenizer.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "sid/hyperbolic_quantizer.h"
#include "sid/poincare_ball.h"
#include "sid/sid_trie.h"
#include "sid_testing.h"

namespace ghost::sid {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// Hand test V1: curvature 1.
TEST(Poincare, V1HandNumbers) {
  const PoincareBall ball(1);
  EXPECT_NEAR(ball.distance(BallPoint{0, 0}, BallPoint{0.5, 0}), 1.098612, 1e-6);
  EXPECT_NEAR(ball.add(BallPoint{0.3, 0}, BallPoint{0.4, 0})[0], 0.625, 1e-6);
  for (const double value : ball.subtract(BallPoint{0.3, -0.6}, BallPoint{0.3, -0.6})) EXPECT_NEAR(value, 0, 1e-12);
  const BallPoint v{0.7, -1.2, 0.1}, back = ball.logZero(ball.expZero(v));
  for (std::size_t j = 0; j < v.size(); ++j) EXPECT_NEAR(back[j], v[j], 1e-6);
}

TEST(Poincare, MapsInvertEachOtherAndDistancesAreAMetricAtAnyCurvature) {
  Rng rng(5);
  auto draw = [&](const PoincareBall& ball) {
    BallPoint tangent(4);
    for (double& value : tangent) value = 0.4 * rng.normal();
    return ball.expZero(tangent);
  };
  for (const double c : {0.1, 1.0, 3.0}) {
    const PoincareBall ball(c);
    for (int round = 0; round < 200; ++round) {
      const BallPoint x = draw(ball), y = draw(ball), z = draw(ball);
      const BallPoint again = ball.expAt(x, ball.logAt(x, y)), sum = ball.add(x, ball.subtract(x, y));
      for (std::size_t j = 0; j < y.size(); ++j) {
        EXPECT_NEAR(again[j], y[j], 1e-7);
        EXPECT_NEAR(sum[j], y[j], 1e-7);  // left cancellation
      }
      EXPECT_NEAR(ball.distance(x, y), ball.distance(y, x), 1e-9);
      EXPECT_LE(ball.distance(x, z), ball.distance(x, y) + ball.distance(y, z) + 1e-9);
      const BallPoint rest = ball.subtract(x, y);
      EXPECT_NEAR(ball.distance(BallPoint(4, 0.0), rest), ball.distance(x, y), 1e-7);
    }
  }
}

TEST(Poincare, NothingLeavesTheBall) {
  const PoincareBall ball(2);
  const BallPoint far = ball.expZero(BallPoint{1e6, 0});
  EXPECT_LT(std::sqrt(2.0) * far[0], 1);
  EXPECT_TRUE(std::isfinite(ball.distance(far, BallPoint{-far[0], 0})));
  EXPECT_THAT(messageOf([] { PoincareBall(0); }, ErrorCode::Usage), HasSubstr("positive"));
  EXPECT_THAT(messageOf([] { PoincareBall(std::nan("")); }, ErrorCode::Usage), HasSubstr("positive"));
}

// Hand test V2: non-increasing in popularity.
TEST(VariableLength, V2LengthsFallWithPopularity) {
  const std::vector<std::int64_t> counts{0, 100, 7, 7, 30, 1};
  EXPECT_THAT(lengthsByPopularity(counts, {LengthRule::Kind::Rank, 1, 6}), ElementsAre(6, 1, 4, 4, 2, 5));
  EXPECT_THAT(lengthsByPopularity(counts, {LengthRule::Kind::Power, 2, 6, 0.5}), ElementsAre(6, 2, 2, 2, 2, 6));
  Rng rng(9);
  for (int round = 0; round < 100; ++round) {
    std::vector<std::int64_t> random(2 + rng.below(60));
    for (auto& count : random) count = static_cast<std::int64_t>(rng.below(20) * rng.below(20));
    for (const auto kind : {LengthRule::Kind::Rank, LengthRule::Kind::Power}) {
      const auto lengths = lengthsByPopularity(random, {kind, 2, 7, 0.3});
      for (std::size_t a = 0; a < random.size(); ++a) {
        EXPECT_TRUE(lengths[a] >= 2 && lengths[a] <= 7);
        for (std::size_t b = 0; b < random.size(); ++b) EXPECT_TRUE(random[a] < random[b] || lengths[a] <= lengths[b]);
      }
    }
  }
}

data::Popularity spreadPopularity(std::int32_t items) {
  data::Popularity popularity = popularityWith(items, {5, 2, 11, 30});
  for (std::int32_t item = 0; item < items; ++item)
    if (!popularity.isHead(item)) popularity.count[static_cast<std::size_t>(item)] = item % 9;
  for (const ItemId head : popularity.headItems) popularity.count[static_cast<std::size_t>(head)] = 20 + head;
  return popularity;
}

TEST(VariableLength, V2TheAverageLengthIsReported) {
  for (const char* geometry : {"euclidean", "hyperbolic"}) {
    const auto popularity = spreadPopularity(80);
    const auto tokens = build("varlen", "", randomPoints(80, 5, 3, 7), popularity, {{"codes", "6"}, {"min_levels", "2"}, {"max_levels", "5"}, {"geometry", geometry}});
    double sum = 0;
    for (ItemId item = 0; item < 80; ++item) {
      sum += static_cast<double>(tokens.table.codes(item).size());
      for (const SidToken token : tokens.table.codes(item)) EXPECT_LT(tokens.table.code(token), 6);
    }
    EXPECT_NEAR(tokens.report["code_length"]["mean"].get<double>(), sum / 80, 1e-9);
    EXPECT_LT(tokens.report["code_length"]["mean_head"], tokens.report["code_length"]["mean_tail"]);
    EXPECT_EQ(tokens.codebooks.size(), 5u);
    EXPECT_EQ(tokens.report["inertia"].size(), 5u);
  }
}

// Hand test V3: [1,2] and [1,2,3] are both items.
TEST(VariableLength, V3AShortSidAndItsContinuationAreBothReached) {
  const auto table = SidTable::fromTokens({{"<a_1>", "<b_2>"}, {"<a_1>", "<b_2>", "<c_3>"}});
  const SidTrie trie(table);
  EXPECT_THAT(trie.itemsAt(trie.find(table.sid(0))), ElementsAre(0));
  EXPECT_THAT(trie.itemsAt(trie.find(table.sid(1))), ElementsAre(1));
  // The same in a built index: every item ends where the trie says so, beginnings of longer SIDs included.
  const auto tokens = build("varlen", "", randomPoints(80, 5, 3, 7), spreadPopularity(80), {{"codes", "2"}, {"min_levels", "1"}, {"max_levels", "5"}});
  const SidTrie built(tokens.table);
  int beginnings = 0;
  for (ItemId item = 0; item < 80; ++item) {
    const auto node = built.find(tokens.table.sid(item));
    ASSERT_GE(node, 0);
    EXPECT_THAT(built.itemsAt(node), ElementsAre(item));
    beginnings += built.itemsBelow(node).size() > 1;
  }
  EXPECT_GE(beginnings, 1);
}

TEST(VariableLength, OfEqualRangeItIsPlainResidualKMeans) {
  const auto vectors = randomPoints(80, 5, 3, 7);
  const auto same = build("varlen", "", vectors, spreadPopularity(80), {{"codes", "6"}, {"min_levels", "3"}, {"max_levels", "3"}});
  const auto plain = build("rqkmeans", "paper", vectors, spreadPopularity(80), {{"codes", "6"}, {"levels", "3"}});
  for (ItemId item = 0; item < 80; ++item) EXPECT_EQ(same.table.text(item), plain.table.text(item));
}

// Each code is the geodesically nearest of its book, and what is left after a level enters the next one.
TEST(VariableLength, HyperbolicCodesAreNearestAndInertiaFallsFromLevelToLevel) {
  const auto points = randomPoints(150, 4, 8, 9);
  const PoincareBall ball(1);
  ResidualOptions options;
  options.levels = 4;
  options.codes = 6;
  const auto found = quantiseInBall(points, options, ball, silentReporter());
  EXPECT_TRUE(std::is_sorted(found.inertia.rbegin(), found.inertia.rend()));
  double lengths = 0;
  for (std::int64_t i = 0; i < points.rows; ++i) lengths += std::sqrt(std::inner_product(points.row(i).begin(), points.row(i).end(), points.row(i).begin(), 0.0));
  double last = 0;
  for (std::int64_t i = 0; i < points.rows; ++i) {
    BallPoint rest(points.row(i).begin(), points.row(i).end());
    for (double& value : rest) value *= 150 / lengths;
    rest = ball.expZero(rest);
    for (std::size_t level = 0; level < found.books.size(); ++level) {
      std::vector<double> distances;
      std::vector<BallPoint> centroids;
      for (std::int64_t k = 0; k < 6; ++k) {
        const auto begin = found.books[level].centroids.begin() + k * 4;
        centroids.emplace_back(begin, begin + 4);
        distances.push_back(ball.distance(centroids.back(), rest));
      }
      const auto code = static_cast<std::size_t>(found.codes[level][static_cast<std::size_t>(i)]);
      EXPECT_NEAR(distances[code], *std::min_element(distances.begin(), distances.end()), 1e-9);
      if (level + 1 == found.books.size()) last += distances[code] * distances[code] / 150;
      rest = ball.subtract(centroids[code], rest);
    }
  }
  EXPECT_NEAR(last, found.inertia.back(), 1e-9);
}

TEST(VariableLength, SameTokensWhateverTheThreadsAndNoneAfterAStop) {
  const auto vectors = randomPoints(600, 5, 4, 6);
  for (const char* geometry : {"euclidean", "hyperbolic"}) {
    const std::vector<Setting> settings{{"codes", "8"}, {"geometry", geometry}};
    EXPECT_EQ(build("varlen", "", vectors, spreadPopularity(600), settings).report, build("varlen", "", vectors, spreadPopularity(600), settings, silentReporter(), {}, 4).report);
    std::stop_source source;
    source.request_stop();
    EXPECT_EQ(build("varlen", "", vectors, spreadPopularity(600), settings, silentReporter(), source.get_token()).table.items(), 0);
  }
}

TEST(VariableLength, BadInputIsRefusedWithWhatToDo) {
  const auto vectors = randomPoints(40, 3, 2);
  const auto popularity = spreadPopularity(40);
  EXPECT_THAT(messageOf([&] { build("varlen", "", vectors, popularity, {{"min_levels", "5"}, {"max_levels", "4"}}); }, ErrorCode::Usage), HasSubstr("min_levels <= max_levels"));
  EXPECT_THAT(messageOf([&] { build("varlen", "", vectors, popularity, {{"geometry", "hyperbolic"}, {"balanced", "true"}}); }, ErrorCode::Usage), HasSubstr("geometry=euclidean"));
  auto zero = vectors;
  std::fill(zero.values.begin(), zero.values.end(), 0.0f);
  EXPECT_THAT(messageOf([&] { build("varlen", "", zero, popularity, {{"geometry", "hyperbolic"}}); }), HasSubstr("mean length"));
  auto broken = vectors;
  broken.row(7)[1] = std::numeric_limits<float>::quiet_NaN();
  for (const char* id : {"skt", "rqkmeans", "tiger", "varlen"}) EXPECT_THAT(messageOf([&] { build(id, "", broken, popularity); }), HasSubstr("item 7")) << id;
}

TEST(VariableLength, MoreCodesThanItemsAreReduced) {
  for (const char* geometry : {"euclidean", "hyperbolic"}) {
    const auto tokens = build("varlen", "", randomPoints(40, 3, 2), spreadPopularity(40), {{"geometry", geometry}});
    EXPECT_EQ(tokens.report["codes_reduced"].size(), 6u);
    EXPECT_EQ(tokens.codebooks[0].codes, 40);
  }
}

}  // namespace
}  // namespace ghost::sid
