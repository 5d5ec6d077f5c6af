#pragma once
#include <cstdint>

#include <ATen/core/Tensor.h>

#include "model/decoder.h"

namespace ghost::model {

/// How the rate falls after the warm-up: half a cosine or a straight line down to the lowest rate.
enum class Schedule { Cosine, Linear };

/// AdamW with decoupled weight decay, a linear warm-up, and clipping by the global norm, over flat parameters in one pass.
struct OptimiserOptions {
  double rate = 2e-3;          ///< highest learning rate
  double lowestRate = 0;       ///< at the last step
  double warmup = 0.01;        ///< share of the steps over which the rate rises
  std::int64_t steps = 1;      ///< of the whole training
  double beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8;
  double weightDecay = 0.01;
  bool decayNorms = false;     ///< norm weights decay too
  double clip = 1.0;           ///< largest gradient norm; 0 = none
  Schedule schedule = Schedule::Cosine;
};

/// Learning rate of 0-based step `step`.
double learningRate(const OptimiserOptions& options, std::int64_t step);

/// Not thread-safe. The result doesn't depend on the number of threads.
class Optimiser {
 public:
  Optimiser(const Decoder& decoder, const OptimiserOptions& options);
  /// Flat parameters of any model; the first `decayed` of them decay, the rest only with `decayNorms`. The storage is shared.
  Optimiser(at::Tensor values, std::int64_t decayed, const OptimiserOptions& options);
  const OptimiserOptions& options() const { return m_options; }
  /// One update with this flat gradient; returns its norm before clipping. Throws Error{Data} when the norm isn't finite; nothing is changed then.
  double step(const at::Tensor& gradient);
  std::int64_t steps() const { return m_steps; }
  /// Moments, flat as the parameters; for checkpoints.
  const at::Tensor& first() const { return m_first; }
  const at::Tensor& second() const { return m_second; }
  void restore(const at::Tensor& first, const at::Tensor& second, std::int64_t steps);

 private:
  OptimiserOptions m_options;
  at::Tensor m_values, m_first, m_second;
  std::int64_t m_decayed;
  std::int64_t m_steps = 0;
};

}  // namespace ghost::model
