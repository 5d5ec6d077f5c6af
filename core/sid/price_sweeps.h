#pragma once
#include <cstdint>
#include <vector>

#include "sid/balanced.h"

namespace ghost::sid {

/// Where rows go when every code adds its price to its costs.
struct RowChoices {
  std::vector<std::int32_t> codes;  ///< the cheapest one of each row, the first of equals
  std::vector<float> margins;       ///< what its second choice would cost more, or a bound below that; infinite with one code alone
};
RowChoices chooseCodes(const AssignmentProblem& problem, const std::vector<double>& prices);

/// Prices to start a balanced assignment from: round after round every code that more rows choose than it may take charges what makes the surplus leave, the rows with the
/// least to lose first; it stops where that no longer helps. `prices` only rise, `choices` (those under `prices`) follow. Since only rows of codes that charge more can go
/// elsewhere, all rounds together cost a few looks at all costs, and they spare many paths. Any prices lead to the optimum, good ones sooner.
void sweepPrices(const AssignmentProblem& problem, std::vector<double>& prices, RowChoices& choices);

}  // namespace ghost::sid
