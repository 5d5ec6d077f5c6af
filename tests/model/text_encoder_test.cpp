// Sentence vectors against another program's; decoders as encoders; folders that can't be used.
#include "model/text_encoder.h"

#include <cmath>
#include <filesystem>
#include <fstream>
#include <span>

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/json_file.h"
#include "embed/safetensors.h"
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

/// The weights of a decoder without its head, under the names that such a file has.
void writeBody(const fs::path& from, const fs::path& to) {
  const auto whole = embed::SafetensorsFile::open(from);
  std::vector<std::string> bytes;
  std::vector<embed::TensorBytes> tensors;
  for (const auto& [name, info] : whole.tensors()) bytes.push_back(whole.bytes(name));
  std::size_t i = 0;
  for (const auto& [name, info] : whole.tensors()) {
    if (name.starts_with("model.")) tensors.push_back({name.substr(6), info.dtype, info.shape, std::as_bytes(std::span(bytes[i]))});
    ++i;
  }
  embed::writeSafetensors(to, tensors);
}

/// A folder as sentence-transformers wrote it, with the weights and the vocabulary of its base.
void assemble(const OrderedJson& one, const fs::path& folder) {
  const fs::path fixtures = GHOST_FIXTURES;
  const bool bert = one["base"] == "bert";
  for (const auto& [name, content] : one["files"].items()) {
    const fs::path file = folder / name;
    fs::create_directories(file.parent_path());
    OrderedJson whole = content;
    if (bert && file.filename() == "tokenizer.json") {
      whole = readJsonFile(fixtures / "wordpiece" / "tokenizer.json");
      whole.update(content);
      fs::copy(encoders / "bert-tiny" / "model.safetensors", file.parent_path());
    }
    if (!bert && file.filename() == "tokenizer.json") writeBody(fixtures / "decoders" / "qwen3-tiny" / "model.safetensors", file.parent_path() / "model.safetensors");
    std::ofstream(file) << whole;
  }
}

class SentenceTransformers : public ::testing::TestWithParam<const char*> {};

TEST_P(SentenceTransformers, EveryCaseHasThePackagesVectorsOrIsRefusedByName) {
  const OrderedJson document = readJsonFile(encoders / (std::string("sentence-transformers-") + GetParam() + ".json"));
  const auto sentences = document["texts"].get<std::vector<std::string>>();
  Reporter silent;
  for (const auto& [name, one] : document["cases"].items()) {
    SCOPED_TRACE(name);
    const TemporaryFolder folder;
    assemble(one, folder.path());
    if (one["refused"].is_string()) {
      EXPECT_NE(refusal([&] { TextEncoder::open(folder.path(), {}); }).find(one["refused"].get<std::string>()), std::string::npos) << refusal([&] { TextEncoder::open(folder.path(), {}); });
      continue;
    }
    for (const std::int64_t slots : {1, 8192}) {
      const embed::ItemVectors found = TextEncoder::open(folder.path(), {.slots = slots}).encode(sentences, silent, {});
      ASSERT_EQ(found.rows, static_cast<std::int64_t>(sentences.size()));
      EXPECT_LE(worst(found, one["vectors"]), 2e-5) << slots << " slots";
    }
  }
}
std::string versionName(const ::testing::TestParamInfo<const char*>& version) { return std::string(version.param) == "3.4.1" ? "before5_4" : "since5_4"; }
INSTANTIATE_TEST_SUITE_P(Versions, SentenceTransformers, ::testing::Values("3.4.1", "6.2.0"), versionName);

TEST(TextEncoder, WithoutModulesTheLengthIsTheTokenizers) {
  const TemporaryFolder folder;
  for (const char* file : {"config.json", "model.safetensors", "tokenizer.json"}) fs::copy(encoders / "bert-tiny" / file, folder.path() / file);
  EXPECT_EQ(TextEncoder::open(folder.path(), {}).maxTokens(), 48);
  std::ofstream(folder.path() / "tokenizer_config.json") << R"({"model_max_length": 20})";
  EXPECT_EQ(TextEncoder::open(folder.path(), {}).maxTokens(), 20);
  std::ofstream(folder.path() / "tokenizer_config.json") << R"({"model_max_length": 1000000000000000019884624838656})";
  EXPECT_EQ(TextEncoder::open(folder.path(), {}).maxTokens(), 48);
  EXPECT_EQ(TextEncoder::open(folder.path(), {}).files().pooling, Pooling::Mean);
  std::ofstream(folder.path() / "sentence_bert_config.json") << R"({"model_max_length": 12})";
  EXPECT_EQ(TextEncoder::open(folder.path(), {}).maxTokens(), 12);
}

