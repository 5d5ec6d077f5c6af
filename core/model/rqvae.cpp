#include "model/rqvae.h"

#include <algorithm>
#include <cmath>

#include <ATen/ATen.h>

#include "sid/kmeans.h"

namespace ghost::model {
namespace {

std::vector<std::int64_t> encoderWidths(const RqvaeShape& shape) {
  std::vector<std::int64_t> widths{shape.input};
  widths.insert(widths.end(), shape.hidden.begin(), shape.hidden.end());
  widths.push_back(shape.latent);
  return widths;
}

std::int64_t parameterCount(const RqvaeShape& shape) {
  const auto widths = encoderWidths(shape);
  std::int64_t count = shape.levels * shape.codes * shape.latent;
  for (std::size_t i = 0; i + 1 < widths.size(); ++i) count += 2 * widths[i] * widths[i + 1] + widths[i] + widths[i + 1];
  return count;
}

}  // namespace

std::vector<std::int64_t> usualWidths(std::int64_t input) {
  std::vector<std::int64_t> widths;
  for (const std::int64_t width : {2048, 1024, 512, 256, 128, 64})
    if (width < input) widths.push_back(width);
  return widths;
}

at::Tensor levelLoss(const at::Tensor& latent, const at::Tensor& code, double beta) {
  return at::mse_loss(code, latent.detach()) + beta * at::mse_loss(latent, code.detach());
}

at::Tensor squaredDistances(const at::Tensor& latents, const at::Tensor& codes) {
  return latents.square().sum({1}, true) + codes.square().sum({1}) - 2 * at::mm(latents, codes.t());
}

embed::ItemVectors vectorsOf(const at::Tensor& matrix) {
  const at::Tensor plain = matrix.detach().contiguous();
  const float* values = plain.const_data_ptr<float>();
  return {plain.size(0), plain.size(1), {values, values + plain.numel()}};
}

Rqvae::Rqvae(RqvaeShape shape, Rng rng) : m_shape(std::move(shape)) {
  m_values = at::zeros({parameterCount(m_shape)});
  m_gradients = at::zeros_like(m_values);
  auto widths = encoderWidths(m_shape);
  m_encoder = layers(widths, rng);
  std::reverse(widths.begin(), widths.end());
  m_decoder = layers(widths, rng);
  for (std::int64_t level = 0; level < m_shape.levels; ++level) m_books.push_back(leaf({m_shape.codes, m_shape.latent}));
}

at::Tensor Rqvae::leaf(std::vector<std::int64_t> sizes) {
  const std::int64_t size = c10::multiply_integers(sizes);
  at::Tensor value = m_values.narrow(0, m_used, size).view(sizes).detach().requires_grad_(true);
  value.mutable_grad() = m_gradients.narrow(0, m_used, size).view(sizes);
  m_used += size;
  return value;
}

std::vector<Rqvae::Layer> Rqvae::layers(const std::vector<std::int64_t>& widths, Rng& rng) {
  std::vector<Layer> made;
  for (std::size_t i = 0; i + 1 < widths.size(); ++i) {
    const double deviation = std::sqrt(2.0 / static_cast<double>(widths[i] + widths[i + 1]));
    Layer layer{leaf({widths[i + 1], widths[i]}), leaf({widths[i + 1]})};
    float* weight = layer.weight.mutable_data_ptr<float>();
    for (std::int64_t j = 0; j < layer.weight.numel(); ++j) weight[j] = static_cast<float>(rng.normal() * deviation);
    made.push_back(std::move(layer));
  }
  return made;
}

at::Tensor Rqvae::through(const std::vector<Layer>& layers, at::Tensor x) {
  for (std::size_t i = 0; i < layers.size(); ++i) {
    x = at::linear(x, layers[i].weight, layers[i].bias);
    if (i + 1 < layers.size()) x = at::relu(x);
  }
  return x;
}

Quantised Rqvae::quantise(const at::Tensor& latents, const QuantiseOptions& options) const {
  Quantised result{at::zeros_like(latents), {}, at::zeros({})};
  at::Tensor residual = latents;
  std::vector<at::Tensor> codes;
  for (std::int64_t level = 0; level < m_shape.levels; ++level) {
    const at::Tensor distances = squaredDistances(residual.detach(), book(level).detach());
    const bool balanced = level + 1 == m_shape.levels && options.sinkhorn.epsilon > 0;
    codes.push_back(balanced ? sinkhornPlan(distances, options.sinkhorn).argmax(1) : distances.argmin(1));
    const at::Tensor code = book(level).index_select(0, codes.back());
    result.loss = result.loss + levelLoss(residual, code, options.beta);
    const at::Tensor straight = residual + (code - residual).detach();
    residual = residual - straight;
    result.latent = result.latent + straight;
  }
  result.loss = result.loss / static_cast<double>(m_shape.levels);
  result.codes = at::stack(codes);
  return result;
}

void Rqvae::startCodebooks(const at::Tensor& latents, std::uint64_t seed, int threads) {
  const at::NoGradGuard guard;
  at::Tensor residual = latents.detach();
  for (std::int64_t level = 0; level < m_shape.levels; ++level) {
    sid::KMeansOptions options;
    options.codes = m_shape.codes;
    options.nInit = 1;
    options.seed = seed + static_cast<std::uint64_t>(level);
    options.lloyd.threads = threads;
    const sid::Clustering found = sid::kmeans(vectorsOf(residual), options);
    at::Tensor target = book(level).detach();
    std::copy(found.centroids.begin(), found.centroids.end(), target.mutable_data_ptr<float>());
    const at::Tensor labels = at::tensor(at::ArrayRef<std::int32_t>(found.labels), at::kLong);
    residual = residual - target.index_select(0, labels);
  }
}

}  // namespace ghost::model
