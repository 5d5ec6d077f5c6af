#pragma once
#include <stop_token>
#include <vector>

#include "base/param_spec.h"
#include "base/reporter.h"

namespace ghost::model {

/// Benchmarks of this room: each a ratio against a baseline in the same process, as {"name", "ratio", "baseline", "unit", "details"} (bench table of the command
/// contract). Baseline and ours alternate and the fastest of `repeats` counts, so that a busy machine harms both alike. A stop request ends after the current
/// measurement and gives what there is, with "stopped": true.

/// An optimiser step with K_b undesired SIDs a target as branches / the same step on the likelihood alone; the target's history has P token slots.
/// details: separate_rows (the time of one row a SID / ours), forward_backward (the ratio without the optimiser), token_ratio, processor_time_... (the same ratios of
/// processor time, which others on the machine disturb less), and under "instruments" the ratio, token_ratio and ratio / token_ratio of whole-user trees with the paper's tokens and undesired sets on a data folder.
std::vector<ParamSpec> auoStepBenchParams();
OrderedJson benchAuoStep(const ParamValues& values, Reporter& reporter, std::stop_token stop);

}  // namespace ghost::model
