#pragma once
#include <cstdint>

namespace ghost::model {

/// What a training takes beside its arithmetic, in seconds, for estimates: the calls of each step, and after each epoch a validation and a checkpoint (weights and two
/// moments in float32, synced). Small data is nearly nothing but this. The rates are those of a processor and a disk of 2024; the order of magnitude is what counts.
struct FixedCosts {
  std::int64_t steps = 0, epochs = 0, layers = 1, parameters = 0;
  double seconds() const {
    constexpr double step = 1e-3, layer = 5e-4, epoch = 0.04, bytesASecond = 5e8;
    return static_cast<double>(steps) * (step + layer * static_cast<double>(layers)) + static_cast<double>(epochs) * (epoch + 12 * static_cast<double>(parameters) / bytesASecond);
  }
};

}  // namespace ghost::model
