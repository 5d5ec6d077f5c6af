#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>

#include "base/rng.h"
#include "model/named_tensor.h"
#include "model/tree_attention.h"
#include "sample/token_tree.h"

namespace ghost::model {

struct SasrecShape {
  std::int64_t items = 0;
  std::int64_t width = 64;
  std::int64_t layers = 2;
  std::int64_t heads = 1;
  std::int64_t feedForward = 64;
  std::int64_t positions = 20;   ///< longest sequence
  bool preNorm = true;           ///< false: norms after the sums, and one over the embeddings instead of the last
  bool operator==(const SasrecShape&) const = default;
  std::int64_t parameters() const;
};
/// Throws Error{Usage} naming what can't be built.
void check(const SasrecShape& shape);

/// SASRec (Kang and McAuley, ICDM 2018) on packed rows: token = item id, activations are [rows, width], nothing is padded. float32 or float64.
///   x = drop(M[item] + P[position])
///   pre:  x = x + drop(attention(LN(x))), x = x + drop(FFN(LN(x))) a block, and LN at the end
///   post: x = LN(x) first, x = LN(x + drop(attention(x))), x = LN(x + drop(FFN(x))) a block
///   attention: causal, softmax(q k / sqrt(head size)) v with q, k, v = linear(x), heads side by side, no output matrix; FFN(x) = W2 drop(relu(W1 x + b1)) + b2
///   score of item i after a sequence: x_last . M[i], the embedding being shared
/// Attention weights aren't dropped out. All parameters lie in one flat tensor, matrices first, then norms and biases. Copies share the parameters.
/// The const methods are thread-safe; gradients belong to one lane (see lane()) and one thread at a time.
class Sasrec {
 public:
  /// Matrices normal with deviation 0.02, drawn in the order of named(); norms 1, biases 0. Throws Error{Usage}.
  Sasrec(const SasrecShape& shape, Rng rng, at::ScalarType type = at::kFloat);
  /// All weights 0, for those that are read from files. Throws Error{Usage}.
  static Sasrec blank(const SasrecShape& shape, at::ScalarType type = at::kFloat);
  const SasrecShape& shape() const { return m_shape; }
  /// The same parameters with gradients of their own, for a thread of its own.
  Sasrec lane() const { return Sasrec(m_shape, m_values); }

  /// "item_embedding.weight" [items, width], ...
  std::vector<NamedTensor> named() const;
  const at::Tensor& values() const { return m_values; }        ///< flat
  const at::Tensor& gradients() const { return m_gradients; }  ///< flat, zero at first; backward passes add to it
  /// The first so many elements of values() are matrices (weight decay applies).
  std::int64_t decayed() const { return m_decayed; }
  /// M; row = item id. With gradients.
  const at::Tensor& itemEmbedding() const { return m_items; }

  struct Pass {
    double dropout = 0;
    std::uint64_t dropoutKey = 0;     ///< masks are a function of this, the site and the element
    std::vector<std::int32_t> rows;   ///< rows whose final state is wanted, ascending; empty = all
    bool reference = false;           ///< ATen operations instead of our kernels
  };
  /// Final states [wanted rows, width]. Keeps the sequences by reference until the backward pass is over. Throws Error{Data} for a sequence longer than positions.
  at::Tensor forward(const sample::TokenTrees& sequences, const Pass& pass) const;

 private:
  struct Norm { at::Tensor weight, bias; };
  struct Block { at::Tensor packed, packedBias, inner, innerBias, outer, outerBias; Norm attention, feedForward; };
  Sasrec(const SasrecShape& shape, at::Tensor values);
  void bind();
  at::Tensor normed(const at::Tensor& x, const Norm& norm) const;

  SasrecShape m_shape;
  at::Tensor m_values, m_gradients;
  std::int64_t m_decayed = 0;
  Rope m_unrotated;   ///< angle 0 everywhere: positions are embedded, not rotated
  at::Tensor m_items, m_positions;
  std::vector<Block> m_blocks;
  Norm m_norm;
};

}  // namespace ghost::model
