#pragma once
#include <cstdint>
#include <vector>

#include "embed/item_vectors.h"
#include "model/sinkhorn.h"

namespace ghost::model {

struct RepairInput {
  const embed::ItemVectors& residuals;        ///< row -> what the levels before the last leave over
  const std::vector<float>& lastBook;         ///< codes of the last level, K x residuals.dim
  SinkhornOptions sinkhorn;                   ///< epsilon 0 = no repair
  std::int64_t rounds = 20;                   ///< at most
};
struct Repair {
  std::vector<std::int32_t> lastCodes;        ///< row -> code of the last level
  std::int64_t rounds = 0;                    ///< made
  std::int64_t before = 0, after = 0;         ///< rows minus distinct code lists
};

/// Collision repair of LC-Rec (methods.md 2.1): in each round every group of rows with one code list gets new codes of the last level by a Sinkhorn plan over the
/// group alone; it ends when none share a list. The codes of the round with the fewest collisions are returned, so it never makes things worse; rows with equal
/// vectors stay together. `codes` is level -> row -> code. The order of groups is that of their lists, so the result is a function of the input.
Repair repairCollisions(const std::vector<std::vector<std::int32_t>>& codes, const RepairInput& input);

}  // namespace ghost::model
