#pragma once
#include <cstdint>
#include <optional>
#include <stop_token>
#include <vector>

#include "model/auo_loss.h"
#include "model/item_ranking.h"
#include "model/sasrec.h"
#include "sample/item_sequences.h"

namespace ghost::model {

/// Loss and gradient of an optimiser step of a SASRec. Micro-batches are dealt to a fixed number of lanes with gradients of their own, whose sum is taken in order, so
/// that the result doesn't depend on the number of threads.
class SasrecEngine {
 public:
  struct Options {
    int threads = 1;
    double dropout = 0;
    bool binary = false;            ///< binaryLoss() instead of the softmax over all items
    std::int64_t pieceRows = 512;   ///< micro-batches are cut at this many rows: small enough for the caches, large enough for the matrix products
  };
  SasrecEngine(const Sasrec& network, const Options& options);
  std::int64_t rowLimit(std::int64_t maxRows) const { return std::min(maxRows, m_options.pieceRows); }

  /// Forward and backward over all micro-batches; the summed gradient is in gradient() afterwards.
  StepSums gradient(std::span<const sample::TokenTrees> pieces, std::uint64_t dropoutKey);
  const at::Tensor& gradient() const { return m_gradient; }

  /// Targets of a part for these users; nothing when stopped.
  std::optional<TargetSums> targets(const sample::ItemSequences& sequences, std::span<const data::UserId> users, data::Part part, const std::stop_token& stop) const;

 private:
  Sasrec m_network;
  Options m_options;
  std::vector<Sasrec> m_lanes;
  at::Tensor m_gradient;
};

}  // namespace ghost::model
