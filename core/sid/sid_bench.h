#pragma once
#include <stop_token>
#include <vector>

#include "base/param_spec.h"
#include "base/reporter.h"

namespace ghost::sid {

/// Benchmarks of this room: each a ratio against a baseline in the same process, as {"name", "ratio", "baseline", "unit", "details"} (bench table of the command
/// contract). Baseline and ours alternate, and the fastest of `repeats` counts, so that a busy machine harms both alike. A stop request ends after the current
/// measurement and gives what there is, with "stopped": true.

/// Lloyd iterations: scores into a rows x codes matrix, then argmin, then sums (three passes, the same vector kernels and threads) against the fused pass.
std::vector<ParamSpec> kmeansBenchParams();
OrderedJson benchKMeans(const ParamValues& values, Reporter& reporter, std::stop_token stop);

/// One balanced assignment at fixed centroids: exact min-cost flow against the fast method.
std::vector<ParamSpec> balanceBenchParams();
OrderedJson benchBalance(const ParamValues& values, Reporter& reporter, std::stop_token stop);

}  // namespace ghost::sid
