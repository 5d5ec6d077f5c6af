#pragma once
#include <cstdint>

#include <ATen/core/Tensor.h>

namespace ghost::model {

struct SinkhornOptions {
  double epsilon = 0.003;        ///< temperature; 0 = no balancing, the nearest code is taken
  std::int64_t iterations = 50;  ///< scalings of rows and columns
};

/// The plan Q [B, K], float64, that spreads B rows evenly over K codes at low cost (methods.md 2.1): distances are centred by the batch's middle and amplitude,
/// Q = exp(-d / epsilon), then rows are scaled to 1/B and columns to 1/K in turn; returned times B. A row's code is the argmax of its row. No gradient passes.
/// Not for epsilon = 0. Rows with equal distances get equal plans and can't be told apart.
at::Tensor sinkhornPlan(const at::Tensor& distances, const SinkhornOptions& options);

}  // namespace ghost::model
