#include "model/rqvae_tokenizer.h"

#include <map>
#include <set>

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/rng.h"
#include "model/torch_backend.h"
#include "temporary_folder.h"
#include "tiny_training.h"

namespace ghost::model {
namespace {

using Settings = std::map<std::string, std::string>;

constexpr std::int32_t items = 90;

/// Loose groups of items, the last three of them equal.
embed::ItemVectors someVectors(std::int64_t dim = 24) {
  Rng rng(11);
  embed::ItemVectors vectors{items, dim, {}};
  for (std::int64_t i = 0; i < items; ++i)
    for (std::int64_t j = 0; j < dim; ++j) vectors.values.push_back(static_cast<float>((i % 9 == j % 9 ? 1.0 : 0.0) + 0.1 * rng.normal()));
  for (const std::int64_t i : {items - 2, items - 1}) std::copy_n(vectors.row(items - 3).begin(), dim, vectors.row(i).begin());
  return vectors;
}

data::Popularity somePopularity() {
  data::Popularity popularity;
  popularity.count.assign(items, 1);
  popularity.head.assign(items, false);
  popularity.head[0] = true;
  popularity.count[0] = 10;
  popularity.headItems = {0};
  return popularity;
}

sid::Tokenization build(const char* id, const Settings& settings, Reporter& reporter = silentReporter(), std::stop_token stop = {}, int threads = 1, const embed::ItemVectors& vectors = someVectors()) {
  const sid::Tokenizer& row = sid::tokenizer(id);
  ParamValues values(row.params);
  const Settings small{{"levels", "3"}, {"codes", "8"}, {"latent", "6"}, {"hidden", "16,12"}, {"epochs", "30"}, {"warmup_epochs", "3"}, {"eval_every", "10"}, {"batch", "32"}};
  for (const auto& [key, value] : small) values.set(key, value);
  for (const auto& [key, value] : settings) values.set(key, value);
  const auto popularity = somePopularity();
  return torchBackend()->buildTokens(row, {vectors, popularity, reporter, stop, threads}, values);
}

std::vector<std::string> textsOf(const sid::Tokenization& tokens) {
  std::vector<std::string> texts;
  for (sid::ItemId item = 0; item < tokens.table.items(); ++item) texts.push_back(tokens.table.text(item));
  return texts;
}

void expectEqual(const sid::Tokenization& a, const sid::Tokenization& b) {
  EXPECT_EQ(textsOf(a), textsOf(b));
  ASSERT_EQ(a.codebooks.size(), b.codebooks.size());
  for (std::size_t level = 0; level < a.codebooks.size(); ++level) EXPECT_EQ(a.codebooks[level].centroids, b.codebooks[level].centroids);
}

std::string messageOf(const char* id, const Settings& settings, ErrorCode code) {
  try {
    build(id, settings);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), code);
    return error.what();
  }
  return "nothing was thrown";
}

TEST(RqvaeTokenizer, CodesAreInRangeAndCollisionsAreThoseOfTheTable) {
  const auto tokens = build("rqvae", {});
  ASSERT_EQ(tokens.table.items(), items);
  for (sid::ItemId item = 0; item < items; ++item) {
    ASSERT_EQ(tokens.table.sid(item).size(), 3U);
    for (const auto token : tokens.table.sid(item)) EXPECT_LT(tokens.table.code(token), 8);
  }
  const auto texts = textsOf(tokens);
  const std::int64_t counted = items - static_cast<std::int64_t>(std::set(texts.begin(), texts.end()).size());
  EXPECT_GE(counted, 2);  // three items are equal
  EXPECT_EQ(tokens.report["collisions_before_dedup"], counted);
  EXPECT_LE(counted, tokens.report["collisions_before_repair"].get<std::int64_t>());
  ASSERT_EQ(tokens.report["inertia"].size(), 3U);
  EXPECT_LT(tokens.report["inertia"][1], tokens.report["inertia"][0]);
}

TEST(RqvaeTokenizer, RepairLowersCollisions) {
  const auto plain = build("rqvae", {{"repair_rounds", "0"}, {"levels", "2"}, {"codes", "16"}}), repaired = build("rqvae", {{"levels", "2"}, {"codes", "16"}});
  EXPECT_EQ(plain.report["collisions_before_dedup"], plain.report["collisions_before_repair"]);
  EXPECT_EQ(plain.report["collisions_before_repair"], repaired.report["collisions_before_repair"]);
  EXPECT_LT(repaired.report["collisions_before_dedup"].get<int>(), plain.report["collisions_before_dedup"].get<int>());
}

// dedup=repair takes free codes for what the Sinkhorn rounds leave, equal items included; without the rounds for everything.
TEST(RqvaeTokenizer, FreeCodesTellTheRestApart) {
  for (const char* rounds : {"0", "20"}) {
    const Settings settings{{"repair_rounds", rounds}, {"levels", "2"}, {"codes", "32"}};
    auto freed = settings;
    freed["dedup"] = "repair";
    const auto plain = build("rqvae", settings), repaired = build("rqvae", freed);
    EXPECT_GE(plain.report["collisions_before_dedup"].get<int>(), 1);
    EXPECT_LT(repaired.report["collisions_before_dedup"].get<int>(), plain.report["collisions_before_dedup"].get<int>());
    EXPECT_EQ(repaired.report["collisions_before_repair"], plain.report["collisions_before_repair"]);
  }
}

