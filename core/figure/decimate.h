#pragma once
#include <cstddef>
#include <span>
#include <vector>

namespace ghost::figure {

/// Indices to draw of a line whose points lie at `place` (ascending or not) with height `value`, when anything nearer than `cell` can't be told apart:
/// of each stretch of neighbours in one cell the first, the lowest, the highest and the last, in order. Spikes and ends always stay.
std::vector<std::size_t> decimate(std::span<const double> place, std::span<const double> value, double cell);

}  // namespace ghost::figure
