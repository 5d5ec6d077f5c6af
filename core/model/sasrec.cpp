#include "model/sasrec.h"

#include <ATen/ATen.h>

#include "base/error.h"
#include "model/decoder.h"
#include "model/ops.h"

namespace ghost::model {
namespace {

constexpr double initialDeviation = 0.02, epsilon = 1e-8;

std::int64_t sizeOf(const std::vector<std::int64_t>& shape) {
  std::int64_t size = 1;
  for (const std::int64_t n : shape) size *= n;
  return size;
}

struct Entry { std::string name; std::vector<std::int64_t> shape; };
/// The parameters in the order of the flat tensor: matrices, then norms and biases.
std::vector<Entry> entries(const SasrecShape& s) {
  std::vector<Entry> matrices{{"item_embedding.weight", {s.items, s.width}}, {"position_embedding.weight", {s.positions, s.width}}}, vectors{{"norm.weight", {s.width}}, {"norm.bias", {s.width}}};
  for (std::int64_t i = 0; i < s.layers; ++i) {
    const std::string block = "layers." + std::to_string(i) + ".";
    matrices.push_back({block + "attention.qkv.weight", {3 * s.width, s.width}});
    matrices.push_back({block + "feed_forward.inner.weight", {s.feedForward, s.width}});
    matrices.push_back({block + "feed_forward.outer.weight", {s.width, s.feedForward}});
    vectors.push_back({block + "attention.qkv.bias", {3 * s.width}});
    vectors.push_back({block + "feed_forward.inner.bias", {s.feedForward}});
    vectors.push_back({block + "feed_forward.outer.bias", {s.width}});
    for (const char* part : {"attention_norm", "feed_forward_norm"}) {
      vectors.push_back({block + part + ".weight", {s.width}});
      vectors.push_back({block + part + ".bias", {s.width}});
    }
  }
  matrices.insert(matrices.end(), vectors.begin(), vectors.end());
  return matrices;
}

/// Every part starts at a multiple of 16 elements; the gaps stay zero.
std::int64_t padded(std::int64_t size) { return (size + 15) / 16 * 16; }

at::Tensor dropped(const at::Tensor& x, const DropoutKey& key) { return key.threshold == 0 ? x : x * ops::dropoutFactors(key, x.numel(), x.options()).view_as(x); }

}  // namespace

void check(const SasrecShape& s) {
  auto least = [](const char* key, std::int64_t value) {
    if (value < 1) throw usageError(key, "it is " + std::to_string(value) + "; give 1 or more");
  };
  least("items", s.items);
  least("layers", s.layers);
  least("heads", s.heads);
  least("feed_forward", s.feedForward);
  least("positions", s.positions);
  if (s.width < 2 || s.width % s.heads != 0 || s.width / s.heads % 2 != 0)
    throw usageError("width", std::to_string(s.width) + " can't be cut into " + std::to_string(s.heads) + " heads of an even size; give a width that is a multiple of " + std::to_string(2 * s.heads));
}

std::int64_t SasrecShape::parameters() const {
  std::int64_t count = 0;
  for (const Entry& entry : entries(*this)) count += sizeOf(entry.shape);
  return count;
}

Sasrec::Sasrec(const SasrecShape& shape, Rng rng, at::ScalarType type) : Sasrec(blank(shape, type)) { drawFirstWeights(named(), initialDeviation, std::move(rng)); }

Sasrec Sasrec::blank(const SasrecShape& shape, at::ScalarType type) {
  check(shape);
  std::int64_t total = 0;
  for (const Entry& entry : entries(shape)) total += padded(sizeOf(entry.shape));
  return Sasrec(shape, at::zeros({total}, type));
}

Sasrec::Sasrec(const SasrecShape& shape, at::Tensor values) : m_shape(shape), m_values(std::move(values)) { bind(); }

std::vector<NamedTensor> Sasrec::named() const {
  std::vector<NamedTensor> all;
  std::int64_t offset = 0;
  for (const Entry& entry : entries(m_shape)) {
    all.push_back({entry.name, m_values.narrow(0, offset, sizeOf(entry.shape)).view(entry.shape)});
    offset += padded(sizeOf(entry.shape));
  }
  return all;
}

void Sasrec::bind() {
  m_gradients = at::zeros_like(m_values);
  std::int64_t offset = 0;
  const std::vector<Entry> all = entries(m_shape);
  auto entry = all.begin();
  auto leaf = [&] {
    const std::int64_t size = sizeOf(entry->shape);
    at::Tensor value = m_values.narrow(0, offset, size).view(entry->shape).detach().requires_grad_(true);
    value.mutable_grad() = m_gradients.narrow(0, offset, size).view(entry->shape);
    offset += padded(size);
    ++entry;
    return value;
  };
  m_items = leaf();
  m_positions = leaf();
  m_blocks.resize(static_cast<std::size_t>(m_shape.layers));
  for (Block& block : m_blocks)
    for (at::Tensor* matrix : {&block.packed, &block.inner, &block.outer}) *matrix = leaf();
  m_decayed = offset;
  m_norm = {leaf(), leaf()};
  for (Block& block : m_blocks)
    for (at::Tensor* vector : {&block.packedBias, &block.innerBias, &block.outerBias, &block.attention.weight, &block.attention.bias, &block.feedForward.weight, &block.feedForward.bias}) *vector = leaf();
  const std::int64_t half = m_shape.width / m_shape.heads / 2;
  m_unrotated = {at::ones({m_shape.positions, half}, m_values.options()), at::zeros({m_shape.positions, half}, m_values.options())};
}

at::Tensor Sasrec::normed(const at::Tensor& x, const Norm& norm) const { return at::layer_norm(x, {m_shape.width}, norm.weight, norm.bias, epsilon); }

at::Tensor Sasrec::forward(const sample::TokenTrees& sequences, const Pass& pass) const {
  for (const std::int32_t position : sequences.position)
    if (position >= m_shape.positions) throw dataError("sasrec", "a sequence has " + std::to_string(position + 1) + " items, the model reads " + std::to_string(m_shape.positions) + "; cut the history");
  const AttentionShape shape{static_cast<int>(m_shape.heads), static_cast<int>(m_shape.heads), static_cast<int>(m_shape.width / m_shape.heads), epsilon};
  std::uint64_t site = 0;
  auto drop = [&](const at::Tensor& x) { return dropped(x, dropoutKey(pass.dropout, pass.dropoutKey, site++)); };
  const bool pruned = !pass.rows.empty() && static_cast<std::int64_t>(pass.rows.size()) < sequences.rows();
  std::vector<std::uint8_t> needed(pruned ? static_cast<std::size_t>(sequences.rows()) : 0, 0);
  for (std::size_t i = 0; pruned && i < pass.rows.size(); ++i) needed[static_cast<std::size_t>(pass.rows[i])] = 1;

  at::Tensor x = drop(ops::gather(m_items, sequences.token, {}, pass.reference) + ops::gather(m_positions, sequences.position, {}, pass.reference));
  if (!m_shape.preNorm) x = normed(x, m_norm);
  for (std::size_t i = 0; i < m_blocks.size(); ++i) {
    const Block& block = m_blocks[i];
    const bool last = i + 1 == m_blocks.size() && pruned;
    const at::Tensor packed = ops::linear(m_shape.preNorm ? normed(x, block.attention) : x, block.packed, block.packedBias);
    at::Tensor attended = pass.reference || !packed.is_cpu() ? treeAttentionReference(packed, {}, {}, m_unrotated, shape, sequences) : treeAttention(packed, {}, {}, m_unrotated, shape, sequences, last ? needed : std::vector<std::uint8_t>());
    if (last) {  // the rest of the way only rows that are wanted
      attended = ops::selectRows(attended, pass.rows);
      x = ops::selectRows(x, pass.rows);
    }
    x = x + drop(attended);
    if (!m_shape.preNorm) x = normed(x, block.attention);
    const at::Tensor inner = drop(at::relu(ops::linear(m_shape.preNorm ? normed(x, block.feedForward) : x, block.inner, block.innerBias)));
    x = x + drop(ops::linear(inner, block.outer, block.outerBias));
    if (!m_shape.preNorm) x = normed(x, block.feedForward);
  }
  return m_shape.preNorm ? normed(x, m_norm) : x;
}

}  // namespace ghost::model
