#pragma once
#include <cstdint>

namespace ghost::embed {

/// Dot products of a few rows with a panel of others, all sums in registers. A panel holds `lanes` rows dimension by dimension, so that the innermost loop runs over
/// neighbouring floats. Each dot product is a chain of fused multiply-adds in the order of the dimensions, whatever the vector width: the same bits, and thus the
/// same neighbours, on every machine.
struct DotTile {
  static constexpr int mostRows = 12, mostLanes = 32;
  int rows = 0;   ///< at once
  int lanes = 0;  ///< of a panel
  /// out[r * lanes + l] = queries[r * dim ..] . panel lane l; above[r] = whether any of row r exceeds limits[r].
  void (*dots)(const float* queries, const float* panel, std::int64_t dim, const float* limits, float* out, bool* above) = nullptr;
};
/// The fastest for this processor.
const DotTile& dotTile();

}  // namespace ghost::embed
