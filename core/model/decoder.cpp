#include "model/decoder.h"

#include <c10/core/GradMode.h>

#include "base/error.h"
#include "model/kernels.h"
#include "model/ops.h"
#include "model/parameter_layout.h"

namespace ghost::model {
namespace {

std::uint64_t mixed(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ull;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebull;
  return x ^ (x >> 31);
}

void checkPositions(std::span<const std::int32_t> positions, const DecoderConfig& config) {
  for (const std::int32_t position : positions)
    if (position < 0 || position >= config.maxPositions)
      throw dataError("model", "a sequence has " + std::to_string(position + 1) + " tokens, the model takes " + std::to_string(config.maxPositions) + "; shorten the history");
}

std::vector<std::uint8_t> marks(std::span<const std::int32_t> rows, std::int64_t count) {
  std::vector<std::uint8_t> needed(rows.empty() ? 0 : static_cast<std::size_t>(count), 0);
  for (const std::int32_t r : rows) needed[static_cast<std::size_t>(r)] = 1;
  return needed;
}

}  // namespace

DropoutKey dropoutKey(double share, std::uint64_t passKey, std::uint64_t site) {
  if (share <= 0) return {};
  const std::uint64_t key = mixed(passKey + mixed(site + 0x9e3779b97f4a7c15ull));
  return {static_cast<std::uint32_t>(key), static_cast<std::uint32_t>(key >> 32), static_cast<std::uint32_t>(share * 4294967296.0), 1 / (1 - share)};
}

Decoder::Decoder(const DecoderConfig& config, Rng rng, at::ScalarType type) : Decoder(blank(config, type)) { drawFirstWeights(named(), config.initialDeviation, std::move(rng)); }

Decoder Decoder::blank(const DecoderConfig& config, at::ScalarType type) {
  check(config);
  return Decoder(config, at::zeros({ParameterLayout(config).total()}, type));
}

Decoder::Decoder(const DecoderConfig& config, at::Tensor values) : m_config(config), m_values(std::move(values)) { bind(); }

Decoder Decoder::lane() const {
  Decoder copy(m_config, m_values);
  copy.m_rope = m_rope;
  return copy;
}

void Decoder::bind() {
  const ParameterLayout layout(m_config);
  m_gradients = at::zeros_like(m_values);
  m_decayed = layout.decayed();
  m_embedding = leaf(layout.embedding(), {m_config.vocabulary, m_config.width});
  if (!m_config.tied) m_head = leaf(layout.head(), {m_config.vocabulary, m_config.width});
  m_finalNorm = leaf(layout.finalNorm(), {m_config.width});
  m_layers.clear();
  const std::int64_t queries = m_config.heads * m_config.headDim;
  for (std::int64_t i = 0; i < m_config.layers; ++i) {
    const ParameterLayout::Layer at = layout.layer(i);
    const std::int64_t packed = queries + 2 * m_config.kvHeads * m_config.headDim;
    const bool normed = m_config.normedHeads();
    m_layers.push_back({leaf(at.inputNorm, {m_config.width}), leaf(at.packed, {packed, m_config.width}), m_config.biased() ? leaf(at.packedBias, {packed}) : at::Tensor(),
                        normed ? leaf(at.queryNorm, {m_config.headDim}) : at::Tensor(), normed ? leaf(at.keyNorm, {m_config.headDim}) : at::Tensor(),
                        leaf(at.output, {m_config.width, queries}), leaf(at.outputNorm, {m_config.width}), leaf(at.gateUp, {2 * m_config.feedForward, m_config.width}),
                        leaf(at.down, {m_config.width, m_config.feedForward})});
  }
  if (!m_rope.cosine.defined()) m_rope = Rope::table(m_config.maxPositions, static_cast<int>(m_config.headDim), m_config.ropeTheta, m_config.ropeScaling, m_values.options());
}

at::Tensor Decoder::leaf(std::int64_t offset, std::vector<std::int64_t> shape) const {
  std::int64_t size = 1;
  for (const std::int64_t n : shape) size *= n;
  at::Tensor value = m_values.narrow(0, offset, size).view(shape).detach().requires_grad_(true);
  value.mutable_grad() = m_gradients.narrow(0, offset, size).view(shape);
  return value;
}

std::vector<NamedTensor> Decoder::views(const at::Tensor& flat) const {
  std::vector<NamedTensor> all;
  for (const ParameterLayout::Entry& entry : ParameterLayout(m_config).entries()) all.push_back({entry.name, flat.narrow(0, entry.offset, entry.size()).view(entry.shape)});
  return all;
}

AttentionShape Decoder::shape() const { return {static_cast<int>(m_config.heads), static_cast<int>(m_config.kvHeads), static_cast<int>(m_config.headDim), m_config.epsilon}; }

at::Tensor Decoder::forward(const sample::TokenTrees& trees, const Pass& pass) const {
  checkPositions(trees.position, m_config);
  std::uint64_t site = 0;
  auto key = [&] { return dropoutKey(pass.dropout, pass.dropoutKey, site++); };
  auto norm = [&](const DropoutKey& dropout) { return ops::NormOptions{m_config.epsilon, dropout, pass.reference}; };
  auto [x, normed] = ops::addNorm(ops::gather(m_embedding, trees.token, key(), pass.reference), {}, m_layers[0].inputNorm, norm({}));
  const bool pruned = !pass.rows.empty() && static_cast<std::int64_t>(pass.rows.size()) < trees.rows();
  for (std::size_t i = 0; i < m_layers.size(); ++i) {
    const Layer& layer = m_layers[i];
    const bool last = i + 1 == m_layers.size();
    const at::Tensor packed = ops::linear(normed, layer.packed, layer.packedBias);
    at::Tensor attended = pass.reference || !packed.is_cpu() ? treeAttentionReference(packed, layer.queryNorm, layer.keyNorm, m_rope, shape(), trees)
                                                             : treeAttention(packed, layer.queryNorm, layer.keyNorm, m_rope, shape(), trees, last && pruned ? marks(pass.rows, trees.rows()) : std::vector<std::uint8_t>());
    if (last && pruned) {
      attended = ops::selectRows(attended, pass.rows);
      x = ops::selectRows(x, pass.rows);
    }
    std::tie(x, normed) = ops::addNorm(x, ops::linear(attended, layer.output), layer.outputNorm, norm(key()));
    const at::Tensor down = ops::linear(ops::swiGlu(ops::linear(normed, layer.gateUp), pass.reference), layer.down);
    std::tie(x, normed) = ops::addNorm(x, down, normAfter(i), norm(key()));
  }
  return normed;
}

at::Tensor Decoder::infer(std::span<const std::int32_t> tokens, std::span<const std::int32_t> positions, const Attend& attend, std::span<const std::int32_t> wanted) const {
  checkPositions(positions, m_config);
  const c10::NoGradGuard noGradients;
  const ops::NormOptions norm{m_config.epsilon, {}, false};
  auto [x, normed] = ops::addNorm(ops::gather(m_embedding, tokens, {}, false), {}, m_layers[0].inputNorm, norm);
  const bool pruned = !wanted.empty() && wanted.size() < tokens.size();
  for (std::size_t i = 0; i < m_layers.size(); ++i) {
    const Layer& layer = m_layers[i];
    at::Tensor attended = attend(static_cast<int>(i), project(ops::linear(normed, layer.packed, layer.packedBias), layer.queryNorm, layer.keyNorm, m_rope, shape(), positions));
    if (i + 1 == m_layers.size() && pruned) {
      attended = ops::selectRows(attended, wanted);
      x = ops::selectRows(x, wanted);
    }
    std::tie(x, normed) = ops::addNorm(x, ops::linear(attended, layer.output), layer.outputNorm, norm);
    std::tie(x, normed) = ops::addNorm(x, ops::linear(ops::swiGlu(ops::linear(normed, layer.gateUp), false), layer.down), normAfter(i), norm);
  }
  return normed;
}

Decoder::Prefilled Decoder::prefill(const sample::TokenTrees& trees, std::span<const std::int32_t> wanted) const {
  Prefilled result;
  const std::vector<std::uint8_t> needed = marks(wanted, trees.rows());
  auto attend = [&](int layer, const Projected& rows) {
    result.cache.key.push_back(rows.key);
    result.cache.value.push_back(rows.value);
    static const std::vector<std::uint8_t> everyRow;
    return attendTrees(rows, shape(), trees, layer + 1 == m_config.layers ? needed : everyRow);
  };
  result.hidden = infer(trees.token, trees.position, attend, wanted);
  return result;
}

at::Tensor Decoder::logits(const at::Tensor& hidden) const {
  const c10::NoGradGuard noGradients;
  return at::mm(hidden, head().t());
}

}  // namespace ghost::model
