#pragma once
#include <ATen/core/Tensor.h>

#include "model/auo_loss.h"

namespace ghost::model {

/// SASRec's published loss: sum over terms of weight * -log sigmoid(z) for a target and weight * -log(1 - sigmoid(z)) for a drawn item, z = hidden row . item vector.
/// hidden [rows of `terms`, width], items [items, width]. In the sums `nll` is the targets' part and `ul` that of the drawn items.
AuoLoss binaryLoss(const at::Tensor& hidden, const at::Tensor& items, const HeadTerms& terms);

}  // namespace ghost::model
