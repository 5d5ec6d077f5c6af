#include "model/sinkhorn.h"

#include <limits>

#include <ATen/ATen.h>

namespace ghost::model {

at::Tensor sinkhornPlan(const at::Tensor& distances, const SinkhornOptions& options) {
  const at::NoGradGuard guard;
  const double rows = static_cast<double>(distances.size(0)), codes = static_cast<double>(distances.size(1));
  const at::Tensor d = distances.to(at::kDouble);
  const at::Tensor highest = d.max(), lowest = d.min();
  const at::Tensor middle = (highest + lowest) / 2, amplitude = highest - middle + 1e-5;
  at::Tensor logits = (d - middle) / amplitude / -options.epsilon;
  // The first row scaling takes any factor of a row away again; taking out the largest keeps exp() finite at every temperature.
  logits -= logits.amax({1}, true);
  at::Tensor plan = logits.exp_();
  constexpr double floor = std::numeric_limits<double>::min();  // a code that no row can reach stays at zero instead of 0/0
  for (std::int64_t i = 0; i < options.iterations; ++i) {
    plan /= plan.sum({1}, true).clamp_min_(floor) * rows;
    plan /= plan.sum({0}, true).clamp_min_(floor) * codes;
  }
  return plan.mul_(rows);
}

}  // namespace ghost::model
