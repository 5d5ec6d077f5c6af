#include "model/hugging_face.h"

#include <map>
#include <optional>

#include "base/error.h"
#include "base/file_ops.h"
#include "embed/safetensors.h"
#include "sample/vocabulary.h"

namespace ghost::model {
namespace fs = std::filesystem;
namespace {

std::string tokenText(const sid::SidTable& table, std::int32_t id) {
  if (id == sample::Vocabulary::pad) return "<pad>";
  if (id == sample::Vocabulary::eos) return "<eos>";
  return table.tokenName(sample::Vocabulary::toSid(id));
}

std::string shapeText(const std::vector<std::int64_t>& shape) {
  std::string text = "[";
  for (std::size_t i = 0; i < shape.size(); ++i) text += (i ? ", " : "") + std::to_string(shape[i]);
  return text + "]";
}

/// The files that hold tensors, and in which one each tensor is.
class TensorFiles {
 public:
  explicit TensorFiles(const fs::path& folder) {
    const fs::path index = folder / "model.safetensors.index.json";
    if (fs::exists(folder / "model.safetensors") || !fs::exists(index)) {
      open(folder / "model.safetensors");
      return;
    }
    const OrderedJson json = readJsonFile(index);
    if (!json.contains("weight_map") || !json["weight_map"].is_object()) throw dataError(index.string(), "\"weight_map\" is missing; the list of shards can't be read");
    for (const auto& [tensor, file] : json["weight_map"].items()) {
      const fs::path name = file.is_string() ? file.get<std::string>() : "";
      if (name.empty() || name.has_parent_path()) throw dataError(index.string(), "the shard of " + tensor + " must be a plain file name beside the index");
      if (!m_files.contains(name.string())) open(folder / name);
    }
  }
  const embed::SafetensorsFile* find(const std::string& tensor) const {
    for (const auto& [name, file] : m_files)
      if (file.has(tensor)) return &file;
    return nullptr;
  }

 private:
  void open(const fs::path& file) { m_files.emplace(file.filename().string(), embed::SafetensorsFile::open(file)); }
  std::map<std::string, embed::SafetensorsFile> m_files;
};

void fill(const Decoder::Named& parameter, const TensorFiles& files, const fs::path& folder) {
  const embed::SafetensorsFile* file = files.find(parameter.name);
  if (!file) throw dataError(folder.string(), "the tensor " + parameter.name + " is missing; the folder doesn't hold the model that its config.json describes");
  const embed::TensorInfo& info = file->info(parameter.name);
  const std::vector<std::int64_t> expected = parameter.tensor.sizes().vec();
  if (info.shape != expected)
    throw dataError(folder.string(), "the tensor " + parameter.name + " has shape " + shapeText(info.shape) + ", config.json asks for " + shapeText(expected));
  at::Tensor target = parameter.tensor;
  if (info.dtype == embed::Dtype::F64) {
    std::string bytes = file->bytes(parameter.name);
    target.copy_(at::from_blob(bytes.data(), expected, at::kDouble));
  } else {
    std::vector<float> values = file->floats(parameter.name);
    target.copy_(at::from_blob(values.data(), expected, at::kFloat));
  }
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

void writeHuggingFace(const fs::path& folder, const Decoder& decoder, const sid::SidTable& table, const std::function<void(const std::string& file)>& written) {
  auto json = [&](const std::string& name, const OrderedJson& value) {
    writeFileAtomically(folder / name, value.dump(2) + "\n");
    written(name);
  };
  json("config.json", toHuggingFace(decoder.config()));
  json("generation_config.json", OrderedJson{{"do_sample", false}, {"eos_token_id", sample::Vocabulary::eos}, {"pad_token_id", sample::Vocabulary::pad}, {"max_new_tokens", table.maxLength() + 1}});
  json("tokenizer.json", tokenizerJson(table));
  json("tokenizer_config.json", OrderedJson{{"tokenizer_class", "PreTrainedTokenizerFast"}, {"pad_token", "<pad>"}, {"eos_token", "<eos>"}, {"unk_token", "<pad>"}, {"clean_up_tokenization_spaces", false}, {"model_max_length", decoder.config().maxPositions}});
  std::vector<at::Tensor> owners;
  std::vector<embed::TensorBytes> tensors;
  for (const Decoder::Named& one : decoder.named()) {
    owners.push_back(one.tensor.contiguous());
    const at::Tensor& t = owners.back();
    tensors.push_back({one.name, t.scalar_type() == at::kDouble ? embed::Dtype::F64 : embed::Dtype::F32, t.sizes().vec(), std::span(static_cast<const std::byte*>(t.const_data_ptr()), t.nbytes())});
  }
  embed::writeSafetensors(folder / "model.safetensors", tensors, {{"format", "pt"}});
  written("model.safetensors");
}

Decoder readHuggingFace(const fs::path& folder, at::ScalarType type) {
  const fs::path config = folder / "config.json";
  const Decoder decoder(fromHuggingFace(readJsonFile(config), config.string()), Rng(0), type);
  const TensorFiles files(folder);
  for (const Decoder::Named& one : decoder.named()) fill(one, files, folder);
  return decoder;
}

}  // namespace ghost::model
