#include "model/hugging_face.h"

#include "base/file_ops.h"
#include "model/parameter_layout.h"
#include "sample/vocabulary.h"

namespace ghost::model {
namespace fs = std::filesystem;
namespace {

std::string tokenText(const sid::SidTable& table, std::int32_t id) {
  if (id == sample::Vocabulary::pad) return "<pad>";
  if (id == sample::Vocabulary::eos) return "<eos>";
  return table.tokenName(sample::Vocabulary::toSid(id));
}

OrderedJson addedTokens(const sid::SidTable& table) {
  OrderedJson added = OrderedJson::array();
  for (std::int32_t id = 0; id < sample::Vocabulary(table).size(); ++id)
    added.push_back({{"id", id}, {"content", tokenText(table, id)}, {"single_word", false}, {"lstrip", false}, {"rstrip", false}, {"normalized", false}, {"special", !sample::Vocabulary::isSid(id)}});
  return added;
}

}  // namespace

OrderedJson tokenizerJson(const sid::SidTable& table) {
  OrderedJson words = OrderedJson::object();
  for (std::int32_t id = 0; id < sample::Vocabulary(table).size(); ++id) words[tokenText(table, id)] = id;
  return OrderedJson{{"version", "1.0"},
                     {"truncation", nullptr},
                     {"padding", nullptr},
                     {"added_tokens", addedTokens(table)},
                     {"normalizer", nullptr},
                     {"pre_tokenizer", nullptr},
                     {"post_processor", nullptr},
                     {"decoder", {{"type", "Fuse"}}},
                     {"model", {{"type", "WordLevel"}, {"vocab", words}, {"unk_token", "<pad>"}}}};
}

void writeHuggingFace(const fs::path& folder, const Decoder& decoder, const sid::SidTable& table) {
  auto json = [&](const std::string& name, const OrderedJson& value) {
    writeFileAtomically(folder / name, value.dump(2) + "\n");
  };
  json("config.json", toHuggingFace(decoder.config()));
  json("generation_config.json", OrderedJson{{"do_sample", false}, {"eos_token_id", sample::Vocabulary::eos}, {"pad_token_id", sample::Vocabulary::pad}, {"max_new_tokens", table.maxLength() + 1}});
  json("tokenizer.json", tokenizerJson(table));
  json("tokenizer_config.json", OrderedJson{{"tokenizer_class", "PreTrainedTokenizerFast"}, {"pad_token", "<pad>"}, {"eos_token", "<eos>"}, {"unk_token", "<pad>"}, {"clean_up_tokenization_spaces", false}, {"model_max_length", decoder.config().maxPositions}});
  writeParameters(folder / "model.safetensors", decoder.named());
}

namespace {

Decoder readDecoder(const TensorFiles& files, const DecoderConfig& shape, at::ScalarType type) {
  for (const ParameterLayout::Entry& entry : ParameterLayout(shape).entries()) files.find(entry.name, entry.shape);  // before memory is taken
  const Decoder decoder = Decoder::blank(shape, type);
  readParameters(files, decoder.named());
  return decoder;
}

DecoderConfig configOf(const fs::path& folder) {
  const fs::path config = folder / "config.json";
  return fromHuggingFace(readJsonFile(config), config.string());
}

}  // namespace

Decoder readHuggingFace(const fs::path& folder, at::ScalarType type) {
  const DecoderConfig shape = configOf(folder);
  return readDecoder(TensorFiles(folder), shape, type);
}

Decoder readBody(const fs::path& folder) {
  DecoderConfig shape = configOf(folder);
  const TensorFiles files(folder);
  shape.tied = shape.tied || !files.has("lm_head.weight");
  return readDecoder(files, shape, at::kFloat);
}

}  // namespace ghost::model
