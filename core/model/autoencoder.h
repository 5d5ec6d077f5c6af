#pragma once
#include <cstdint>
#include <vector>

#include <ATen/core/Tensor.h>

#include "base/rng.h"

namespace ghost::model {

/// Trainable float32 parameters that lie one after the other in one tensor, with their gradients in another, so that one pass updates all. Not thread-safe.
class FlatParameters {
 public:
  /// Zeros for `count` numbers.
  explicit FlatParameters(std::int64_t count);
  /// The next part as a leaf whose gradient is the same part of gradients(). Throws c10::Error when nothing is left.
  at::Tensor leaf(std::vector<std::int64_t> sizes);
  const at::Tensor& values() const { return m_values; }
  const at::Tensor& gradients() const { return m_gradients; }

 private:
  at::Tensor m_values, m_gradients;
  std::int64_t m_used = 0;
};

struct LinearLayer {
  at::Tensor weight, bias;  ///< [out, in], [out]
};

/// An MLP encoder from widths.front() to widths.back() and a decoder with the same widths in reverse; nothing after the last layer of either.
/// Xavier-normal weights, zero biases.
class Autoencoder {
 public:
  static std::int64_t parameterCount(const std::vector<std::int64_t>& widths);
  /// Takes the next parameters, encoder first. `relu` stands between layers; without it all is linear.
  Autoencoder(std::vector<std::int64_t> widths, bool relu, FlatParameters& parameters, Rng& rng);
  at::Tensor encode(const at::Tensor& vectors) const { return through(m_encoder, vectors); }
  at::Tensor decode(const at::Tensor& latents) const { return through(m_decoder, latents); }
  const std::vector<LinearLayer>& encoder() const { return m_encoder; }

 private:
  at::Tensor through(const std::vector<LinearLayer>& layers, at::Tensor x) const;

  bool m_relu;
  std::vector<LinearLayer> m_encoder, m_decoder;
};

/// Those of 2048, 1024, 512, 256, 128, 64 that lie between input and latent.
std::vector<std::int64_t> usualWidths(std::int64_t input, std::int64_t latent = 0);

}  // namespace ghost::model
