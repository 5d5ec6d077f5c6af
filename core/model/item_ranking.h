#pragma once
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include <ATen/core/Tensor.h>

#include "model/auo_loss.h"

namespace ghost::model {

/// Exact ranking over all items by score = state . item vector; float32, no gradients, on the calling thread.

/// Rows whose scores of all `items` may exist at a time: 256, fewer where they would take more than 128 MiB.
std::int64_t scoredRows(std::int64_t items);
/// Scores of the states [rows, width] against all items [items, width], scoredRows() at a time: body(first row, scores [rows from there, items]). The scores are the
/// body's to overwrite.
void scoreAll(const at::Tensor& hidden, const at::Tensor& items, const std::function<void(std::int64_t first, const at::Tensor& scores)>& body);

/// What a state says of its target; [0] head targets, [1] tail targets.
struct TargetSums {
  double nll[2] = {0, 0};              ///< -log softmax(scores)[target]
  double ndcg[2] = {0, 0};             ///< 1 / log2(rank + 1) where rank <= 10; items of equal score before the target only where their id is smaller
  std::int64_t hits[2] = {0, 0};       ///< rank <= 10
  std::int64_t targets[2] = {0, 0};
  TargetSums& operator+=(const TargetSums& other);
};
/// hidden [rows of `terms`, width], items [items, width]; one target a row.
TargetSums targetSums(const at::Tensor& hidden, const at::Tensor& items, const HeadTerms& terms);

struct RankedItem {
  std::int32_t item = -1;
  float score = 0;
};
/// The best `slots` items of one row of finite scores, equal ones by smaller id; those `without` are left out.
std::vector<RankedItem> bestItems(std::span<const float> scores, int slots, std::span<const std::int32_t> without);

}  // namespace ghost::model
