// The kernels of kernels.h for one instruction set; the including file defines GHOST_ISA and GHOST_VECTOR_BYTES.
#include "model/kernels.h"
#include "model/simd.inl"
#include "model/elementwise.inl"
#include "model/head_rows.inl"
#include "model/tree_attention_cpu.inl"

namespace ghost::model::GHOST_ISA {

template <class T>
const Kernels<T>& table() {
  static constexpr Kernels<T> functions{addNorm<T>,  addNormBackward<T>, normRope<T>,    normRopeBackward<T>, swiGlu<T>, swiGluBackward<T>, gather<T>, gatherBackward<T>,
                                        headRows<T>, adamW<T>,           sumOfSquares<T>, addTo<T>,            attention<T>, attentionBackward<T>, GHOST_ISA_NAME};
  return functions;
}
template const Kernels<float>& table<float>();
template const Kernels<double>& table<double>();

}  // namespace ghost::model::GHOST_ISA
