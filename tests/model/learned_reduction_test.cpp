#include "model/learned_reduction.h"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "base/rng.h"
#include "embed/principal_components.h"
#include "model/torch_backend.h"

namespace ghost::model {
namespace {

/// Sixteen dimensions of which four hold nearly everything, away from zero and in a small unit.
embed::ItemVectors someVectors() {
  Rng rng(7);
  std::vector<double> mix(64);
  for (double& value : mix) value = rng.normal();
  embed::ItemVectors vectors{300, 16, {}};
  for (int i = 0; i < 300; ++i) {
    double hidden[4];
    for (double& value : hidden) value = rng.normal();
    for (std::size_t j = 0; j < 16; ++j) {
      double value = 3 + .2 * rng.normal();
      for (std::size_t k = 0; k < 4; ++k) value += mix[4 * j + k] * hidden[k];
      vectors.values.push_back(static_cast<float>(value * .01));
    }
  }
  return vectors;
}

sid::Reduced reduced(const char* method, const std::map<std::string, std::string>& settings = {}, std::stop_token stop = {}, float unit = 1) {
  ParamValues values(sid::tokenizer("rqkmeans").params);
  values.set("reduce", method);
  values.set("reduce_dim", "4");
  values.set("reduce_epochs", "2500");
  for (const auto& [key, value] : settings) values.set(key, value);
  data::Popularity popularity;
  auto vectors = someVectors();
  for (float& value : vectors.values) value *= unit;
  return reducedByLayers(vectors, {vectors, popularity, silentReporter(), stop}, values);
}

TEST(LearnedReduction, LinearLayersComeCloseToPrincipalComponentsAndNotBeyond) {
  const auto vectors = someVectors();
  const double best = embed::principalComponents(vectors, 4, 1, 1, silentReporter(), {}).explained;
  const double found = reduced("linear").report["explained"].get<double>();
  EXPECT_LE(found, best + 1e-6);
  EXPECT_GE(found, best - .01);
}

TEST(LearnedReduction, TheRecordGivesTheVectorsAgain) {
  for (const char* method : {"linear", "mlp"}) {
    const auto result = reduced(method, {{"reduce_epochs", "20"}});
    EXPECT_EQ(result.projection.relu, std::string(method) == "mlp");
    const auto again = embed::projected(someVectors(), result.projection, 2);
    ASSERT_EQ(again.values.size(), result.vectors.values.size());
    for (std::size_t i = 0; i < again.values.size(); ++i) ASSERT_NEAR(again.values[i], result.vectors.values[i], 1e-4);
  }
}

TEST(LearnedReduction, ASeedGivesOneResult) {
  const auto first = reduced("mlp", {{"reduce_epochs", "5"}});
  EXPECT_EQ(first.vectors.values, reduced("mlp", {{"reduce_epochs", "5"}}).vectors.values);
  EXPECT_NE(first.vectors.values, reduced("mlp", {{"reduce_epochs", "5"}, {"seed", "1"}}).vectors.values);
}

/// The unit in which vectors come has no meaning, however large or small: squares of 1e18 are beyond float32 when many are added, those of 1e-22 vanish.
TEST(LearnedReduction, TheUnitOfTheVectorsDoesntMatter) {
  for (const char* method : {"linear", "mlp"}) {
    const auto plain = reduced(method, {{"reduce_epochs", "20"}});
    for (const int exponent : {60, -60, 110, -100}) {
      const auto scaled = reduced(method, {{"reduce_epochs", "20"}}, {}, std::ldexp(1.0F, exponent));
      EXPECT_EQ(scaled.vectors.values, plain.vectors.values) << method << " 2^" << exponent;
      EXPECT_EQ(scaled.report, plain.report) << method << " 2^" << exponent;
      auto given = someVectors();
      for (float& value : given.values) value = std::ldexp(value, exponent);
      const auto again = embed::projected(given, scaled.projection, 1);
      for (std::size_t i = 0; i < again.values.size(); ++i) ASSERT_NEAR(again.values[i], plain.vectors.values[i], 1e-4);
    }
  }
  try {
    reduced("linear", {}, {}, std::ldexp(1.0F, -125));
    FAIL() << "a factor beyond float32 was taken";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("multiply all vectors by one number"));
  }
}

TEST(LearnedReduction, StopsAndRefusesWhatReducesNothing) {
  std::stop_source source;
  source.request_stop();
  EXPECT_EQ(reduced("linear", {}, source.get_token()).vectors.rows, 0);
  EXPECT_THROW(reduced("linear", {{"reduce_dim", "16"}}), Error);
}

TEST(LearnedReduction, TheBackendBuildsTokensFromIt) {
  ParamValues values(sid::tokenizer("rqkmeans").params);
  for (const auto& [key, value] : std::map<std::string, std::string>{{"reduce", "mlp"}, {"reduce_dim", "4"}, {"reduce_epochs", "5"}, {"codes", "6"}, {"levels", "2"}}) values.set(key, value);
  data::Popularity popularity;
  popularity.count.assign(300, 1);
  popularity.head.assign(300, false);
  popularity.head[0] = true;
  popularity.count[0] = 10;
  popularity.headItems = {0};
  const auto vectors = someVectors();
  const auto tokens = torchBackend()->buildTokens(sid::tokenizer("rqkmeans"), {vectors, popularity, silentReporter(), {}}, values);
  EXPECT_EQ(tokens.table.items(), 300);
  EXPECT_EQ(tokens.codebooks.front().dim, 4);
  EXPECT_EQ(tokens.report["reduction"]["method"], "mlp");
}

}  // namespace
}  // namespace ghost::model
