#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <vector>

#include <ATen/core/Tensor.h>

#include "model/auo_loss.h"
#include "model/decoder.h"
#include "sample/token_tree.h"

namespace ghost::model {

/// Loss and gradient of one optimiser step. Micro-batches are dealt to a fixed number of lanes, each with gradients of its own; threads take whole lanes and work
/// on them alone (no parallel loops inside, which don't pay at these sizes), and the lanes' gradients are added in order. So the result doesn't depend on the
/// number of threads, and the processor is busy without a barrier an operation. A model too large for several gradient copies gets one lane and ATen's threads inside.
class StepEngine {
 public:
  struct Options {
    int threads = 1;
    double dropout = 0;
    AuoOptions loss;
    /// Micro-batches are cut at this many rows where there are several lanes: small enough for the caches, large enough for the matrix products.
    std::int64_t pieceRows = 512;
  };
  StepEngine(const Decoder& decoder, const Options& options);
  ~StepEngine();
  StepEngine(const StepEngine&) = delete;
  StepEngine& operator=(const StepEngine&) = delete;

  /// Row limit to ask SampleSet::step for, given what the user allows.
  std::int64_t rowLimit(std::int64_t maxRows) const;

  /// Called with the supervised hidden states of a micro-batch (detached), in no particular order and from several threads.
  using Observer = std::function<void(std::size_t piece, const at::Tensor& hidden, const HeadTerms& terms)>;
  /// Forward and backward over all micro-batches; the summed gradient is in gradient() afterwards. Equal keys draw equal dropout masks.
  StepSums gradient(std::span<const sample::TokenTrees> pieces, std::uint64_t dropoutKey, const Observer& observe = {});
  const at::Tensor& gradient() const { return m_gradient; }

  /// Losses without gradients or dropout; `make(i)` builds batch i of `count`. Sums are added in the order of i. Nothing when stopped on the way.
  std::optional<LossSums> losses(std::int64_t count, const std::function<sample::TokenTrees(std::int64_t)>& make, const std::stop_token& stop);

 private:
  struct Workers;
  Decoder m_decoder;
  Options m_options;
  std::vector<Decoder> m_lanes;
  at::Tensor m_gradient;
  std::unique_ptr<Workers> m_workers;
};

}  // namespace ghost::model
