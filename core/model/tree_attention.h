#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include <ATen/core/Tensor.h>

#include "model/rope_scaling.h"
#include "sample/token_tree.h"

namespace ghost::model {

/// Cosines and sines of rotary embedding, [positions, headDim / 2], of angles position times ropeFrequencies().
struct Rope {
  at::Tensor cosine, sine;
  static Rope table(std::int64_t positions, int headDim, double theta, const RopeScaling& scaling, const at::TensorOptions& options);
};

/// Shapes of one attention layer.
struct AttentionShape {
  int heads = 0, kvHeads = 0, headDim = 0;
  double epsilon = 1e-6;
};

/// Queries, keys and values of one layer after norm and rotation.
struct Projected {
  at::Tensor query;   ///< [rows, heads * headDim]
  at::Tensor key;     ///< [rows, kvHeads * headDim]
  at::Tensor value;   ///< [rows, kvHeads * headDim]
};

/// Attention of packed rows (methods 0.7): row r sees [trunkBegin, trunkEnd) and [ownBegin, r] of its sequence.
/// `packed` [rows, (heads + 2 kvHeads) headDim] holds raw q, k and v; q and k are normed per head (weights [headDim], undefined
/// tensors = no norm) and rotated inside.
/// `needed` (empty = all): rows whose output is wanted; the others come out as zero. The trees must stay alive until the backward pass is over.
/// Forward keeps the log-sum-exp of each row and head, backward recomputes the probabilities. Sequences and key-value heads are worked on independently,
/// so the result doesn't depend on the number of threads.
at::Tensor treeAttention(const at::Tensor& packed, const at::Tensor& queryNorm, const at::Tensor& keyNorm, const Rope& rope, const AttentionShape& shape,
                         const sample::TokenTrees& trees, std::vector<std::uint8_t> needed);

/// The same through at::scaled_dot_product_attention with a dense additive mask, sequences padded to the longest: the reference, and the path on other devices.
at::Tensor treeAttentionReference(const at::Tensor& packed, const at::Tensor& queryNorm, const at::Tensor& keyNorm, const Rope& rope, const AttentionShape& shape,
                                  const sample::TokenTrees& trees);

/// Norm and rotation alone, without gradients; position[r] of each row.
Projected project(const at::Tensor& packed, const at::Tensor& queryNorm, const at::Tensor& keyNorm, const Rope& rope, const AttentionShape& shape,
                  std::span<const std::int32_t> position);

/// Attention alone on projected rows, without gradients; `needed` as above.
at::Tensor attendTrees(const Projected& rows, const AttentionShape& shape, const sample::TokenTrees& trees, const std::vector<std::uint8_t>& needed);

}  // namespace ghost::model
