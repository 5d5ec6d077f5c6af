#pragma once
#include <array>
#include <mutex>
#include <vector>

#include <ATen/core/Tensor.h>

#include "base/reporter.h"
#include "data/data_set.h"
#include "data/popularity.h"
#include "model/auo_loss.h"
#include "sid/sid_table.h"

namespace ghost::model {

/// The gradient of the loss with respect to the output embeddings (the output side only, also when they are tied), g_c = sum over rows of dL/dz_rc h_r, in four parts:
///   target_pull    -w (1 - p_t) h   on the target t                  (eq. 3, first term)
///   mle_push        w p_c h         on every other token             (eq. 3, second term; eq. 14 "MLE push")
///   auo_repulsion   w p_j h         on an undesired token j          (eq. 13)
///   auo_rescue     -w p_j p_c / (1 - p_j) h   on every other token   (eqs. 13 and 14, "rescue")
/// w carries the loss normalisation and alpha. The parts add up to the gradient of an untied head.
struct GradientParts {
  static constexpr std::array<const char*, 4> names{"target_pull", "mle_push", "auo_repulsion", "auo_rescue"};
  std::array<at::Tensor, 4> part;   ///< [vocabulary, width] float64, in the order of `names`
  at::Tensor hiddenSum;             ///< [width] float64: sum of h_r over supervised rows
  std::int64_t rows = 0;

  GradientParts(std::int64_t vocabulary, std::int64_t width);
  /// Adds the rows of one micro-batch, in float64.
  void add(const at::Tensor& hidden, const at::Tensor& head, const HeadTerms& terms, const AuoOptions& options);
  GradientParts& operator+=(const GradientParts& other);
};

/// Groups of code tokens: quartiles of the tail share of a code's train mass (q1 = least), then codes that only tails use.
/// The mass of a code is the number of training targets (examples) whose SID holds it; codes without any belong to no group.
struct CodeGroups {
  static constexpr std::array<const char*, 5> names{"q1", "q2", "q3", "q4", "tail_only"};
  std::vector<std::int8_t> group;   ///< per SID token; -1 = none (suffix tokens, codes without training mass)
  std::vector<std::int8_t> level;   ///< per SID token, -1 for suffix tokens
  int levels = 0;
};
CodeGroups codeGroups(const data::Interactions& interactions, const data::Popularity& popularity, const sid::SidTable& table);

/// Probe events of one optimiser step. For all codes: names "gradient/l2" and "gradient/inner", labels "<group>/<part>" (e.g. "q4/auo_rescue", "tail_only/mle_push"),
/// values = mean over the group's codes of |g_c| and of g_c . mean h. For the codes of one level the same under "gradient/l2/level<n>", "gradient/inner/level<n>",
/// n counting from 0. Groups without codes are left out. Also "gradient/codes": labels "<group>" and "level<n>/<group>", the number of codes behind each mean.
void report(const GradientParts& parts, const CodeGroups& groups, std::int64_t step, Reporter& reporter);

}  // namespace ghost::model
