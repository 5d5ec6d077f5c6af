#pragma once
#include <cstdint>
#include <span>
#include <utility>

#include <ATen/core/Tensor.h>

#include "model/kernels.h"

namespace ghost::model::ops {

/// The decoder's building blocks with their gradients. On the CPU each is one pass of our kernels (float32 and float64); elsewhere, and with `reference`,
/// the same is composed of ATen operations, which the tests hold the kernels against. Spans must stay alive until the backward pass is over.

/// x [N, in] times the transposed weight [out, in], plus the bias [out] where it is defined.
at::Tensor linear(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias = {});

struct NormOptions {
  double epsilon = 1e-6;
  DropoutKey dropout;
  bool reference = false;
};
/// {x + drop(y), its root-mean-square norm times weight}; y may be undefined.
std::pair<at::Tensor, at::Tensor> addNorm(const at::Tensor& x, const at::Tensor& y, const at::Tensor& weight, const NormOptions& options);

/// silu(gate) * up of [N, 2 f] (gate and up side by side) -> [N, f].
at::Tensor swiGlu(const at::Tensor& packed, bool reference);

/// drop(table[token]) -> [tokens, width].
at::Tensor gather(const at::Tensor& table, std::span<const std::int32_t> tokens, const DropoutKey& dropout, bool reference);

/// Rows of a matrix; each row at most once.
at::Tensor selectRows(const at::Tensor& x, std::span<const std::int32_t> rows);

/// The dropout factors (0 or scale) of elements 0..count-1 of a site, as the kernels draw them.
at::Tensor dropoutFactors(const DropoutKey& dropout, std::int64_t count, const at::TensorOptions& options);

/// An int32 span as an int64 index tensor on the device of `like`.
at::Tensor indexTensor(std::span<const std::int32_t> values, const at::Tensor& like);

}  // namespace ghost::model::ops