TEST(RqvaeTokenizer, ASeedGivesOneResultOverAnyNumberOfThreads) {
  const auto first = build("rqvae", {});
  expectEqual(first, build("rqvae", {}));
  expectEqual(first, build("rqvae", {}, silentReporter(), {}, 4));
  EXPECT_NE(textsOf(first), textsOf(build("rqvae", {{"seed", "7"}})));
}

TEST(RqvaeTokenizer, TrainingLowersTheLossAndReportsIt) {
  testing::Memory memory;
  build("rqvae", {{"epochs", "60"}}, memory);
  const auto& losses = memory.curves.at("tokens/reconstruction all");
  ASSERT_EQ(losses.size(), 6U);
  EXPECT_LT(losses.back(), losses.front());
  EXPECT_EQ(memory.curves.at("tokens/collision_rate all").size(), 6U);
}

TEST(RqvaeTokenizer, RestartedCodesAreAllTaken) {
  const Settings many{{"codes", "24"}, {"levels", "2"}, {"epochs", "20"}};
  auto kept = many;
  kept["dead_codes"] = "keep";
  const auto restarted = build("rqvae", many), plain = build("rqvae", kept);
  EXPECT_EQ(plain.report["code_restarts"], 0);
  EXPECT_GT(restarted.report["code_restarts"].get<int>(), 0);
  EXPECT_GT(restarted.report["codes_used"][0].get<int>(), plain.report["codes_used"][0].get<int>());
}

TEST(RqvaeTokenizer, ScaledInputMakesTheUnitOfTheVectorsIrrelevant) {
  const Settings settings{{"scale", "variance"}};
  const auto first = build("rqvae", settings);
  const double reconstruction = first.report["reconstruction"].get<double>();
  EXPECT_LT(reconstruction, 1) << "components have a mean square of 1";
  EXPECT_LT(build("rqvae", {{"scale", "none"}}).report["reconstruction"].get<double>(), reconstruction);
  // A power of two changes no mantissa.
  auto vectors = someVectors();
  for (float& value : vectors.values) value *= 1024;
  expectEqual(first, build("rqvae", settings, silentReporter(), {}, 1, vectors));
}

TEST(RqvaeTokenizer, AStopLeavesAnEmptyTable) {
  std::stop_source stop;
  stop.request_stop();
  EXPECT_EQ(build("rqvae", {}, silentReporter(), stop.get_token()).table.items(), 0);
}

TEST(RqvaeTokenizer, AFolderOfLearnedTokensReadsBack) {
  testing::TemporaryFolder folder;
  const auto tokens = build("rqvae", {{"dedup", "colliding"}});
  sid::saveTokenization(folder.path() / "tokens", tokens);
  const auto back = sid::loadTokenization(folder.path() / "tokens");
  expectEqual(tokens, back);
  EXPECT_EQ(back.tokenizer, "rqvae");
}

TEST(RqvaeTokenizer, ValuesThatDontFitAreNamed) {
  EXPECT_NE(messageOf("rqvae", {{"batch", "4"}}, ErrorCode::Usage).find("batch"), std::string::npos);
  EXPECT_NE(messageOf("rqvae", {{"hidden", "16,"}}, ErrorCode::Usage).find("512,256,128"), std::string::npos);
  EXPECT_NE(messageOf("rqvae", {{"hidden", "x"}}, ErrorCode::Usage).find("hidden"), std::string::npos);
  EXPECT_NE(messageOf("letter", {}, ErrorCode::Usage).find("cf"), std::string::npos);
  EXPECT_NE(messageOf("letter", {{"alpha", "0"}, {"beta_div", "1"}, {"clusters", "5"}}, ErrorCode::Usage).find("clusters"), std::string::npos);
}

TEST(LetterTokenizer, E4_WithoutItsWeightsItIsTheRqvaeBitForBit) { expectEqual(build("rqvae", {}), build("letter", {{"alpha", "0"}, {"beta_div", "0"}})); }

TEST(LetterTokenizer, ItsLossesChangeTheCodesAndDependOnTheSeedAlone) {
  testing::TemporaryFolder folder;
  embed::ItemVectors collaborative = someVectors(6);
  const std::string file = (folder.path() / "cf.npy").string();
  embed::writeNpy(file, collaborative);
  const Settings both{{"alpha", "0.1"}, {"beta_div", "0.1"}, {"clusters", "3"}, {"cf", file}};
  const auto first = build("letter", both);
  expectEqual(first, build("letter", both, silentReporter(), {}, 3));
  EXPECT_NE(first.codebooks.front().centroids, build("rqvae", {}).codebooks.front().centroids);
  EXPECT_NE(messageOf("letter", {{"cf", file}, {"latent", "5"}, {"clusters", "3"}}, ErrorCode::Data).find("latent=6"), std::string::npos);
}

}  // namespace
}  // namespace ghost::model
