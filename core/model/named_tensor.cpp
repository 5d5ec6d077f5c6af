#include "model/named_tensor.h"

#include <ATen/ATen.h>

#include "embed/safetensors.h"

namespace ghost::model {

void drawFirstWeights(std::span<const NamedTensor> parameters, double deviation, Rng rng) {
  at::Tensor drawn = at::empty({0}, at::kDouble);
  for (const NamedTensor& one : parameters) {
    at::Tensor values = one.tensor;
    if (values.dim() == 1) {
      values.fill_(one.name.ends_with(".bias") ? 0 : 1);
      continue;
    }
    drawn.resize_({values.numel()});
    double* to = drawn.data_ptr<double>();
    for (std::int64_t i = 0; i < drawn.numel(); ++i) to[i] = rng.normal() * deviation;
    values.copy_(drawn.view_as(values));
  }
}

void writeParameters(const std::filesystem::path& file, std::span<const NamedTensor> parameters) {
  std::vector<at::Tensor> owners;
  std::vector<embed::TensorBytes> tensors;
  for (const NamedTensor& one : parameters) {
    owners.push_back(one.tensor.contiguous());
    const at::Tensor& t = owners.back();
    tensors.push_back({one.name, t.scalar_type() == at::kDouble ? embed::Dtype::F64 : embed::Dtype::F32, t.sizes().vec(), std::span(static_cast<const std::byte*>(t.const_data_ptr()), t.nbytes())});
  }
  embed::writeSafetensors(file, tensors, {{"format", "pt"}});
}

void readParameters(const TensorFiles& files, std::span<const NamedTensor> parameters) {
  for (const NamedTensor& one : parameters) {
    at::Tensor target = one.tensor;
    target.copy_(files.read(one.name, target.sizes().vec()));
  }
}

}  // namespace ghost::model