TEST(TextEncoder, APromptIsTakenByItsName) {
  const TemporaryFolder folder;
  fs::copy(encoders / "bert-tiny", folder.path(), fs::copy_options::recursive);
  std::ofstream(folder.path() / "config_sentence_transformers.json") << R"({"prompts": {"query": "the ", "empty": ""}, "default_prompt_name": null})";
  const auto first = [&](const std::string& prompt, const std::string& text) {
    Reporter silent;
    const std::vector<std::string> one{text};
    return TextEncoder::open(folder.path(), {.prompt = prompt}).encode(one, silent, {}).values;
  };
  EXPECT_EQ(first("query", "guitar"), first("", "the guitar"));
  EXPECT_EQ(first("none", "guitar"), first("", "guitar"));
  EXPECT_NE(first("query", "guitar"), first("", "guitar"));
  EXPECT_NE(refusal([&] { first("passage", "x"); }).find("no such prompt; give query, or none"), std::string::npos);
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
  EXPECT_NE(with("is_decoder", true).find("is_decoder"), std::string::npos);
  std::ofstream(folder.path() / "config.json") << config;
  EXPECT_NE(refusal([&] { TextEncoder::open(folder.path(), {.maxTokens = 49}); }).find("positions for 48"), std::string::npos);
  const auto file = [&](const char* name, const std::string& text) {
    const fs::path path = folder.path() / name;
    const OrderedJson before = fs::exists(path) ? readJsonFile(path) : OrderedJson();
    std::ofstream(path) << text;
    const std::string found = refusal([&] { TextEncoder::open(folder.path(), {}); });
    if (before.is_null()) fs::remove(path);
    else std::ofstream(path) << before;
    return found;
  };
  const char* pool = "1_Pooling/config.json";
  EXPECT_NE(file("modules.json", R"([{"type": "sentence_transformers.models.Dense"}])").find("Dense"), std::string::npos);
  EXPECT_NE(file("modules.json", R"([{"type": "custom_st.Transformer"}])").find("custom_st.Transformer"), std::string::npos);
  EXPECT_NE(file("modules.json", "[]").find("(none)"), std::string::npos);
  EXPECT_NE(file("modules.json", R"([{"type": "sentence_transformers.models.Transformer", "path": "../other"}])").find("outside"), std::string::npos);
  EXPECT_NE(file("modules.json", R"([{"type": "sentence_transformers.models.Transformer", "path": ""}])").find("Pooling"), std::string::npos);
  EXPECT_NE(file("modules.json", R"([{"type": "sentence_transformers.models.Transformer", "path": ""}, {"type": "sentence_transformers.models.Pooling", "path": "9_Pooling"}])").find("9_Pooling"), std::string::npos);
  EXPECT_NE(file(pool, R"({"pooling_mode": "middle"})").find("\"middle\""), std::string::npos);
  EXPECT_NE(file(pool, R"({"pooling_mode": ["cls", "max"]})").find("cls, max"), std::string::npos);
  EXPECT_NE(file(pool, R"({"pooling_mode": 3})").find("pooling_mode"), std::string::npos);
  EXPECT_NE(file(pool, R"({"pooling_mode_cls_token": true, "pooling_mode_mean_tokens": true})").find("cls, mean"), std::string::npos);
  EXPECT_NE(file(pool, R"({"pooling_mode_middle": true})").find("pooling_mode_middle"), std::string::npos);
  EXPECT_NE(file(pool, R"({"pooling_mode": "cls", "embedding_dimension": 25})").find("width 25"), std::string::npos);
  EXPECT_NE(file("sentence_bert_config.json", R"({"max_seq_length": "long"})").find("max_seq_length"), std::string::npos);
  EXPECT_NE(file("sentence_bert_config.json", R"({"max_seq_length": 64})").find("-o max_tokens=48"), std::string::npos);
  EXPECT_NE(file("sentence_bert_config.json", R"({"tokenizer_args": {"model_max_length": 8}})").find("model_max_length"), std::string::npos);
  EXPECT_NE(file("sentence_bert_config.json", R"({"modality_config": {"text": {"method": "forward"}, "message": {}}})").find("chat template"), std::string::npos);
  EXPECT_NE(file("sentence_bert_config.json", R"({"transformer_task": "fill-mask"})").find("transformer_task"), std::string::npos);
  EXPECT_NE(file("config_sentence_transformers.json", R"({"model_type": "SparseEncoder"})").find("SparseEncoder"), std::string::npos);
  EXPECT_NE(file("config_sentence_transformers.json", R"({"truncate_dim": 8})").find("truncate_dim"), std::string::npos);
  EXPECT_NE(file("config_sentence_transformers.json", R"({"prompts": {}, "default_prompt_name": "query"})").find("\"query\""), std::string::npos);
  EXPECT_NE(file("tokenizer_config.json", R"({"truncation_side": "middle"})").find("truncation_side"), std::string::npos);
  EXPECT_NE(file("tokenizer_config.json", R"({"model_max_length": 0})").find("model_max_length"), std::string::npos);
  EXPECT_NE(file("adapter_config.json", "{}").find("adapter"), std::string::npos);
  fs::remove(folder.path() / "modules.json");
  EXPECT_NE(refusal([&] { TextEncoder::open(folder.path(), {}); }).find("modules.json: is missing"), std::string::npos);
}

}  // namespace
}  // namespace ghost::model::testing
