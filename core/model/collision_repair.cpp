#include "model/collision_repair.h"

#include <algorithm>
#include <map>

#include <ATen/ATen.h>

#include "model/rqvae.h"
#include "model/rqvae_training.h"

namespace ghost::model {
namespace {

using Groups = std::map<std::vector<std::int32_t>, std::vector<std::int64_t>>;

Groups groupsOf(const std::vector<std::vector<std::int32_t>>& codes) {
  Groups groups;
  for (std::size_t row = 0; row < codes.front().size(); ++row) {
    std::vector<std::int32_t> list;
    for (const auto& level : codes) list.push_back(level[row]);
    groups[std::move(list)].push_back(static_cast<std::int64_t>(row));
  }
  return groups;
}

void reassign(const std::vector<std::int64_t>& group, const at::Tensor& residuals, const at::Tensor& book, const SinkhornOptions& options, std::vector<std::int32_t>& last) {
  const at::Tensor chosen = sinkhornPlan(squaredDistances(residuals.index_select(0, at::tensor(at::ArrayRef<std::int64_t>(group))), book), options).argmax(1);
  for (std::size_t i = 0; i < group.size(); ++i) last[static_cast<std::size_t>(group[i])] = static_cast<std::int32_t>(chosen.const_data_ptr<std::int64_t>()[i]);
}

}  // namespace

Repair repairCollisions(const std::vector<std::vector<std::int32_t>>& codes, const RepairInput& input) {
  const at::NoGradGuard guard;
  const std::int64_t dim = input.residuals.dim;
  const at::Tensor residuals = tensorOf(input.residuals);
  const at::Tensor book = at::from_blob(const_cast<float*>(input.lastBook.data()), {static_cast<std::int64_t>(input.lastBook.size()) / dim, dim}, at::kFloat);  // only read
  auto current = codes;
  Repair repair{codes.back(), 0, collisionsOf(codes), collisionsOf(codes)};
  std::int64_t collisions = repair.before;
  while (repair.rounds < input.rounds && collisions > 0 && input.sinkhorn.epsilon > 0) {
    for (const auto& [list, group] : groupsOf(current))
      if (group.size() > 1) reassign(group, residuals, book, input.sinkhorn, current.back());
    ++repair.rounds;
    collisions = collisionsOf(current);
    if (collisions >= repair.after) continue;
    repair.after = collisions;
    repair.lastCodes = current.back();
  }
  return repair;
}

}  // namespace ghost::model
