#pragma once
#include <cstdint>
#include <span>
#include <vector>

namespace ghost::model {

/// Attention of one decoding step for many beams (float32, CPU). Beam m sees the keys of its user's prompt, rows [promptBegin[m], promptEnd[m]) of promptKeys,
/// and then one row of each generation step so far, its own included: row path[m * steps + t] of stepKeys[t]. The prompt is stored once a user, never a beam.
struct BeamAttention {
  int heads = 0, kvHeads = 0, headDim = 0;
  const float* queries = nullptr;                ///< [beams, heads * headDim], rotated
  const float* promptKeys = nullptr;             ///< [prompt rows, kvHeads * headDim]
  const float* promptValues = nullptr;
  std::span<const float* const> stepKeys;        ///< one [rows of that step, kvHeads * headDim] a generation step
  std::span<const float* const> stepValues;
  std::span<const std::int32_t> promptBegin, promptEnd;
  std::span<const std::int32_t> path;            ///< [beams, stepKeys.size()]
  float* output = nullptr;                       ///< [beams, heads * headDim]
};
/// softmax(q k / sqrt(headDim)) v for every beam and head; exact, two passes, no masks materialised.
void beamAttention(const BeamAttention& a, int threads);

}  // namespace ghost::model
