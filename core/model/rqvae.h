#pragma once
#include <cstdint>
#include <vector>

#include <ATen/core/Tensor.h>

#include "base/rng.h"
#include "embed/item_vectors.h"
#include "model/autoencoder.h"
#include "model/sinkhorn.h"

namespace ghost::model {

struct RqvaeShape {
  std::int64_t input = 0;             ///< size of an item vector
  std::vector<std::int64_t> hidden;   ///< widths of the encoder's inner layers; the decoder has them in reverse
  std::int64_t latent = 32;
  std::int64_t levels = 4;
  std::int64_t codes = 256;           ///< a level
};

struct QuantiseOptions {
  double beta = 0.25;        ///< weight of the commitment
  SinkhornOptions sinkhorn;  ///< of the last level; epsilon 0 takes nearest codes there too, as at inference
};
struct Quantised {
  at::Tensor latent;  ///< [B, d], the sum of the codes; its gradient passes straight through to the encoder
  at::Tensor codes;   ///< [levels, B] int64
  at::Tensor loss;    ///< mean over the levels of levelLoss()
};

/// MSE(sg[x], e) + beta MSE(x, sg[e]): the code moves to the latent, the latent keeps to its code.
at::Tensor levelLoss(const at::Tensor& latent, const at::Tensor& code, double beta);
/// |x - e|^2 of latents [B, d] and codes [K, d] -> [B, K].
at::Tensor squaredDistances(const at::Tensor& latents, const at::Tensor& codes);
/// A float32 matrix on the processor as item vectors.
embed::ItemVectors vectorsOf(const at::Tensor& matrix);
/// Item vectors as a float32 matrix on their own memory, which must outlive it; only to be read.
at::Tensor tensorOf(const embed::ItemVectors& vectors);

/// RQ-VAE (LC-Rec, ICDE 2024; methods.md 2.1): an MLP encoder (ReLU between layers, none at the end) to a latent that is quantised by a sum of codes, one a level,
/// each nearest to the residual of those before, and a mirrored decoder. Parameters lie flat in one float32 tensor: encoder, decoder, codebooks.
/// Residuals subtract the straight-through output, so only the first level's commitment reaches the encoder, as in the published code. Not thread-safe.
class Rqvae {
 public:
  /// Xavier-normal weights and zero biases from `rng`; codebooks are zero until startCodebooks().
  Rqvae(RqvaeShape shape, Rng rng);
  const RqvaeShape& shape() const { return m_shape; }

  at::Tensor encode(const at::Tensor& vectors) const { return m_autoencoder.encode(vectors); }
  at::Tensor decode(const at::Tensor& latents) const { return m_autoencoder.decode(latents); }
  Quantised quantise(const at::Tensor& latents, const QuantiseOptions& options) const;
  /// Codebooks from k-means on these latents, level after level on the residuals; needs at least as many latents as codes.
  void startCodebooks(const at::Tensor& latents, std::uint64_t seed, int threads);

  const at::Tensor& book(std::int64_t level) const { return m_books[static_cast<std::size_t>(level)]; }
  const at::Tensor& values() const { return m_parameters.values(); }
  const at::Tensor& gradients() const { return m_parameters.gradients(); }

 private:
  RqvaeShape m_shape;
  FlatParameters m_parameters;
  Autoencoder m_autoencoder;
  std::vector<at::Tensor> m_books;
};

}  // namespace ghost::model
