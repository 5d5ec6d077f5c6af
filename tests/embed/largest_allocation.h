#pragma once
#include <cstddef>

namespace ghost::testing_embed {

/// Largest single allocation since reset(), through the replaced operator new of this program; 0 under the address sanitizer, which needs its own.
void resetLargestAllocation();
std::size_t largestAllocation();

}  // namespace ghost::testing_embed
