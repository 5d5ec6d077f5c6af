// Projections to fewer dimensions: by hand, against planes that are known, and as files.
#include "embed/projection.h"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "base/rng.h"
#include "embed/principal_components.h"
#include "embed/safetensors.h"
#include "tests/base/scratch.h"

namespace ghost::embed {
namespace {

using testing_base::Scratch;

Projection twoLayers(bool relu) { return {{1, 1}, 2, relu, {{2, 2, {1, 0, 0, -1}, {0, 1}}, {1, 2, {1, 10}, {.5F}}}}; }

/// Points of a tilted plane in five dimensions, 9 times as wide one way as the other, away from zero.
ItemVectors plane(std::int64_t rows) {
  Rng rng(5);
  ItemVectors vectors{rows, 5, {}};
  for (std::int64_t i = 0; i < rows; ++i) {
    const double u = 9 * rng.normal(), v = rng.normal();
    for (const double value : {3 + u * .6, u * .8, -2 + v, 4.0, 0.0}) vectors.values.push_back(static_cast<float>(value));
  }
  return vectors;
}

template <class Action>
std::string messageOf(const Action& action, ErrorCode code) {
  try {
    action();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), code);
    return error.what();
  }
  return "nothing was thrown";
}

TEST(Projection, ByHand) {
  const ItemVectors x{2, 2, {2, 3, 0, 0}};
  // (2,3): centred and doubled (2,4), first layer (2,-3), second 2 - 30 + .5; with ReLU between (2,0) gives 2.5. (0,0): (-2,-2), (-2,3), 28.5; with ReLU (0,3).
  EXPECT_EQ(projected(x, twoLayers(false), 1).values, (std::vector<float>{-27.5F, 28.5F}));
  EXPECT_EQ(projected(x, twoLayers(true), 2).values, (std::vector<float>{2.5F, 30.5F}));
  EXPECT_NE(messageOf([] { projected({1, 3, {0, 0, 0}}, twoLayers(true), 1); }, ErrorCode::Data).find("have 3 dimensions, the projection takes 2"), std::string::npos);
}

TEST(Projection, AFileReadsBackEqual) {
  const Scratch scratch;
  auto written = twoLayers(true);
  written.factor = .1F;
  writeProjection(scratch.path() / "p.safetensors", written);
  const Projection read = readProjection(scratch.path() / "p.safetensors");
  EXPECT_EQ(read.mean, written.mean);
  EXPECT_EQ(read.factor, written.factor);
  EXPECT_TRUE(read.relu);
  ASSERT_EQ(read.layers.size(), 2u);
  EXPECT_EQ(read.layers[1].weight, written.layers[1].weight);
  EXPECT_EQ(read.layers[0].bias, written.layers[0].bias);
}

TEST(Projection, LayersThatDontFitAreRefused) {
  const Scratch scratch;
  const auto file = scratch.path() / "p.safetensors";
  auto wrong = twoLayers(false);
  wrong.layers[1].in = 1;
  wrong.layers[1].weight = {1};
  writeProjection(file, wrong);
  EXPECT_NE(messageOf([&] { readProjection(file); }, ErrorCode::Data).find("layer 1"), std::string::npos);
  wrong = twoLayers(false);
  wrong.factor = 0;
  writeProjection(file, wrong);
  EXPECT_NE(messageOf([&] { readProjection(file); }, ErrorCode::Data).find("factor"), std::string::npos);
  const std::vector<float> one{1};
  writeSafetensors(file, std::vector<TensorBytes>{{"mean", Dtype::F32, {1}, std::as_bytes(std::span(one))}, {"other", Dtype::F32, {1}, std::as_bytes(std::span(one))}}, {{"factor", "1"}});
  EXPECT_NE(messageOf([&] { readProjection(file); }, ErrorCode::Data).find("other tensors"), std::string::npos);
}

TEST(PrincipalComponents, APlaneIsFoundAndKeptWhole) {
  const ItemVectors vectors = plane(400);
  const auto found = principalComponents(vectors, 2, 1, 2, silentReporter(), {});
  EXPECT_NEAR(found.explained, 1, 1e-6);
  const auto& weight = found.projection.layers.front().weight;
  const std::vector<double> wide{.6, .8, 0, 0, 0}, narrow{0, 0, 1, 0, 0};
  double alongWide = 0, alongNarrow = 0;
  for (std::size_t j = 0; j < 5; ++j) alongWide += weight[j] * wide[j], alongNarrow += weight[5 + j] * narrow[j];
  EXPECT_NEAR(std::abs(alongWide), 1, 1e-3);
  EXPECT_NEAR(std::abs(alongNarrow), 1, 1e-3);
  const ItemVectors scores = projected(vectors, found.projection, 1);
  double mean = 0;
  for (std::int64_t i = 0; i < scores.rows; ++i) mean += scores.row(i)[0];
  EXPECT_NEAR(mean / 400, 0, 1e-4);
  // Distances within the plane stay.
  const auto apart = [](const ItemVectors& v, std::int64_t a, std::int64_t b) {
    double sum = 0;
    for (std::size_t j = 0; j < static_cast<std::size_t>(v.dim); ++j) sum += (v.row(a)[j] - v.row(b)[j]) * (v.row(a)[j] - v.row(b)[j]);
    return std::sqrt(sum);
  };
  for (std::int64_t i = 1; i < 50; ++i) EXPECT_NEAR(apart(scores, 0, i), apart(vectors, 0, i), 1e-3);
  const double first = principalComponents(vectors, 1, 1, 1, silentReporter(), {}).explained;
  EXPECT_GT(first, .95);
  EXPECT_LT(first, .9999);
}

TEST(PrincipalComponents, EqualVectorsAndAbsurdCounts) {
  const ItemVectors equal{3, 2, {1, 2, 1, 2, 1, 2}};
  const auto found = principalComponents(equal, 2, 1, 1, silentReporter(), {});
  EXPECT_EQ(found.explained, 1);
  for (const float value : projected(equal, found.projection, 1).values) EXPECT_EQ(value, 0);
  EXPECT_NE(messageOf([&] { principalComponents(equal, 3, 1, 1, silentReporter(), {}); }, ErrorCode::Usage).find("at most 2"), std::string::npos);
  std::stop_source source;
  source.request_stop();
  EXPECT_TRUE(principalComponents(plane(50), 2, 1, 1, silentReporter(), source.get_token()).projection.layers.empty());
}

}  // namespace
}  // namespace ghost::embed
