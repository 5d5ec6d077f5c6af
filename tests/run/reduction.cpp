// Tokens of vectors that are brought to fewer dimensions first, without tensors.
#include "sid/reduction.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "base/rng.h"
#include "run/backend.h"
#include "scratch.h"

namespace ghost::run {
namespace {

using testing::HasSubstr;

struct Reduction : testing::Test {
  embed::ItemVectors vectors{60, 6, {}};
  data::Popularity popularity;
  Reduction() {
    Rng rng(3);
    for (int i = 0; i < 360; ++i) vectors.values.push_back(static_cast<float>(rng.normal() * (i % 6 < 2 ? 5 : .1)));
    popularity.count.assign(60, 1);
    popularity.head.assign(60, false);
    for (const data::ItemId item : {1, 8, 30}) {
      popularity.head[static_cast<std::size_t>(item)] = true;
      popularity.count[static_cast<std::size_t>(item)] = 9;
      popularity.headItems.push_back(item);
    }
  }
  sid::Tokenization build(const embed::ItemVectors& given, std::map<std::string, std::string> settings, std::stop_token stop = {}) {
    ParamValues values(sid::tokenizer("rqkmeans").params);
    settings.insert({{"levels", "2"}, {"codes", "5"}});
    for (const auto& [key, value] : settings) values.set(key, value);
    return frequencyBackend()->buildTokens(sid::tokenizer("rqkmeans"), {given, popularity, silentReporter(), stop}, values);
  }
};

TEST_F(Reduction, ComponentsAreRecordedAndGiveTheTokensAgain) {
  const auto tokens = build(vectors, {{"reduce", "pca"}, {"reduce_dim", "2"}, {"normalise", "true"}});
  ASSERT_TRUE(tokens.projection.has_value());
  EXPECT_EQ(tokens.codebooks.front().dim, 2);
  EXPECT_EQ(tokens.parameters["normalise"], true);
  EXPECT_EQ(tokens.report["reduction"]["from"], 6);
  EXPECT_EQ(tokens.report["reduction"]["to"], 2);
  EXPECT_GT(tokens.report["reduction"]["explained"].get<double>(), .99);
  const auto again = build(embed::projected(embed::normalised(vectors), *tokens.projection, 1), {});
  for (sid::ItemId item = 0; item < 60; ++item) EXPECT_EQ(again.table.text(item), tokens.table.text(item));

  const Scratch scratch;
  sid::saveTokenization(scratch.path() / "tokens", tokens);
  const auto read = sid::loadTokenization(scratch.path() / "tokens");
  ASSERT_TRUE(read.projection.has_value());
  EXPECT_EQ(read.projection->layers.front().weight, tokens.projection->layers.front().weight);
  auto other = *tokens.projection;
  other.layers.front().out = 1;
  other.layers.front().weight.resize(6);
  other.layers.front().bias.resize(1);
  embed::writeProjection(scratch.path() / "tokens" / "projection.safetensors", other);
  try {
    sid::loadTokenization(scratch.path() / "tokens");
    FAIL() << "a projection of another build was taken";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("leads to 1 dimensions, the codebooks have 2"));
  }
}

TEST_F(Reduction, NothingIsRecordedWithoutOne) { EXPECT_FALSE(build(vectors, {}).projection.has_value()); }

TEST_F(Reduction, WhatNeedsTensorsOrTooManyDimensionsIsRefused) {
  const auto messageOf = [&](const std::map<std::string, std::string>& settings) -> std::string {
    try {
      build(vectors, settings);
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::Usage);
      return error.what();
    }
    return "nothing was thrown";
  };
  EXPECT_THAT(messageOf({{"reduce", "mlp"}}), HasSubstr("choose reduce=pca"));
  EXPECT_THAT(messageOf({{"reduce", "pca"}, {"reduce_dim", "7"}}), HasSubstr("at most 6"));
}

TEST_F(Reduction, AStopLeavesNoTokens) {
  std::stop_source source;
  source.request_stop();
  EXPECT_EQ(build(vectors, {{"reduce", "pca"}, {"reduce_dim", "2"}}, source.get_token()).table.items(), 0);
}

}  // namespace
}  // namespace ghost::run
