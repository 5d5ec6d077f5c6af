#pragma once
#include <cstdint>
#include <optional>
#include <stop_token>

#include "base/reporter.h"
#include "embed/item_vectors.h"
#include "model/rqvae.h"

namespace ghost::model {

/// What LETTER adds; with both weights at zero a training is that of the plain RQ-VAE bit for bit.
struct LetterOptions {
  double alpha = 0;                   ///< weight of collaborativeLoss()
  double betaDiv = 0;                 ///< weight of diversityLoss(), the mean over the levels
  std::int64_t clusters = 10;         ///< of codes, a level
  embed::ItemVectors collaborative;   ///< one row of the latent size an item; not read at alpha 0
};

struct RqvaeOptions {
  std::int64_t epochs = 500;
  std::int64_t batch = 1024;
  double rate = 1e-3;
  std::int64_t warmupEpochs = 50;
  double weightDecay = 1e-4;
  double clip = 1.0;
  std::int64_t evaluateEvery = 50;    ///< epochs between counts of collisions; the last epoch is always counted
  bool restartDead = false;           ///< after each epoch up to nine tenths of them, codes that no item took move onto an item (dead_codes.h)
  QuantiseOptions quantise;
  LetterOptions letter;
  std::uint64_t seed = 42;
  int threads = 1;                    ///< of the clusterings; the rest runs on one, so that the result depends on the seed alone
};

/// What a training left in the network: the weights of the epoch with the lowest collision rate, the earliest of equals.
struct RqvaeTrained {
  bool stopped = false;               ///< ended by the stop token; the weights are not to be used
  std::int64_t bestEpoch = 0;         ///< 1-based
  std::int64_t collisions = 0;        ///< items minus distinct code lists, at nearest codes
  double reconstruction = 0;          ///< mean squared error a dimension in the last epoch
  std::int64_t restarts = 0;          ///< codes moved, all levels and epochs together
};

/// Codes of all rows at inference: level -> row -> nearest code.
std::vector<std::vector<std::int32_t>> nearestCodes(const Rqvae& network, const embed::ItemVectors& latents);
/// The encoder's output for all rows, no gradient kept.
embed::ItemVectors encodeAll(const Rqvae& network, const embed::ItemVectors& vectors);
/// Items minus distinct code lists.
std::int64_t collisionsOf(const std::vector<std::vector<std::int32_t>>& codes);

/// Trains `network` on the rows of `vectors` (methods.md 2.1, with `letter` 3.1): mean squared reconstruction error plus the level losses, AdamW, linear
/// warm-up and decay, clipping. Reports progress in epochs and metrics tokens/loss, tokens/reconstruction and tokens/collision_rate. Stops between steps.
/// Throws Error{Usage} when the batch has fewer rows than a level has codes, Error{Data} when the gradient isn't finite any more.
RqvaeTrained trainRqvae(Rqvae& network, const embed::ItemVectors& vectors, const RqvaeOptions& options, Reporter& reporter, std::stop_token stop);

}  // namespace ghost::model
