#include "model/autoencoder.h"

#include <algorithm>
#include <cmath>

#include <ATen/ATen.h>

namespace ghost::model {
namespace {

std::vector<LinearLayer> layers(const std::vector<std::int64_t>& widths, FlatParameters& parameters, Rng& rng) {
  std::vector<LinearLayer> made;
  for (std::size_t i = 0; i + 1 < widths.size(); ++i) {
    const double deviation = std::sqrt(2.0 / static_cast<double>(widths[i] + widths[i + 1]));
    LinearLayer layer{parameters.leaf({widths[i + 1], widths[i]}), parameters.leaf({widths[i + 1]})};
    float* weight = layer.weight.mutable_data_ptr<float>();
    for (std::int64_t j = 0; j < layer.weight.numel(); ++j) weight[j] = static_cast<float>(rng.normal() * deviation);
    made.push_back(std::move(layer));
  }
  return made;
}

}  // namespace

FlatParameters::FlatParameters(std::int64_t count) : m_values(at::zeros({count})), m_gradients(at::zeros({count})) {}

at::Tensor FlatParameters::leaf(std::vector<std::int64_t> sizes) {
  const std::int64_t size = c10::multiply_integers(sizes);
  at::Tensor value = m_values.narrow(0, m_used, size).view(sizes).detach().requires_grad_(true);
  value.mutable_grad() = m_gradients.narrow(0, m_used, size).view(sizes);
  m_used += size;
  return value;
}

std::int64_t Autoencoder::parameterCount(const std::vector<std::int64_t>& widths) {
  std::int64_t count = 0;
  for (std::size_t i = 0; i + 1 < widths.size(); ++i) count += 2 * widths[i] * widths[i + 1] + widths[i] + widths[i + 1];
  return count;
}

Autoencoder::Autoencoder(std::vector<std::int64_t> widths, bool relu, FlatParameters& parameters, Rng& rng) : m_relu(relu) {
  m_encoder = layers(widths, parameters, rng);
  std::reverse(widths.begin(), widths.end());
  m_decoder = layers(widths, parameters, rng);
}

at::Tensor Autoencoder::through(const std::vector<LinearLayer>& layers, at::Tensor x) const {
  for (std::size_t i = 0; i < layers.size(); ++i) {
    x = at::linear(x, layers[i].weight, layers[i].bias);
    if (m_relu && i + 1 < layers.size()) x = at::relu(x);
  }
  return x;
}

std::vector<std::int64_t> usualWidths(std::int64_t input, std::int64_t latent) {
  std::vector<std::int64_t> widths;
  for (const std::int64_t width : {2048, 1024, 512, 256, 128, 64})
    if (width < input && width > latent) widths.push_back(width);
  return widths;
}

}  // namespace ghost::model
