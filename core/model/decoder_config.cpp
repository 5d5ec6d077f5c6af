#include "model/decoder_config.h"

#include "base/error.h"

namespace ghost::model {

std::int64_t DecoderConfig::parameters() const {
  const std::int64_t attention = (heads + 2 * kvHeads) * headDim * width + width * heads * headDim + 2 * headDim;
  return vocabulary * width * (tied ? 1 : 2) + layers * (attention + 3 * width * feedForward + 2 * width) + width;
}

void check(const DecoderConfig& c) {
  auto refuse = [](const std::string& key, const std::string& what) { throw usageError("parameter " + key, what); };
  if (c.vocabulary < 1) refuse("vocabulary", "the model has no tokens; build the SIDs first");
  if (c.layers < 1) refuse("layers", "at least one layer is needed");
  if (c.width < 1) refuse("width", "must be at least 1");
  if (c.headDim < 2 || c.headDim % 2) refuse("head_dim", "must be even, as rotary positions turn pairs of numbers; it is " + std::to_string(c.headDim));
  if (c.kvHeads < 1 || c.heads % c.kvHeads) refuse("kv_heads", "must divide heads (" + std::to_string(c.heads) + "); it is " + std::to_string(c.kvHeads));
  if (c.feedForward < 1) refuse("feed_forward", "must be at least 1");
}

OrderedJson toHuggingFace(const DecoderConfig& c) {
  OrderedJson layerTypes = OrderedJson::array();
  for (std::int64_t i = 0; i < c.layers; ++i) layerTypes.push_back("full_attention");
  return OrderedJson{{"architectures", {"Qwen3ForCausalLM"}},
                     {"model_type", "qwen3"},
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
                     {"rope_parameters", {{"rope_theta", c.ropeTheta}, {"rope_type", "default"}}},
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
    if (!json.is_object() || !json.contains(key)) fail(key, "is missing; is this the config.json of a Qwen3 model?");
    return json.at(key);
  }
  const OrderedJson& m_json;
  const std::string& m_where;
};

}  // namespace

DecoderConfig fromHuggingFace(const OrderedJson& json, const std::string& where) {
  const Reader reader(json, where);
  if (!json.is_object() || json.value("model_type", "") != "qwen3") reader.fail("model_type", "must be \"qwen3\"; other architectures aren't read yet");
  if (reader.boolean("attention_bias", false)) reader.fail("attention_bias", "is true, which this decoder doesn't have");
  if (reader.boolean("use_sliding_window", false)) reader.fail("use_sliding_window", "is true, which this decoder doesn't have");
  if (reader.has("rope_scaling")) reader.fail("rope_scaling", "is set, which this decoder doesn't have");
  DecoderConfig c;
  c.vocabulary = reader.integer("vocab_size");
  c.layers = reader.integer("num_hidden_layers");
  c.width = reader.integer("hidden_size");
  c.heads = reader.integer("num_attention_heads");
  c.kvHeads = reader.integer("num_key_value_heads", c.heads);
  if (c.heads < 1) reader.fail("num_attention_heads", "must be at least 1");
  c.headDim = reader.integer("head_dim", c.width / c.heads);
  c.feedForward = reader.integer("intermediate_size");
  c.ropeTheta = reader.has("rope_theta") ? reader.number(json, "rope_theta") : reader.number(json.value("rope_parameters", OrderedJson::object()), "rope_theta");
  c.epsilon = reader.number(json, "rms_norm_eps");
  c.tied = reader.boolean("tie_word_embeddings", false);
  if (reader.has("initializer_range")) c.initialDeviation = reader.number(json, "initializer_range");
  c.maxPositions = reader.integer("max_position_embeddings", c.maxPositions);
  try {
    check(c);
  } catch (const Error& error) {
    throw dataError(where, std::string("a shape that can't be built: ") + error.what());
  }
  return c;
}

}  // namespace ghost::model
