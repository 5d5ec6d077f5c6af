#include "model/bert.h"

#include <c10/core/GradMode.h>

#include "base/error.h"
#include "model/tensor_files.h"

namespace ghost::model {
namespace fs = std::filesystem;
namespace {

constexpr std::int64_t largest = std::int64_t{1} << 24;

std::int64_t sizeAt(const OrderedJson& json, const char* key, const std::string& where) {
  if (!json.contains(key) || !json[key].is_number_integer()) throw dataError(where, std::string("\"") + key + "\" must be an integer");
  const auto value = json[key].get<std::int64_t>();
  if (value < 1 || value > largest) throw dataError(where, std::string("\"") + key + "\" is " + std::to_string(value) + ", which no encoder has");
  return value;
}

}  // namespace

BertConfig BertConfig::of(const OrderedJson& json, const std::string& where) {
  BertConfig c;
  c.vocabulary = sizeAt(json, "vocab_size", where);
  c.width = sizeAt(json, "hidden_size", where);
  c.layers = sizeAt(json, "num_hidden_layers", where);
  c.heads = sizeAt(json, "num_attention_heads", where);
  c.inner = sizeAt(json, "intermediate_size", where);
  c.positions = sizeAt(json, "max_position_embeddings", where);
  c.types = sizeAt(json, "type_vocab_size", where);
  if (c.width % c.heads) throw dataError(where, "\"hidden_size\" must be a multiple of \"num_attention_heads\"");
  if (json.contains("layer_norm_eps")) {
    if (!json["layer_norm_eps"].is_number()) throw dataError(where, "\"layer_norm_eps\" must be a number");
    c.epsilon = json["layer_norm_eps"].get<double>();
  }
  if (json.contains("hidden_act")) c.activation = json["hidden_act"].is_string() ? json["hidden_act"].get<std::string>() : json["hidden_act"].dump();
  if (c.activation != "gelu" && c.activation != "gelu_new" && c.activation != "relu") throw dataError(where, "\"hidden_act\" is " + c.activation + "; gelu, gelu_new and relu are built");
  for (const char* key : {"is_decoder", "add_cross_attention"})
    if (json.value(key, OrderedJson(false)) == true) throw dataError(where, std::string("\"") + key + "\" is true; an encoder whose tokens see each other is built");
  if (json.value("position_embedding_type", OrderedJson("absolute")) != "absolute") throw dataError(where, "\"position_embedding_type\" must be \"absolute\"; others aren't built");
  return c;
}

Bert Bert::read(const fs::path& folder) {
  const fs::path config = folder / "config.json";
  Bert bert;
  const BertConfig& c = bert.m_config = BertConfig::of(readJsonFile(config), config.string());
  const TensorFiles files(folder);
  const std::string prefix = files.has("bert.embeddings.word_embeddings.weight") ? "bert." : "";
  auto tensor = [&](const std::string& name, const std::vector<std::int64_t>& shape) { return files.read(prefix + name, shape).to(at::kFloat); };
  auto affine = [&](const std::string& name, std::int64_t out, std::int64_t in) { return Affine{tensor(name + ".weight", {out, in}), tensor(name + ".bias", {out})}; };
  auto norm = [&](const std::string& name) { return Affine{tensor(name + ".weight", {c.width}), tensor(name + ".bias", {c.width})}; };
  bert.m_words = tensor("embeddings.word_embeddings.weight", {c.vocabulary, c.width});
  bert.m_positions = tensor("embeddings.position_embeddings.weight", {c.positions, c.width});
  bert.m_types = tensor("embeddings.token_type_embeddings.weight", {c.types, c.width});
  bert.m_norm = norm("embeddings.LayerNorm");
  for (std::int64_t i = 0; i < c.layers; ++i) {
    const std::string layer = "encoder.layer." + std::to_string(i) + ".";
    bert.m_layers.push_back({affine(layer + "attention.self.query", c.width, c.width), affine(layer + "attention.self.key", c.width, c.width), affine(layer + "attention.self.value", c.width, c.width),
                             affine(layer + "attention.output.dense", c.width, c.width), norm(layer + "attention.output.LayerNorm"), affine(layer + "intermediate.dense", c.inner, c.width),
                             affine(layer + "output.dense", c.width, c.inner), norm(layer + "output.LayerNorm")});
  }
  return bert;
}

at::Tensor Bert::activated(const at::Tensor& x) const {
  if (m_config.activation == "relu") return at::relu(x);
  return at::gelu(x, m_config.activation == "gelu_new" ? "tanh" : "none");
}

at::Tensor Bert::states(const at::Tensor& ids, const at::Tensor& seen) const {
  const c10::NoGradGuard noGradients;
  const std::int64_t batch = ids.size(0), length = ids.size(1), heads = m_config.heads, dim = m_config.width / heads;
  auto linear = [](const at::Tensor& x, const Affine& a) { return at::linear(x, a.weight, a.bias); };
  auto norm = [&](const at::Tensor& x, const Affine& a) { return at::layer_norm(x, {m_config.width}, a.weight, a.bias, m_config.epsilon); };
  auto split = [&](const at::Tensor& x) { return x.view({batch, length, heads, dim}).transpose(1, 2); };
  const at::Tensor visible = seen.view({batch, 1, 1, length}).expand({batch, 1, length, length});
  at::Tensor x = norm(m_words.index_select(0, ids.reshape({-1})).view({batch, length, m_config.width}) + m_positions.narrow(0, 0, length) + m_types[0], m_norm);
  for (const Layer& layer : m_layers) {
    const at::Tensor attended = at::scaled_dot_product_attention(split(linear(x, layer.query)), split(linear(x, layer.key)), split(linear(x, layer.value)), visible);
    x = norm(x + linear(attended.transpose(1, 2).reshape({batch, length, m_config.width}), layer.output), layer.outputNorm);
    x = norm(x + linear(activated(linear(x, layer.inner)), layer.outer), layer.outerNorm);
  }
  return x;
}

}  // namespace ghost::model
