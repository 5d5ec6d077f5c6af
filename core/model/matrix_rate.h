#pragma once
#include <cstdint>

namespace ghost::model {

/// Operations a second of one thread's matrix products at this width, measured for a few milliseconds; for estimates.
double measuredRate(std::int64_t width);

}  // namespace ghost::model
