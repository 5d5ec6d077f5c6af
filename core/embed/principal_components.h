#pragma once
#include <cstdint>
#include <stop_token>

#include "base/reporter.h"
#include "embed/projection.h"

namespace ghost::embed {

/// The leading principal components of item vectors as a one-layer projection without factor or bias.
struct PrincipalComponents {
  Projection projection;
  double explained = 0;  ///< share of the variance that the components keep, in [0, 1]; 1 for vectors that are all equal
};

/// PCA by truncated SVD of the centred rows. Components have unit length; a component's sign makes its largest score positive. Depends on vectors, `count` and
/// `seed`, not on the threads. Throws Error{Usage} for more components than rows or dimensions. An empty projection when stopped.
PrincipalComponents principalComponents(const ItemVectors& vectors, std::int64_t count, std::uint64_t seed, int threads, Reporter& reporter, std::stop_token stop);

}  // namespace ghost::embed
