#pragma once
#include <cstdint>

namespace ghost::model {

/// Dropout without stored masks: element i of a site is kept when hash(i, a, b) >= threshold, and then scaled. The backward pass draws the same numbers again,
/// so a mask depends on the key only, never on threads or on what was drawn before. threshold 0 = no dropout.
struct DropoutKey {
  std::uint32_t a = 0, b = 0;
  std::uint32_t threshold = 0;
  double scale = 1;
};

/// sum = x + drop(y), normed = sum / rms(sum) * weight, row by row ([rows, width], row-major). y may be null (then sum may equal x).
template <class T>
struct AddNorm {
  std::int64_t begin = 0, end = 0;     ///< rows to work on
  std::int64_t width = 0;
  double epsilon = 1e-6;
  DropoutKey dropout;
  const T* x = nullptr;
  const T* y = nullptr;
  const T* weight = nullptr;
  T* sum = nullptr;
  T* normed = nullptr;
  T* inverseRms = nullptr;             ///< [rows]
  // Backward: sum, inverseRms and weight as above; gradients of both outputs in, of x, y and weight out.
  const T* gradSum = nullptr;          ///< null = zero
  const T* gradNormed = nullptr;
  T* gradX = nullptr;
  T* gradY = nullptr;                  ///< null if there is no y
  T* gradWeight = nullptr;             ///< [width], added to
};

/// Root-mean-square norm of each query and key head, then rotary embedding (half-split, as Qwen): one row of `packed` is the heads of q, k and v side by side.
template <class T>
struct NormRope {
  std::int64_t begin = 0, end = 0;
  int heads = 0, kvHeads = 0, headDim = 0;
  double epsilon = 1e-6;
  const std::int32_t* position = nullptr;
  const T* cosine = nullptr;           ///< [positions, headDim / 2]
  const T* sine = nullptr;
  const T* packed = nullptr;           ///< [rows, (heads + 2 kvHeads) headDim]
  const T* queryWeight = nullptr;      ///< [headDim]; null = rotation alone, no norm
  const T* keyWeight = nullptr;        ///< likewise
  T* rotated = nullptr;                ///< [rows, (heads + kvHeads) headDim]
  // Backward: the gradient of `rotated` stands in the q and k part of gradPacked and is replaced by that of `packed`.
  T* gradPacked = nullptr;
  T* gradQueryWeight = nullptr;        ///< added to
  T* gradKeyWeight = nullptr;
};

/// out = silu(gate) * up; one row of `packed` is gate and up side by side.
template <class T>
struct SwiGlu {
  std::int64_t begin = 0, end = 0;
  std::int64_t width = 0;              ///< of gate, up and out
  const T* packed = nullptr;           ///< [rows, 2 width]
  T* out = nullptr;
  const T* gradOut = nullptr;
  T* gradPacked = nullptr;
};

/// out[r] = drop(table[token[r]]); backward adds to gradTable.
template <class T>
struct Gather {
  std::int64_t begin = 0, end = 0;
  std::int64_t width = 0;
  DropoutKey dropout;
  const std::int32_t* token = nullptr;
  const T* table = nullptr;
  T* out = nullptr;
  const T* gradOut = nullptr;
  T* gradTable = nullptr;
};

/// Rows of logits with their supervised tokens -> losses, and the gradient in place of the logits (methods 1.2).
template <class T>
struct HeadRows {
  std::int64_t begin = 0, end = 0;
  std::int64_t vocabulary = 0;
  T* logits = nullptr;                       ///< [rows, vocabulary]
  const std::int64_t* termBegin = nullptr;   ///< terms of row r are [termBegin[r], termBegin[r + 1])
  const std::int32_t* token = nullptr;
  const double* weight = nullptr;
  const std::uint8_t* undesired = nullptr;   ///< 0: -log p, 1: -log(1 - p)
  double floor = 0;                          ///< released: 1 - p is floored here with zero gradient below; 0: paper, p <= 1 - 2^-24
  bool gradient = true;                      ///< false: losses only
  double* loss = nullptr;                    ///< [terms] out, unweighted
  double* logP = nullptr;                    ///< [terms] out
  double* factor = nullptr;                  ///< [terms] scratch
};

/// Decoupled AdamW over a flat range.
template <class T>
struct AdamW {
  std::int64_t begin = 0, end = 0;
  T* value = nullptr;
  const T* gradient = nullptr;
  T* first = nullptr;
  T* second = nullptr;
  double rate = 0, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay = 0;
  double gradientScale = 1;                  ///< clipping factor
  double correction1 = 1, correction2 = 1;   ///< 1 - beta^step
};

/// Attention over the rows of TokenTrees: row r sees [trunkBegin[r], trunkEnd[r]) and [ownBegin[r], r]. Keys and values are shared by heads / kvHeads query heads.
template <class T>
struct TreeAttention {
  int heads = 0, kvHeads = 0, headDim = 0;
  const T* query = nullptr;                  ///< row r, head h at query + r * queryStride + h * headDim; the same for the others
  const T* key = nullptr;
  const T* value = nullptr;
  std::int64_t queryStride = 0, keyStride = 0, valueStride = 0;
  const std::int32_t* trunkBegin = nullptr;
  const std::int32_t* trunkEnd = nullptr;
  const std::int32_t* ownBegin = nullptr;
  const std::uint8_t* needed = nullptr;      ///< [rows], 0 = this row's output isn't wanted and is set to zero; null = all are
  T* out = nullptr;                          ///< [rows, heads * headDim]
  T* logSumExp = nullptr;                    ///< [rows, heads]
  // Backward: all of the above but `out`; gradients of query, key and value are written with these strides.
  const T* gradOut = nullptr;
  T* gradQuery = nullptr;
  T* gradKey = nullptr;
  T* gradValue = nullptr;
  std::int64_t gradStride = 0;
};
/// One task of attention: a sequence of rows and one key-value head with its query heads. Tasks touch disjoint memory.
struct AttentionTask {
  std::int64_t begin = 0, end = 0;
  int kvHead = 0;
};

/// The inner loops of the decoder for one instruction set: plain pointers, no LibTorch. All are sequential and deterministic; callers split the rows.
template <class T>
struct Kernels {
  void (*addNorm)(const AddNorm<T>&);
  void (*addNormBackward)(const AddNorm<T>&);
  void (*normRope)(const NormRope<T>&);
  void (*normRopeBackward)(const NormRope<T>&);
  void (*swiGlu)(const SwiGlu<T>&);
  void (*swiGluBackward)(const SwiGlu<T>&);
  void (*gather)(const Gather<T>&);
  void (*gatherBackward)(const Gather<T>&);
  void (*headRows)(const HeadRows<T>&);
  void (*adamW)(const AdamW<T>&);
  double (*sumOfSquares)(const T* values, std::int64_t count);
  void (*addTo)(T* sum, const T* values, std::int64_t count);
  void (*attention)(const TreeAttention<T>&, const AttentionTask&, T* workspace);
  void (*attentionBackward)(const TreeAttention<T>&, const AttentionTask&, T* workspace);
  const char* instructionSet;
};

/// Elements of workspace an attention task over `rows` rows needs; `group` = query heads a key-value head.
std::int64_t attentionWorkspace(std::int64_t rows, int headDim, int group);

/// The fastest set this processor runs; GHOST_ISA=baseline in the environment picks the portable one.
template <class T>
const Kernels<T>& kernels();
/// The portable set, for tests of one against the other.
template <class T>
const Kernels<T>& baselineKernels();

}  // namespace ghost::model
