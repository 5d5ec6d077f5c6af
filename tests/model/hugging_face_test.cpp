// Weights, logits, losses, gradients and optimiser steps of another program's models of three families; what we write reads back.
#include "model/hugging_face.h"

#include <cmath>
#include <filesystem>
#include <fstream>

#include "base/error.h"
#include "embed/safetensors.h"
#include "model/auo_loss.h"
#include "model/optimiser.h"
#include "small_world.h"
#include "temporary_folder.h"

namespace ghost::model::testing {
namespace {
namespace fs = std::filesystem;

fs::path fixture(const std::string& name) { return fs::path(GHOST_FIXTURES) / "decoders" / name; }

/// The reference batch without its padding: one trunk a row.
struct Batch {
  OrderedJson json;
  sample::TokenTrees trees;
  std::vector<std::pair<std::int64_t, std::int64_t>> cell;  ///< (row, column) in the padded batch of each packed row
  explicit Batch(const std::string& model) : json(readJsonFile(fixture(model) / "reference.json")) {
    std::int64_t labelled = 0;
    for (const auto& row : json["labels"])
      for (const auto& label : row) labelled += label.get<int>() >= 0;
    trees.segment.push_back(0);
    for (std::size_t i = 0; i < json["input_ids"].size(); ++i) addRow(i, 1.0 / static_cast<double>(labelled));
  }

