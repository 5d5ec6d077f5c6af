#include "model/decoder_config.h"

#include <algorithm>

#include "base/error.h"

namespace ghost::model {
namespace {

/// Names of a family and what its configuration class in transformers fills in for a key that a config.json leaves out.
struct FamilyNames {
  Family family;
  const char *type, *architecture;
  std::int64_t kvHeads;    ///< num_key_value_heads; 0 = as many as heads
  std::int64_t headDim;    ///< head_dim; 0 = hidden_size / num_attention_heads
  std::int64_t positions;  ///< max_position_embeddings
};
constexpr FamilyNames families[]{{Family::Qwen3, "qwen3", "Qwen3ForCausalLM", 32, 128, 32768}, {Family::Qwen2, "qwen2", "Qwen2ForCausalLM", 32, 0, 32768}, {Family::Llama, "llama", "LlamaForCausalLM", 0, 0, 2048}};
constexpr double defaultEpsilon = 1e-6, defaultTheta = 10000;  // of all three

const FamilyNames& namesOf(Family family) {
  for (const FamilyNames& one : families)
    if (one.family == family) return one;
  throw Error(ErrorCode::Internal, "model", "a family without a name");
}

constexpr std::int64_t mostPositions = 1 << 20;  // the tables of the rotary embedding are made for all of them
// Far above any decoder, and so low that the number of parameters stays below 2^63 and a list of their names in memory.
constexpr std::int64_t mostLayers = 1 << 12, mostWidth = 1 << 20, mostHeads = 1 << 16, mostHeadDim = 1 << 12, mostInner = 1 << 24, mostTokens = std::int64_t{1} << 31;

}  // namespace

std::string architectureName(Family family) { return namesOf(family).architecture; }

bool isDecoderType(const std::string& type) {
  return std::any_of(std::begin(families), std::end(families), [&](const FamilyNames& one) { return type == one.type; });
}

std::string decoderTypes() {
  std::string names;
  for (const FamilyNames& one : families) names += std::string(names.empty() ? "" : ", ") + one.type;
  return names;
}

std::int64_t DecoderConfig::parameters() const {
  const std::int64_t packed = (heads + 2 * kvHeads) * headDim;
  const std::int64_t attention = packed * width + width * heads * headDim + (normedHeads() ? 2 * headDim : 0) + (biased() ? packed : 0);
  return vocabulary * width * (tied ? 1 : 2) + layers * (attention + 3 * width * feedForward + 2 * width) + width;
}

void check(const DecoderConfig& c) {
  auto refuse = [](const std::string& key, const std::string& what) { throw usageError("parameter " + key, what); };
  const auto bounded = [&](const char* key, std::int64_t value, std::int64_t most) {
    if (value > most) refuse(key, "is " + std::to_string(value) + ", above the " + std::to_string(most) + " that are built");
  };
  bounded("vocabulary", c.vocabulary, mostTokens);
  bounded("layers", c.layers, mostLayers);
  bounded("width", c.width, mostWidth);
  bounded("heads", c.heads, mostHeads);
  bounded("kv_heads", c.kvHeads, mostHeads);
  bounded("head_dim", c.headDim, mostHeadDim);
  bounded("feed_forward", c.feedForward, mostInner);
  if (c.vocabulary < 1) refuse("vocabulary", "the model has no tokens; build the SIDs first");
  if (c.layers < 1) refuse("layers", "at least one layer is needed");
  if (c.width < 1) refuse("width", "must be at least 1");
  if (c.headDim < 2 || c.headDim % 2) refuse("head_dim", "must be even, as rotary positions turn pairs of numbers; it is " + std::to_string(c.headDim));
  if (c.kvHeads < 1 || c.heads % c.kvHeads) refuse("kv_heads", "must divide heads (" + std::to_string(c.heads) + "); it is " + std::to_string(c.kvHeads));
  if (c.feedForward < 1) refuse("feed_forward", "must be at least 1");
  if (c.maxPositions < 1 || c.maxPositions > mostPositions) refuse("max_position_embeddings", "must be 1 to " + std::to_string(mostPositions) + "; it is " + std::to_string(c.maxPositions));
}

OrderedJson toHuggingFace(const DecoderConfig& c) {
  OrderedJson layerTypes = OrderedJson::array();
  for (std::int64_t i = 0; i < c.layers; ++i) layerTypes.push_back("full_attention");
  OrderedJson rope = toJson(c.ropeScaling);
  const OrderedJson scaling = rope;
  if (rope.is_null()) rope = {{"rope_type", "default"}};
  rope["rope_theta"] = c.ropeTheta;
  return OrderedJson{{"architectures", {namesOf(c.family).architecture}},
                     {"model_type", namesOf(c.family).type},
                     {"vocab_size", c.vocabulary},
                     {"hidden_size", c.width},
                     {"intermediate_size", c.feedForward},
                     {"num_hidden_layers", c.layers},
                     {"num_attention_heads", c.heads},
                     {"num_key_value_heads", c.kvHeads},
                     {"head_dim", c.headDim},
                     {"hidden_act", "silu"},
                     {"max_position_embeddings", c.maxPositions},
                     {"rms_norm_eps", c.epsilon},
                     {"rope_theta", c.ropeTheta},
                     {"rope_scaling", scaling},
                     {"rope_parameters", rope},
                     {"attention_bias", false},
                     {"attention_dropout", 0.0},
                     {"use_sliding_window", false},
                     {"sliding_window", nullptr},
                     {"max_window_layers", c.layers},
                     {"layer_types", layerTypes},
                     {"initializer_range", c.initialDeviation},
                     {"tie_word_embeddings", c.tied},
                     {"pad_token_id", 0},
                     {"bos_token_id", nullptr},
                     {"eos_token_id", 1},
                     {"use_cache", true},
                     {"torch_dtype", "float32"}};
}

namespace {

/// One key of config.json with its type checked.
class Reader {
 public:
  Reader(const OrderedJson& json, const std::string& where) : m_json(json), m_where(where) {}
  std::int64_t integer(const char* key) const {
    const OrderedJson& value = at(m_json, key);
    if (!value.is_number_integer()) fail(key, "must be an integer");
    return value.get<std::int64_t>();
  }
  std::int64_t integer(const char* key, std::int64_t otherwise) const { return has(key) ? integer(key) : otherwise; }
  double number(const OrderedJson& json, const char* key) const {
    const OrderedJson& value = at(json, key);
    if (!value.is_number()) fail(key, "must be a number");
    return value.get<double>();
  }
  bool boolean(const char* key, bool otherwise) const {
    if (!has(key)) return otherwise;
    if (!m_json.at(key).is_boolean()) fail(key, "must be true or false");
    return m_json.at(key).get<bool>();
  }
  bool has(const char* key) const { return m_json.contains(key) && !m_json.at(key).is_null(); }
  [[noreturn]] void fail(const std::string& key, const std::string& what) const { throw dataError(m_where, "\"" + key + "\" " + what); }

