// Sentence vectors against another program's; decoders as encoders; folders that can't be used.
#include "model/text_encoder.h"

#include <cmath>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/json_file.h"
#include "temporary_folder.h"

namespace ghost::model::testing {
namespace {
namespace fs = std::filesystem;

const fs::path encoders = fs::path(GHOST_FIXTURES) / "encoders";

OrderedJson reference() { return readJsonFile(encoders / "vectors.json"); }
std::vector<std::string> texts() { return reference()["texts"].get<std::vector<std::string>>(); }

embed::ItemVectors encode(const fs::path& folder, const TextEncoderOptions& options = {}) {
  Reporter silent;
  return TextEncoder::open(folder, options).encode(texts(), silent, {});
}

double worst(const embed::ItemVectors& found, const OrderedJson& expected) {
  double most = 0;
  for (std::size_t i = 0; i < expected.size(); ++i)
    for (std::size_t c = 0; c < expected[i].size(); ++c) most = std::max(most, std::abs(found.row(static_cast<std::int64_t>(i))[c] - expected[i][c].get<double>()));
  return most;
}

std::string refusal(const std::function<void()>& attempt) {
  try {
    attempt();
  } catch (const Error& error) {
    return error.what();
  }
  return "was taken";
}

TEST(TextEncoder, MeanOfABertEqualsTheReferenceHoweverTextsAreBatched) {
  for (const std::int64_t slots : {1, 20, 8192}) {
    const embed::ItemVectors found = encode(encoders / "bert-tiny", {.slots = slots});
    ASSERT_EQ(found.rows, 7);
    ASSERT_EQ(found.dim, 24);
    EXPECT_LE(worst(found, reference()["mean_unit"]), 1e-5) << slots << " slots";
  }
}

TEST(TextEncoder, TheFoldersOwnFilesDecidePoolingAndLength) {
  const TemporaryFolder folder;
  fs::copy(encoders / "bert-tiny", folder.path(), fs::copy_options::recursive);
  std::ofstream(folder.path() / "1_Pooling" / "config.json") << R"({"pooling_mode_cls_token": true, "pooling_mode_mean_tokens": false})";
  std::ofstream(folder.path() / "modules.json") << "[]";
  const TextEncoder encoder = TextEncoder::open(folder.path(), {});
  EXPECT_EQ(encoder.pooling(), Pooling::FirstToken);
  EXPECT_FALSE(encoder.unitLength());
  EXPECT_EQ(encoder.maxTokens(), 16);
  EXPECT_LE(worst(encode(folder.path()), reference()["first_token"]), 2e-5);
}

TEST(TextEncoder, ADecoderIsMeanPooled) {
  const TemporaryFolder folder;
  fs::copy(fs::path(GHOST_FIXTURES) / "decoders" / "qwen3-tiny", folder.path(), fs::copy_options::recursive);
  // A byte-level vocabulary that fits 320 tokens: the 256 bytes alone.
  OrderedJson tokenizer = readJsonFile(fs::path(GHOST_FIXTURES) / "bpe" / "tokenizer.json");
  OrderedJson bytes = OrderedJson::object();
  for (const auto& [token, id] : tokenizer["model"]["vocab"].items())
    if (id.get<int>() < 256) bytes[token] = id;
  tokenizer["model"]["vocab"] = bytes;
  tokenizer["model"]["merges"] = OrderedJson::array();
  tokenizer["added_tokens"] = OrderedJson::array();
  std::ofstream(folder.path() / "tokenizer.json") << tokenizer;
  const TextEncoder encoder = TextEncoder::open(folder.path(), {});
  EXPECT_EQ(encoder.architecture(), "Qwen3ForCausalLM");
  const embed::ItemVectors one = encode(folder.path(), {.slots = 1}), all = encode(folder.path());
  for (std::int64_t c = 0; c < all.dim; ++c) {
    const auto i = static_cast<std::size_t>(c);
    EXPECT_NEAR(all.row(0)[i], all.row(6)[i], 1e-6);  // equal texts
    EXPECT_NEAR(all.row(2)[i], one.row(2)[i], 1e-5);
    EXPECT_EQ(all.row(4)[i], 0);                      // no tokens
  }
}

TEST(TextEncoder, StoppedGivesNoRows) {
  std::stop_source stop;
  stop.request_stop();
  Reporter silent;
  EXPECT_EQ(TextEncoder::open(encoders / "bert-tiny", {}).encode(texts(), silent, stop.get_token()).rows, 0);
}

TEST(TextEncoder, FoldersThatCannotBeUsedAreRefusedByName) {
  const TemporaryFolder folder;
  EXPECT_NE(refusal([&] { TextEncoder::open(folder.path(), {}); }).find("config.json"), std::string::npos);
  fs::copy(encoders / "bert-tiny", folder.path(), fs::copy_options::recursive);
  const OrderedJson config = readJsonFile(folder.path() / "config.json");
  auto with = [&](const char* key, const OrderedJson& value) {
    OrderedJson changed = config;
    changed[key] = value;
    std::ofstream(folder.path() / "config.json") << changed;
    return refusal([&] { TextEncoder::open(folder.path(), {}); });
  };
  EXPECT_NE(with("hidden_size", 27).find("embeddings.word_embeddings.weight has shape"), std::string::npos);
  EXPECT_NE(with("num_attention_heads", 5).find("multiple"), std::string::npos);
  EXPECT_NE(with("hidden_act", "swish").find("hidden_act"), std::string::npos);
  EXPECT_NE(with("position_embedding_type", "relative_key").find("position_embedding_type"), std::string::npos);
  EXPECT_NE(with("num_hidden_layers", 1e18).find("num_hidden_layers"), std::string::npos);
  EXPECT_NE(with("model_type", "t5").find("\"t5\""), std::string::npos);
  std::ofstream(folder.path() / "config.json") << config;
  EXPECT_NE(refusal([&] { TextEncoder::open(folder.path(), {.maxTokens = 49}); }).find("positions for 48"), std::string::npos);
  std::ofstream(folder.path() / "modules.json") << R"([{"type": "sentence_transformers.models.Dense"}])";
  EXPECT_NE(refusal([&] { TextEncoder::open(folder.path(), {}); }).find("Dense"), std::string::npos);
}

}  // namespace
}  // namespace ghost::model::testing
