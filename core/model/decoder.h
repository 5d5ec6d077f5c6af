#pragma once
#include <functional>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>

#include "base/rng.h"
#include "model/decoder_config.h"
#include "model/kernels.h"
#include "model/named_tensor.h"
#include "model/tree_attention.h"
#include "sample/token_tree.h"

namespace ghost::model {

/// A decoder-only transformer (Qwen3, Qwen2 or Llama: DecoderConfig) on packed rows: activations are [rows, width], no padding anywhere.
/// All parameters lie in one flat tensor, weight matrices first, then norms and biases; q, k, v and gate, up are stored side by side, and named() shows them
/// under their Hugging Face names as views. Copies share the parameters. float32 or float64.
/// The const methods are thread-safe; gradients belong to one lane (see lane()) and one thread at a time.
class Decoder {
 public:
  /// Fresh weights: normal with config.initialDeviation, drawn in the order of named(); norms 1, biases 0. Throws Error{Usage} for a shape that can't be built.
  Decoder(const DecoderConfig& config, Rng rng, at::ScalarType type = at::kFloat);
  /// All weights 0, for those that are read from files. Throws as above.
  static Decoder blank(const DecoderConfig& config, at::ScalarType type = at::kFloat);

  const DecoderConfig& config() const { return m_config; }
  /// The same parameters with gradients of their own, for a thread of its own.
  Decoder lane() const;

  /// "model.layers.0.self_attn.q_proj.weight", ...
  std::vector<NamedTensor> named() const { return views(m_values); }
  /// Gradients under the same names.
  std::vector<NamedTensor> namedGradients() const { return views(m_gradients); }
  const at::Tensor& values() const { return m_values; }        ///< flat
  const at::Tensor& gradients() const { return m_gradients; }  ///< flat, zero at first; backward passes add to it
  /// The first so many elements of values() are weight matrices (weight decay applies), the rest are norms and biases.
  std::int64_t decayed() const { return m_decayed; }

  struct Pass {
    double dropout = 0;             ///< share of embeddings and block outputs set to zero
    std::uint64_t dropoutKey = 0;   ///< masks are a function of this, the site and the element
    bool reference = false;         ///< ATen operations instead of our kernels
    /// Rows whose final state is wanted, ascending; empty = all. The last layer does only the work these need.
    std::vector<std::int32_t> rows;
  };
  /// One pass with gradients: final hidden states after the last norm, [wanted rows, width]. The result keeps the trees and the pass by reference until its
  /// backward pass is over.
  at::Tensor forward(const sample::TokenTrees& trees, const Pass& pass) const;
  /// The matrix that turns hidden states into logits, [vocabulary, width]; with gradients.
  const at::Tensor& head() const { return m_config.tied ? m_embedding : m_head; }

  /// Attention of one inference pass: called once a layer, in order, with the normed and rotated rows; returns [rows, heads * headDim].
  using Attend = std::function<at::Tensor(int layer, const Projected& rows)>;
  /// A pass without gradients whose rows see whatever `attend` lets them see (prompts, key-value caches, beams). `wanted`: rows whose final state is returned,
  /// ascending; empty = all.
  at::Tensor infer(std::span<const std::int32_t> tokens, std::span<const std::int32_t> positions, const Attend& attend, std::span<const std::int32_t> wanted = {}) const;
  /// Keys and values of every layer, [rows, kvHeads * headDim] each: what later steps attend to.
  struct Cache {
    std::vector<at::Tensor> key, value;
  };
  struct Prefilled {
    at::Tensor hidden;  ///< [wanted rows, width]
    Cache cache;
  };
  /// infer() over packed sequences (prompts as trunks, say) with the keys and values kept.
  Prefilled prefill(const sample::TokenTrees& trees, std::span<const std::int32_t> wanted = {}) const;
  /// Logits [rows, vocabulary] of final hidden states, without gradients.
  at::Tensor logits(const at::Tensor& hidden) const;

 private:
  struct Layer {
    at::Tensor inputNorm, packed, packedBias, queryNorm, keyNorm, output, outputNorm, gateUp, down;  // a bias or head norms may be undefined
  };
  Decoder(const DecoderConfig& config, at::Tensor values);
  void bind();
  std::vector<NamedTensor> views(const at::Tensor& flat) const;
  at::Tensor leaf(std::int64_t offset, std::vector<std::int64_t> shape) const;
  AttentionShape shape() const;
  const at::Tensor& normAfter(std::size_t layer) const { return layer + 1 < m_layers.size() ? m_layers[layer + 1].inputNorm : m_finalNorm; }

  DecoderConfig m_config;
  at::Tensor m_values, m_gradients;
  std::int64_t m_decayed = 0;
  Rope m_rope;
  // Leaves: views of m_values whose .grad are views of m_gradients.
  at::Tensor m_embedding, m_head, m_finalNorm;
  std::vector<Layer> m_layers;
};

/// The dropout key of a site of a pass. Equal inputs, equal masks.
DropoutKey dropoutKey(double share, std::uint64_t passKey, std::uint64_t site);

}  // namespace ghost::model