 private:
  const OrderedJson& at(const OrderedJson& json, const char* key) const {
    if (!json.is_object() || !json.contains(key)) fail(key, "is missing; is this the config.json of a decoder?");
    return json.at(key);
  }
  const OrderedJson& m_json;
  const std::string& m_where;
};

}  // namespace

namespace {

Family familyOf(const OrderedJson& json, const Reader& reader) {
  const std::string type = json.is_object() && json.contains("model_type") && json["model_type"].is_string() ? json["model_type"].get<std::string>() : "";
  for (const FamilyNames& one : families)
    if (type == one.type) return one.family;
  reader.fail("model_type", (type.empty() ? "is missing" : "is \"" + type + "\"") + "; the decoders read here are " + decoderTypes());
}

/// Features that would change the numbers and aren't built: refused, never ignored.
void refuseFeatures(const OrderedJson& json, const Reader& reader) {
  for (const char* key : {"attention_bias", "mlp_bias", "use_sliding_window", "use_bidirectional_attention"})
    if (reader.boolean(key, false)) reader.fail(key, "is true, which this decoder doesn't have");
  if (!reader.boolean("is_causal", true)) reader.fail("is_causal", "is false; decoders whose tokens see only those before them are built");
  if (json.contains("hidden_act") && json["hidden_act"] != "silu" && json["hidden_act"] != "swish") reader.fail("hidden_act", "is " + json["hidden_act"].dump().substr(0, 40) + "; only \"silu\" is built");
  if (!reader.has("layer_types")) return;
  if (!json["layer_types"].is_array()) reader.fail("layer_types", "must be a list");
  for (const auto& layer : json["layer_types"])
    if (layer != "full_attention") reader.fail("layer_types", "holds " + layer.dump().substr(0, 40) + "; only \"full_attention\" is built");
}

/// Keys absent and null: null stands for "as many as heads", absence for the number of the configuration class.
std::int64_t kvHeadsOf(const OrderedJson& json, const Reader& reader, std::int64_t heads, const FamilyNames& names) {
  if (reader.has("num_key_value_heads")) return reader.integer("num_key_value_heads");
  const std::int64_t count = json.contains("num_key_value_heads") || names.kvHeads == 0 ? heads : names.kvHeads;
  if (heads % count) reader.fail("num_key_value_heads", "is missing, which stands for " + std::to_string(count) + " in a " + names.type + " config.json and doesn't divide the " + std::to_string(heads) + " heads; write the number that the weights have");
  return count;
}

std::int64_t headDimOf(const OrderedJson& json, const Reader& reader, const DecoderConfig& c, const FamilyNames& names) {
  if (reader.has("head_dim")) return reader.integer("head_dim");
  return json.contains("head_dim") || names.headDim == 0 ? c.width / c.heads : names.headDim;
}

}  // namespace

DecoderConfig fromHuggingFace(const OrderedJson& json, const std::string& where) {
  const Reader reader(json, where);
  DecoderConfig c;
  c.family = familyOf(json, reader);
  const FamilyNames& names = namesOf(c.family);
  refuseFeatures(json, reader);
  c.vocabulary = reader.integer("vocab_size");
  c.layers = reader.integer("num_hidden_layers");
  c.width = reader.integer("hidden_size");
  c.heads = reader.integer("num_attention_heads");
  if (c.heads < 1) reader.fail("num_attention_heads", "must be at least 1");
  c.kvHeads = kvHeadsOf(json, reader, c.heads, names);
  c.headDim = headDimOf(json, reader, c, names);
  c.feedForward = reader.integer("intermediate_size");
  c.epsilon = reader.has("rms_norm_eps") ? reader.number(json, "rms_norm_eps") : defaultEpsilon;
  if (!(c.epsilon > 0)) reader.fail("rms_norm_eps", "must be above 0");
  c.tied = reader.boolean("tie_word_embeddings", false);
  if (reader.has("initializer_range")) c.initialDeviation = reader.number(json, "initializer_range");
  c.maxPositions = reader.integer("max_position_embeddings", names.positions);
  const RotaryConfig rotary = rotaryConfig(json, static_cast<double>(c.maxPositions), where);
  c.ropeTheta = rotary.theta.value_or(defaultTheta);
  c.ropeScaling = rotary.scaling;
  try {
    check(c);
  } catch (const Error& error) {
    throw dataError(where, std::string("a shape that can't be built: ") + error.what());
  }
  return c;
}

}  // namespace ghost::model
