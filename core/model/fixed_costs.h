#pragma once
#include <cstdint>

namespace ghost::model {

/// What checkpoints take, in seconds, for estimates: weights and two moments in float32, synced. The rate is that of a disk of 2024; the order of magnitude counts.
struct FixedCosts {
  std::int64_t saves = 0, parameters = 0;
  double seconds() const {
    constexpr double save = 0.04, bytesASecond = 5e8;
    return static_cast<double>(saves) * (save + 12 * static_cast<double>(parameters) / bytesASecond);
  }
};

}  // namespace ghost::model