 private:
  void addRow(std::size_t i, double weight) {
    const std::int32_t first = trees.segment.back();
    for (std::size_t t = 0; t < json["input_ids"][i].size(); ++t) {
      if (json["attention_mask"][i][t].get<int>() == 0) continue;
      const auto row = static_cast<std::int32_t>(trees.token.size());
      if (const int label = json["labels"][i][t].get<int>(); label >= 0) trees.terms.push_back({row - 1, label, weight});
      trees.token.push_back(json["input_ids"][i][t].get<std::int32_t>());
      trees.position.push_back(row - first);
      trees.trunkBegin.push_back(first);
      trees.trunkEnd.push_back(row);
      trees.ownBegin.push_back(row);
      cell.emplace_back(static_cast<std::int64_t>(i), static_cast<std::int64_t>(t));
    }
    trees.segment.push_back(static_cast<std::int32_t>(trees.token.size()));
  }
};

at::Tensor tensorOf(const embed::SafetensorsFile& file, const std::string& name) {
  std::vector<float> values = file.floats(name);
  return at::from_blob(values.data(), file.info(name).shape, at::kFloat).clone();
}

double largest(const at::Tensor& difference) { return difference.abs().max().item<double>(); }

AuoLoss lossOf(const Decoder& decoder, const Batch& batch) {
  const HeadTerms terms = HeadTerms::of(batch.trees);
  return auoLoss(decoder.forward(batch.trees, {0, 0, false, terms.rows}), decoder.head(), terms, {});
}

double worstLogit(const Decoder& decoder, const std::string& model) {
  const Batch batch(model);
  const at::Tensor expected = tensorOf(embed::SafetensorsFile::open(fixture(model) / "reference.safetensors"), "logits");
  const at::Tensor logits = decoder.logits(decoder.forward(batch.trees, {}).detach());
  double worst = 0;
  for (std::size_t r = 0; r < batch.cell.size(); ++r)
    worst = std::max(worst, largest(logits[static_cast<std::int64_t>(r)] - expected[batch.cell[r].first][batch.cell[r].second]));
  return worst;
}

class Parity : public ::testing::TestWithParam<const char*> {};

TEST_P(Parity, LogitsAtRealPositions) {
  EXPECT_LE(worstLogit(readHuggingFace(fixture(GetParam())), GetParam()), 1e-4);
}

TEST_P(Parity, NegativeLogLikelihoodOfEveryLabelledToken) {
  const Batch batch(GetParam());
  const Decoder decoder = readHuggingFace(fixture(GetParam()));
  EXPECT_NEAR(lossOf(decoder, batch).loss.item<double>(), batch.json["loss_mean"].get<double>(), 1e-5);
  const at::Tensor logP = at::log_softmax(decoder.logits(decoder.forward(batch.trees, {}).detach()), 1);
  ASSERT_EQ(static_cast<int>(batch.trees.terms.size()), batch.json["n_label_tokens"].get<int>());
  for (const auto& term : batch.trees.terms) {
    const auto [i, t] = batch.cell[static_cast<std::size_t>(term.row)];
    EXPECT_NEAR(-logP[term.row][term.token].item<double>(), batch.json["nll_per_token"][static_cast<std::size_t>(i)][static_cast<std::size_t>(t) + 1].get<double>(), 1e-4);
  }
}

TEST_P(Parity, EveryGradientAndTheirNorms) {
  const Batch batch(GetParam());
  const Decoder decoder = readHuggingFace(fixture(GetParam()));
  lossOf(decoder, batch).loss.backward();
  const auto file = embed::SafetensorsFile::open(fixture(GetParam()) / "reference.safetensors");
  for (const auto& one : decoder.namedGradients()) {
    EXPECT_LE(largest(one.tensor - tensorOf(file, "grad." + one.name)), 1e-5) << one.name;
    const double norm = batch.json["grads"][one.name]["l2"].get<double>();
    EXPECT_NEAR(one.tensor.norm().item<double>(), norm, 1e-4 * norm) << one.name;
  }
}

TEST_P(Parity, AdamWForFiveSteps) {
  const Batch batch(GetParam());
  const Decoder decoder = readHuggingFace(fixture(GetParam()));
  OptimiserOptions options;
  options.rate = options.lowestRate = batch.json["adamw"]["lr"].get<double>();
  options.warmup = 0;
  options.clip = 0;
  options.weightDecay = batch.json["adamw"]["weight_decay"].get<double>();
  options.decayNorms = true;
  Optimiser optimiser(decoder, options);
  const auto file = embed::SafetensorsFile::open(fixture(GetParam()) / "reference.safetensors");
  const OrderedJson& losses = batch.json["adamw"]["loss_before_step_0_to_5"];
  for (std::size_t step = 0; step < losses.size(); ++step) {
    decoder.gradients().zero_();
    const at::Tensor loss = lossOf(decoder, batch).loss;
    EXPECT_NEAR(loss.item<double>(), losses[step].get<double>(), 1e-4) << "before step " << step;
    loss.backward();
    const double norm = optimiser.step(decoder.gradients());
    if (step > 0) continue;
    EXPECT_NEAR(norm, batch.json["grad_global_norm"].get<double>(), 1e-4 * norm);
    for (const auto& one : decoder.named()) EXPECT_LE(largest(one.tensor - tensorOf(file, "adamw1." + one.name)), 5e-5) << one.name;
  }
}

TEST_P(Parity, GreedyTokens) {
  const Decoder decoder = readHuggingFace(fixture(GetParam()));
  for (const OrderedJson& one : readJsonFile(fixture(GetParam()) / "reference.json")["greedy"]) {
    auto tokens = one["prompt"].get<std::vector<std::int32_t>>();
    for (const OrderedJson& expected : one["continuation"]) {
      const std::int32_t last = static_cast<std::int32_t>(tokens.size()) - 1;
      const at::Tensor hidden = decoder.prefill(trunk(tokens), std::span(&last, 1)).hidden;
      tokens.push_back(static_cast<std::int32_t>(decoder.logits(hidden).argmax().item<std::int64_t>()));
      ASSERT_EQ(tokens.back(), expected.get<std::int32_t>());
    }
  }
}

std::string testName(const ::testing::TestParamInfo<const char*>& info) {
  std::string name;
  for (const char c : std::string(info.param))
    if (c != '-') name += c;
  return name;
}
INSTANTIATE_TEST_SUITE_P(Models, Parity, ::testing::Values("qwen3-tiny", "qwen3-tiny-alt", "qwen2-tiny", "llama-tiny"), testName);

TEST(HuggingFace, ShardsOfBfloat16AreReadAndWidened) {
  EXPECT_LE(worstLogit(readHuggingFace(fixture("qwen3-tiny-sharded-bf16")), "qwen3-tiny-sharded-bf16"), 1e-4);
}

TEST(HuggingFace, BothLayoutsOfTheConfigurationMeanTheSame) {
  for (const char* model : {"qwen3-tiny", "qwen3-tiny-alt", "qwen2-tiny", "llama-tiny"}) {
    auto read = [&](const char* name) { return toHuggingFace(fromHuggingFace(readJsonFile(fixture(model) / name), name)); };
    EXPECT_EQ(read("config.json"), read("config.transformers-5.json"));
  }
}

/// config.json of a fixture without some keys and with others.
DecoderConfig configOf(const char* model, std::initializer_list<const char*> without, const OrderedJson& with = OrderedJson::object(), const char* file = "config.json") {
  OrderedJson json = readJsonFile(fixture(model) / file);
  for (const char* key : without) json.erase(key);
  json.update(with);
  return fromHuggingFace(json, "config.json");
}

// The numbers are those of LlamaConfig, Qwen2Config and Qwen3Config of transformers 4.57.6 and 5.24.0.
TEST(HuggingFace, AMissingKeyMeansWhatTransformersFillsIn) {
  for (const char* model : {"qwen3-tiny", "qwen2-tiny", "llama-tiny"}) {
    EXPECT_EQ(configOf(model, {"rope_theta"}).ropeTheta, 10000) << model;
    EXPECT_EQ(configOf(model, {"rms_norm_eps"}).epsilon, 1e-6) << model;
    EXPECT_FALSE(configOf(model, {"tie_word_embeddings"}).tied) << model;
    const DecoderConfig as = configOf(model, {});
    EXPECT_EQ(configOf(model, {"num_key_value_heads"}, {{"num_key_value_heads", nullptr}}).kvHeads, as.heads) << model;
  }
  EXPECT_EQ(configOf("llama-tiny", {"max_position_embeddings"}).maxPositions, 2048);
  EXPECT_EQ(configOf("qwen2-tiny", {"max_position_embeddings"}).maxPositions, 32768);
  EXPECT_EQ(configOf("qwen3-tiny", {"max_position_embeddings"}).maxPositions, 32768);
  EXPECT_EQ(configOf("qwen3-tiny", {"head_dim"}).headDim, 128);
  EXPECT_EQ(configOf("llama-tiny", {"head_dim"}, {{"hidden_size", 60}}).headDim, 10);
  EXPECT_EQ(configOf("llama-tiny", {"num_key_value_heads"}).kvHeads, 6);
  EXPECT_EQ(configOf("qwen3-tiny", {"num_key_value_heads"}, {{"num_attention_heads", 64}}).kvHeads, 32);
  EXPECT_EQ(configOf("qwen3-tiny", {}, {{"hidden_act", "swish"}}).heads, 4);
}

std::string configRefusal(const OrderedJson& with, const char* file = "config.json") {
  try {
    configOf("llama-tiny", {}, with, file);
  } catch (const Error& error) {
    return error.what();
  }
  return "was read";
}

TEST(HuggingFace, RotaryValuesThatContradictEachOtherAreRefusedByName) {
  const OrderedJson newer = readJsonFile(fixture("llama-tiny") / "config.transformers-5.json")["rope_parameters"];
  auto changed = [&](const char* key, const OrderedJson& value) {
    OrderedJson json = newer;
    json[key] = value;
    return json;
  };
  EXPECT_EQ(configRefusal({{"rope_parameters", newer}}), "was read");
  EXPECT_NE(configRefusal({{"rope_parameters", changed("rope_theta", 123456.0)}}).find("\"rope_theta\""), std::string::npos);
  EXPECT_NE(configRefusal({{"rope_theta", 123456.0}}, "config.transformers-5.json").find("\"rope_theta\""), std::string::npos);
  EXPECT_NE(configRefusal({{"rope_parameters", changed("factor", 3.0)}}).find("contradict"), std::string::npos);
  EXPECT_NE(configRefusal({{"rope_parameters", {{"rope_type", "default"}}}}).find("contradict"), std::string::npos);
  EXPECT_NE(configRefusal({{"original_max_position_embeddings", 7}}).find("original_max_position_embeddings"), std::string::npos);
  for (const char* file : {"config.json", "config.transformers-5.json"}) EXPECT_NE(configRefusal({{"partial_rotary_factor", 0.5}}, file).find("partial_rotary_factor"), std::string::npos);
  EXPECT_NE(configRefusal({{"rope_parameters", changed("partial_rotary_factor", 0.5)}}).find("partial_rotary_factor"), std::string::npos);
  EXPECT_EQ(configRefusal({{"rope_parameters", changed("partial_rotary_factor", 1)}}), "was read");
  EXPECT_NE(configRefusal({{"rope_parameters", {{"full_attention", newer}}}}).find("full_attention"), std::string::npos);
  EXPECT_NE(configRefusal({{"rope_parameters", changed("type", "yarn")}}).find("\"type\""), std::string::npos);
  EXPECT_NE(configRefusal({{"rope_parameters", 3}}).find("rope_parameters"), std::string::npos);
  EXPECT_NE(configRefusal({{"layer_types", "sliding_attention"}}).find("layer_types"), std::string::npos);
  EXPECT_NE(configRefusal({{"is_causal", false}}).find("is_causal"), std::string::npos);
  EXPECT_NE(configRefusal({{"use_bidirectional_attention", true}}).find("use_bidirectional_attention"), std::string::npos);
}

TEST(HuggingFace, WhatWeWriteReadsBackBitForBit) {
  const SmallWorld world;
  for (const bool tied : {true, false}) {
    DecoderConfig config = smallConfig(world.table);
    config.tied = tied;
    const Decoder decoder(config, Rng(4));
    const TemporaryFolder folder;
    writeHuggingFace(folder.path(), decoder, world.table);
    EXPECT_EQ(embed::SafetensorsFile::open(folder.path() / "model.safetensors").has("lm_head.weight"), !tied);
    EXPECT_TRUE(at::equal(readHuggingFace(folder.path()).values(), decoder.values()));
  }
}

TEST(HuggingFace, TheTokenizerKnowsEveryTokenOnce) {
  const SmallWorld world;
  const OrderedJson json = tokenizerJson(world.table);
  const auto& words = json["model"]["vocab"];
  EXPECT_EQ(words["<pad>"], 0);
  EXPECT_EQ(words["<eos>"], 1);
  ASSERT_EQ(static_cast<int>(words.size()), 2 + world.table.tokens());
  for (sid::SidToken t = 0; t < world.table.tokens(); ++t) EXPECT_EQ(words[world.table.tokenName(t)], 2 + t);
  EXPECT_EQ(json["added_tokens"].size(), words.size());
}

/// The sentence an attempt to read ends with.
std::string refusal(const fs::path& folder) {
  try {
    readHuggingFace(folder);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::Data);
    return error.what();
  }
  ADD_FAILURE() << "was read";
  return {};
}

TEST(HuggingFace, AFolderThatDoesNotFitEndsWithASentenceThatNamesTheFault) {
  const TemporaryFolder folder;
  EXPECT_NE(refusal(folder.path()).find("config.json"), std::string::npos);
  fs::copy(fixture("qwen3-tiny"), folder.path(), fs::copy_options::recursive);
  OrderedJson config = readJsonFile(folder.path() / "config.json");
  auto with = [&](const char* key, const OrderedJson& value) {
    OrderedJson changed = config;
    changed[key] = value;
    std::ofstream(folder.path() / "config.json") << changed;
    return refusal(folder.path());
  };
  EXPECT_NE(with("hidden_size", 65).find("model.embed_tokens.weight has shape [320, 64], config.json asks for [320, 65]"), std::string::npos);
  EXPECT_NE(with("num_hidden_layers", 3).find("model.layers.2.self_attn.q_proj.weight is missing"), std::string::npos);
  // Sizes that would overflow, or list more names than memory holds, before a file is held against them.
  for (const char* key : {"hidden_size", "num_attention_heads", "head_dim", "intermediate_size"}) EXPECT_NE(with(key, std::int64_t{1} << 62).find("that are built"), std::string::npos) << key;
  EXPECT_NE(with("num_hidden_layers", 1000000000).find("parameter layers: is 1000000000, above the 4096"), std::string::npos);
  EXPECT_NE(with("rms_norm_eps", -1).find("rms_norm_eps"), std::string::npos);
  EXPECT_NE(with("model_type", "mistral").find("\"mistral\"; the decoders read here are qwen3, qwen2, llama"), std::string::npos);
  EXPECT_NE(with("head_dim", 15).find("head_dim"), std::string::npos);
  EXPECT_NE(with("vocab_size", "many").find("vocab_size"), std::string::npos);
  EXPECT_NE(with("hidden_act", "gelu").find("hidden_act"), std::string::npos);
  EXPECT_NE(with("use_sliding_window", true).find("use_sliding_window"), std::string::npos);
  EXPECT_NE(with("max_position_embeddings", 1e12).find("max_position_embeddings"), std::string::npos);
  EXPECT_NE(with("rope_scaling", {{"rope_type", "dynamic"}, {"factor", 2.0}}).find("\"dynamic\"; default, linear, llama3 and yarn are read"), std::string::npos);
  EXPECT_NE(with("rope_scaling", {{"rope_type", "linear"}, {"factor", -1.0}}).find("factor"), std::string::npos);
}

}  // namespace
}  // namespace ghost::model::testing
