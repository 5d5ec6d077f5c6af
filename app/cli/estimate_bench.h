#pragma once
#include <stop_token>
#include <vector>

#include "base/param_spec.h"
#include "base/reporter.h"

namespace ghost::cli {

/// What `ghost run --dry-run` says against what the run then takes: five recipes on generated data of two sizes, each run a process of its own, so that its
/// peak memory is its own.
std::vector<ParamSpec> estimateBenchParams();
OrderedJson benchEstimate(const ParamValues& values, Reporter& reporter, std::stop_token stop);

}  // namespace ghost::cli
