#pragma once
#include <cstdint>
#include <vector>

#include <ATen/core/Tensor.h>

#include "base/rng.h"
#include "model/rqvae.h"

namespace ghost::model {

/// Which codes the items of an epoch took, level by level. A code that nobody takes gets no gradient and stays where it is for ever; put onto the residual
/// of an item it takes part again (random restarts, as in Dhariwal et al., Jukebox, 2020). The published RQ-VAE of LC-Rec has no such step.
class DeadCodes {
 public:
  DeadCodes(std::int64_t levels, std::int64_t codes);

  /// Codes [levels, B] int64 that a batch took.
  void count(const at::Tensor& codes);
  /// Puts every code that nothing counted since the last call took onto the residual of another random row of `latents` [B, d], first levels first, and forgets the counts.
  /// With more dead codes than rows on a level the rest stay. Returns how many moved.
  std::int64_t restart(const Rqvae& network, const at::Tensor& latents, Rng& rng);

 private:
  std::vector<std::vector<bool>> m_taken;
};

}  // namespace ghost::model
