#pragma once
#include <cstdint>
#include <vector>

#include <ATen/core/Tensor.h>

#include "sample/token_tree.h"

namespace ghost::model {

/// The supervised rows of packed sequences: row i of the loss is row rows[i] of the trees, and its terms are [begin[i], begin[i + 1]).
struct HeadTerms {
  std::vector<std::int32_t> rows;      ///< ascending
  std::vector<std::int64_t> begin;     ///< rows + 1 entries
  std::vector<std::int32_t> token;
  std::vector<double> weight;
  std::vector<std::uint8_t> undesired, tailTarget;
  static HeadTerms of(const sample::TokenTrees& trees);
};

/// Sums of unweighted losses with their counts, for curves: [0] head targets, [1] tail targets.
struct LossSums {
  double nll[2] = {0, 0};
  double ul[2] = {0, 0};
  std::int64_t targets[2] = {0, 0};
  std::int64_t undesired[2] = {0, 0};
  LossSums& operator+=(const LossSums& other);
};

/// What the micro-batches of an optimiser step add up to.
struct StepSums {
  double loss = 0;           ///< weighted, of the whole step
  LossSums sums;
  std::int64_t rows = 0;
  StepSums& operator+=(const StepSums& other);
};

struct AuoOptions {
  double floor = 0;          ///< released: 1 - p is floored here (1e-5) with zero gradient below; 0: paper, p <= 1 - 2^-24
  bool reference = false;    ///< ATen operations and autograd; also what other devices use
  std::int64_t chunk = 256;  ///< rows whose logits exist at a time
};
struct AuoLoss {
  at::Tensor loss;           ///< scalar: sum over terms of weight * (-log p) or weight * (-log(1 - p)) (Ghost eqs. 2, 9, 11)
  LossSums sums;
};
/// Loss of final hidden states [rows, width] (the supervised rows only) under the output head [vocabulary, width]. Logits exist for one chunk of rows at a time;
/// gradients are computed in the same pass (methods 1.2): target -log p: dz = w (p - onehot); undesired -log(1 - p_j): dz_j = w p_j, dz_k = -w p_j p_k / (1 - p_j).
AuoLoss auoLoss(const at::Tensor& hidden, const at::Tensor& head, const HeadTerms& terms, const AuoOptions& options);

/// Released profile's floor (methods 1.2).
inline constexpr double releasedFloor = 1e-5;

}  // namespace ghost::model
