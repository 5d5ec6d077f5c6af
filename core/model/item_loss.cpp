#include "model/item_loss.h"

#include <ATen/ATen.h>

#include "model/ops.h"

namespace ghost::model {

AuoLoss binaryLoss(const at::Tensor& hidden, const at::Tensor& items, const HeadTerms& terms) {
  const auto count = static_cast<std::int64_t>(terms.token.size());
  std::vector<std::int32_t> rows(terms.token.size());
  for (std::size_t r = 0; r + 1 < terms.begin.size(); ++r)
    for (std::int64_t t = terms.begin[r]; t < terms.begin[r + 1]; ++t) rows[static_cast<std::size_t>(t)] = static_cast<std::int32_t>(r);
  at::Tensor weight = at::empty({count}, at::kDouble), sign = at::empty({count}, at::kDouble);
  for (std::int64_t t = 0; t < count; ++t) {
    weight.data_ptr<double>()[t] = terms.weight[static_cast<std::size_t>(t)];
    sign.data_ptr<double>()[t] = terms.undesired[static_cast<std::size_t>(t)] ? 1 : -1;
  }
  const at::Tensor z = (ops::selectRows(hidden, rows) * ops::gather(items, terms.token, {}, false)).sum(1);
  // -log sigmoid(z) = softplus(-z), -log(1 - sigmoid(z)) = softplus(z).
  const at::Tensor each = at::softplus(z * sign.to(hidden.options()));
  AuoLoss result{(each * weight.to(hidden.options())).sum(), {}};
  const at::Tensor plain = each.detach().to(at::kDouble).contiguous();
  for (std::size_t t = 0; t < terms.token.size(); ++t) {
    const int group = terms.tailTarget[t] ? 1 : 0;
    (terms.undesired[t] ? result.sums.ul : result.sums.nll)[group] += plain.data_ptr<double>()[t];
    ++(terms.undesired[t] ? result.sums.undesired : result.sums.targets)[group];
  }
  return result;
}

}  // namespace ghost::model
