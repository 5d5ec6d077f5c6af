#include "model/tensor_files.h"

#include <ATen/ops/from_blob.h>

#include "base/error.h"
#include "base/json_file.h"

namespace ghost::model {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view bodyPrefix = "model.";

std::string shapeText(const std::vector<std::int64_t>& shape) {
  std::string text = "[";
  for (std::size_t i = 0; i < shape.size(); ++i) text += (i ? ", " : "") + std::to_string(shape[i]);
  return text + "]";
}

}  // namespace

TensorFiles::TensorFiles(const fs::path& folder) : m_folder(folder) {
  openAll(folder);
  m_bare = !has("model.embed_tokens.weight") && has("embed_tokens.weight");
}

void TensorFiles::openAll(const fs::path& folder) {
  const fs::path index = folder / "model.safetensors.index.json";
  if (fs::exists(folder / "model.safetensors") || !fs::exists(index)) {
    if (!fs::exists(folder / "model.safetensors") && fs::exists(folder / "pytorch_model.bin"))
      throw dataError((folder / "pytorch_model.bin").string(), "pickled weights are never read; convert them to safetensors first (transformers: model.save_pretrained(folder))");
    open(folder / "model.safetensors");
    return;
  }
  const OrderedJson json = readJsonFile(index);
  if (!json.is_object() || !json.contains("weight_map") || !json["weight_map"].is_object())
    throw dataError(index.string(), "\"weight_map\" is missing; the list of shards can't be read");
  for (const auto& [tensor, file] : json["weight_map"].items()) {
    const fs::path name = file.is_string() ? file.get<std::string>() : "";
    if (name.empty() || name.has_parent_path() || name == "." || name == "..") throw dataError(index.string(), "the shard of " + tensor + " must be a plain file name beside the index");
    if (!m_files.contains(name.string())) open(folder / name);
  }
}

void TensorFiles::open(const fs::path& file) { m_files.emplace(file.filename().string(), embed::SafetensorsFile::open(file)); }

std::string TensorFiles::stored(const std::string& tensor) const { return m_bare && tensor.starts_with(bodyPrefix) ? tensor.substr(bodyPrefix.size()) : tensor; }

const embed::SafetensorsFile* TensorFiles::holder(const std::string& tensor) const {
  for (const auto& [name, file] : m_files)
    if (file.has(stored(tensor))) return &file;
  return nullptr;
}

bool TensorFiles::has(const std::string& tensor) const { return holder(tensor) != nullptr; }

const embed::TensorInfo& TensorFiles::find(const std::string& tensor, const std::vector<std::int64_t>& shape) const {
  const embed::SafetensorsFile* file = holder(tensor);
  if (!file) throw dataError(m_folder.string(), "the tensor " + tensor + " is missing; the folder doesn't hold the model that its config.json describes");
  const embed::TensorInfo& info = file->info(stored(tensor));
  if (info.shape != shape) throw dataError(m_folder.string(), "the tensor " + tensor + " has shape " + shapeText(info.shape) + ", config.json asks for " + shapeText(shape));
  return info;
}

at::Tensor TensorFiles::read(const std::string& tensor, const std::vector<std::int64_t>& shape) const {
  const embed::TensorInfo& info = find(tensor, shape);
  const embed::SafetensorsFile& file = *holder(tensor);
  if (info.dtype == embed::Dtype::F64) {
    std::string bytes = file.bytes(stored(tensor));
    return at::from_blob(bytes.data(), shape, at::kDouble).clone();
  }
  std::vector<float> values = file.floats(stored(tensor));
  return at::from_blob(values.data(), shape, at::kFloat).clone();
}

std::vector<std::string> TensorFiles::names() const {
  std::vector<std::string> all;
  for (const auto& [name, file] : m_files)
    for (const auto& [tensor, info] : file.tensors()) all.push_back(m_bare && tensor != "lm_head.weight" ? std::string(bodyPrefix) + tensor : tensor);
  return all;
}

}  // namespace ghost::model
