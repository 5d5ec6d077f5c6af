#pragma once
#include <filesystem>
#include <span>
#include <string>

#include <ATen/core/Tensor.h>

#include "base/rng.h"
#include "model/tensor_files.h"

namespace ghost::model {

/// One parameter of a model under the name it has in model.safetensors; a view into the model's flat values (or gradients).
struct NamedTensor {
  std::string name;
  at::Tensor tensor;
};

/// First weights: matrices normal with this deviation, drawn in float64 in the given order, so that float32 and float64 models of a seed agree; biases 0, norms 1.
void drawFirstWeights(std::span<const NamedTensor> parameters, double deviation, Rng rng);

/// A safetensors file of these parameters, float32 or float64 as they are. Throws Error{Resource}.
void writeParameters(const std::filesystem::path& file, std::span<const NamedTensor> parameters);
/// Fills the parameters from the files of a folder. Throws Error{Data} naming a tensor that is missing or of another shape.
void readParameters(const TensorFiles& files, std::span<const NamedTensor> parameters);

}  // namespace ghost::model
