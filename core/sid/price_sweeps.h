#pragma once
#include <vector>

#include "sid/balanced.h"

namespace ghost::sid {

/// Prices to start a balanced assignment from (one a code, none negative): round after round every code that more rows choose than it may take charges what makes the
/// surplus leave, the rows with the least to lose first. A round costs about as much as one look at the costs and spares many paths; it stops where it no longer does. Any
/// prices lead to the optimum, good ones sooner.
std::vector<double> sweptPrices(const AssignmentProblem& problem);

}  // namespace ghost::sid
