#include "model/rqvae.h"

#include <algorithm>

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

}  // namespace

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

at::Tensor tensorOf(const embed::ItemVectors& vectors) {
  return at::from_blob(const_cast<float*>(vectors.values.data()), {vectors.rows, vectors.dim}, at::kFloat);
}

Rqvae::Rqvae(RqvaeShape shape, Rng rng)
    : m_shape(std::move(shape)), m_parameters(Autoencoder::parameterCount(encoderWidths(m_shape)) + m_shape.levels * m_shape.codes * m_shape.latent), m_autoencoder(encoderWidths(m_shape), true, m_parameters, rng) {
  for (std::int64_t level = 0; level < m_shape.levels; ++level) m_books.push_back(m_parameters.leaf({m_shape.codes, m_shape.latent}));
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
