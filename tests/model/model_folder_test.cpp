// What `model check` and `model logits` stand on.
#include "model/model_folder.h"

#include <cmath>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "base/error.h"
#include "embed/safetensors.h"
#include "temporary_folder.h"

namespace ghost::model::testing {
namespace {
namespace fs = std::filesystem;

fs::path fixture(const std::string& name) { return fs::path(GHOST_FIXTURES) / "decoders" / name; }

std::string refusal(const std::function<void()>& attempt) {
  try {
    attempt();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::Data);
    return error.what();
  }
  return "was taken";
}

TEST(ModelFolder, FactsOfEveryFamily) {
  const OrderedJson qwen3 = checkModelFolder(fixture("qwen3-tiny")), qwen2 = checkModelFolder(fixture("qwen2-tiny")), llama = checkModelFolder(fixture("llama-tiny"));
  EXPECT_EQ(qwen3["architecture"], "Qwen3ForCausalLM");
  EXPECT_EQ(qwen3["parameters"], 94592);
  EXPECT_EQ(qwen3["vocabulary"], 320);
  EXPECT_EQ(qwen3["tied"], true);
  EXPECT_EQ(qwen3["dtype"], "F32");
  EXPECT_EQ(qwen2["architecture"], "Qwen2ForCausalLM");
  EXPECT_EQ(qwen2["parameters"], 94784);
  EXPECT_EQ(llama["architecture"], "LlamaForCausalLM");
  EXPECT_EQ(llama["tied"], false);
  EXPECT_EQ(llama["rope"]["rope_type"], "llama3");
  const OrderedJson sharded = checkModelFolder(fixture("qwen3-tiny-sharded-bf16"));
  EXPECT_EQ(sharded["dtype"], "BF16");
  EXPECT_EQ(sharded["shards"], 2);
}

TEST(ModelFolder, ABinaryOfPicklesIsRefusedWithTheWayOut) {
  const TemporaryFolder folder;
  fs::copy_file(fixture("qwen3-tiny") / "config.json", folder.path() / "config.json");
  std::ofstream(folder.path() / "pytorch_model.bin") << "PK";
  EXPECT_NE(refusal([&] { checkModelFolder(folder.path()); }).find("convert them to safetensors"), std::string::npos);
}

TEST(ModelFolder, LogitsOfAPaddedBatchEqualTheReference) {
  const TemporaryFolder folder;
  Reporter silent;
  for (const char* model : {"qwen3-tiny", "qwen2-tiny", "llama-tiny"}) {
    const OrderedJson reference = readJsonFile(fixture(model) / "reference.json");
    const TokenRows rows = TokenRows::of({{"input_ids", reference["input_ids"]}, {"attention_mask", reference["attention_mask"]}}, "reference.json");
    const fs::path out = folder.path() / model;
    const auto shape = writeLogits(fixture(model), rows, out, 1, silent, {});
    ASSERT_EQ(shape.size(), 3u);
    const auto expected = embed::SafetensorsFile::open(fixture(model) / "reference.safetensors").floats("logits"), found = embed::SafetensorsFile::open(out).floats("logits");
    ASSERT_EQ(found.size(), expected.size());
    double worst = 0;
    for (std::size_t i = 0; i < found.size(); ++i) worst = std::max(worst, static_cast<double>(std::abs(found[i] - expected[i])));
    EXPECT_LE(worst, 1e-4) << model;
  }
}

TEST(ModelFolder, TokenRowsThatAreNoneAreNamed) {
  auto of = [](const OrderedJson& json) { return refusal([&] { TokenRows::of(json, "ids.json"); }); };
  EXPECT_EQ(TokenRows::of({1, 2, 3}, "").ids.size(), 1u);
  EXPECT_NE(of({{"ids", {1}}}).find("input_ids"), std::string::npos);
  EXPECT_NE(of(OrderedJson::array()).find("at least one row"), std::string::npos);
  EXPECT_NE(of({{1, 2}, {3, "4"}}).find("row 1, entry 1"), std::string::npos);
  EXPECT_NE(of({{1, -2}}).find("-2"), std::string::npos);
  EXPECT_NE(of({{"input_ids", {{1, 2}}}, {"attention_mask", {{1}}}}).find("attention_mask"), std::string::npos);
  Reporter silent;
  const TemporaryFolder folder;
  EXPECT_NE(refusal([&] { writeLogits(fixture("qwen3-tiny"), TokenRows::of({{5, 320}}, ""), folder.path() / "out", 1, silent, {}); }).find("320 (row 0, entry 1) is outside the vocabulary of 320"), std::string::npos);
}

}  // namespace
}  // namespace ghost::model::testing
