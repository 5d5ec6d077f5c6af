#pragma once
#include <stop_token>
#include <vector>

#include "base/param_spec.h"
#include "base/reporter.h"

namespace ghost::embed {

/// `bench ivf`: the exact search against inverted lists on the same queries of a clustered catalogue, as {"name", "ratio", "baseline", "unit", "details"}. The lists looked
/// into are doubled until the recall asked for is reached; recall and the time to build are in the details.
std::vector<ParamSpec> ivfBenchParams();
OrderedJson benchIvf(const ParamValues& values, Reporter& reporter, std::stop_token stop);

}  // namespace ghost::embed
