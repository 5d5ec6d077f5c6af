#pragma once
#include <algorithm>
#include <cstdint>

namespace ghost::model {

/// Copies of the gradients (lanes) that the micro-batches of a step are dealt to: 16, fewer where they would take more than 512 MiB together, at least one. Their
/// number follows from the model alone, so that the order of the sums doesn't depend on the threads.
inline std::int64_t laneCount(std::int64_t parameterBytes) { return std::clamp<std::int64_t>((512ll << 20) / parameterBytes, 1, 16); }

}  // namespace ghost::model
