#pragma once
#include <cstdint>
#include <functional>
#include <span>
#include <stop_token>
#include <vector>

#include "sid/residual_quantizer.h"

namespace ghost::sid {

/// Squared distances of what a row's codes above `level` leave of it to all centroids of the level, one a code. Called from several threads at once.
using CodeDistances = std::function<std::vector<float>(std::int64_t row, std::int64_t level)>;
/// Those of Euclidean residuals; `found` and `points`, the rows that were quantised, are referred to.
CodeDistances residualDistances(const ResidualCodes& found, const embed::ItemVectors& points);

struct RepairOptions {
  std::function<std::int64_t(std::int64_t row)> levels;  ///< length of a row's code list, at least 1; all levels where absent
  std::span<const std::int32_t> roots;                   ///< per row what stands before its codes (an inherited list has one number); rows of different roots never collide. Empty: one root
  CodeDistances distances;
  int threads = 1;
  std::stop_token stop;
};

/// The collision policy `repair` (methods.md 12) for residual codes: of the rows with one code list the one nearest to its last centroid keeps it (the first of equals); each
/// of the others, nearest first, takes the nearest last code that no list with the same codes before it has, the lowest of equals. So equal vectors part too, and rows
/// stay together only where more of them share the codes before than there are codes. Clusters of bounded size may leave their bounds.
/// `found.inertia` follows, `found.repaired` counts the rows that were given another code. The result doesn't depend on the number of threads. A stop leaves some groups as they are.
void repairCodes(ResidualCodes& found, const RepairOptions& options);

}  // namespace ghost::sid
