#pragma once
#include <cstdint>
#include <span>

#include "embed/nearest.h"

namespace ghost::embed {

/// Neighbours asked for beyond k, so that one that ties with the k-th isn't lost to rounding.
inline constexpr std::int64_t tieRoom = 8;

/// Cosines of the kernels are rounded in float32, which tells equal ones apart and can put the later candidate first. Here those that lie within this rounding of each
/// other are compared by the vectors as they are given, exactly (squares of dot products against squared lengths, in twice the digits of a double), and equal ones
/// stand in the order of `candidates`. `wide` holds up to k + tieRoom neighbours a query; the k best come back.
Neighbours settleTies(const ItemVectors& vectors, std::span<const std::int32_t> queries, std::span<const std::int32_t> candidates, const Neighbours& wide, std::int64_t k, int threads);

}  // namespace ghost::embed
