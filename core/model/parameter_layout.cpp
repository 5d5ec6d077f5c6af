#include "model/parameter_layout.h"

namespace ghost::model {

ParameterLayout::ParameterLayout(const DecoderConfig& c) : m_config(c), m_layers(static_cast<std::size_t>(c.layers)) {
  auto place = [this](std::int64_t size) {
    const std::int64_t at = m_total;
    m_total += (size + 15) / 16 * 16;
    return at;
  };
  place(c.vocabulary * c.width);
  for (Layer& layer : m_layers) {
    layer.packed = place((c.heads + 2 * c.kvHeads) * c.headDim * c.width);
    layer.output = place(c.width * c.heads * c.headDim);
    layer.gateUp = place(2 * c.feedForward * c.width);
    layer.down = place(c.width * c.feedForward);
  }
  if (!c.tied) m_head = place(c.vocabulary * c.width);
  m_decayed = m_total;
  for (Layer& layer : m_layers) {
    layer.inputNorm = place(c.width);
    layer.outputNorm = place(c.width);
    if (c.normedHeads()) {
      layer.queryNorm = place(c.headDim);
      layer.keyNorm = place(c.headDim);
    }
    if (c.biased()) layer.packedBias = place((c.heads + 2 * c.kvHeads) * c.headDim);
  }
  m_finalNorm = place(c.width);
}

std::int64_t ParameterLayout::Entry::size() const {
  std::int64_t n = 1;
  for (const std::int64_t s : shape) n *= s;
  return n;
}

std::vector<ParameterLayout::Entry> ParameterLayout::entries() const {
  const DecoderConfig& c = m_config;
  const std::int64_t q = c.heads * c.headDim, kv = c.kvHeads * c.headDim;
  std::vector<Entry> all{{"model.embed_tokens.weight", embedding(), {c.vocabulary, c.width}}};
  for (std::int64_t i = 0; i < c.layers; ++i) {
    const Layer& at = layer(i);
    const std::string prefix = "model.layers." + std::to_string(i) + ".";
    all.push_back({prefix + "self_attn.q_proj.weight", at.packed, {q, c.width}});
    all.push_back({prefix + "self_attn.k_proj.weight", at.packed + q * c.width, {kv, c.width}});
    all.push_back({prefix + "self_attn.v_proj.weight", at.packed + (q + kv) * c.width, {kv, c.width}});
    all.push_back({prefix + "self_attn.o_proj.weight", at.output, {c.width, q}});
    if (c.biased()) {
      all.push_back({prefix + "self_attn.q_proj.bias", at.packedBias, {q}});
      all.push_back({prefix + "self_attn.k_proj.bias", at.packedBias + q, {kv}});
      all.push_back({prefix + "self_attn.v_proj.bias", at.packedBias + q + kv, {kv}});
    }
    if (c.normedHeads()) {
      all.push_back({prefix + "self_attn.q_norm.weight", at.queryNorm, {c.headDim}});
      all.push_back({prefix + "self_attn.k_norm.weight", at.keyNorm, {c.headDim}});
    }
    all.push_back({prefix + "mlp.gate_proj.weight", at.gateUp, {c.feedForward, c.width}});
    all.push_back({prefix + "mlp.up_proj.weight", at.gateUp + c.feedForward * c.width, {c.feedForward, c.width}});
    all.push_back({prefix + "mlp.down_proj.weight", at.down, {c.width, c.feedForward}});
    all.push_back({prefix + "input_layernorm.weight", at.inputNorm, {c.width}});
    all.push_back({prefix + "post_attention_layernorm.weight", at.outputNorm, {c.width}});
  }
  all.push_back({"model.norm.weight", finalNorm(), {c.width}});
  if (!c.tied) all.push_back({"lm_head.weight", head(), {c.vocabulary, c.width}});
  return all;
}

}  // namespace ghost::model
