#pragma once
#include <stop_token>
#include <vector>

#include "base/param_spec.h"
#include "base/reporter.h"

namespace ghost::model {

/// `bench topk`: exact nearest neighbours by cosine (embed::nearestByCosine) against the matrix product alone that they can't do without, by LibTorch's BLAS with the
/// same threads. As the other benchmarks: {"name", "ratio", "baseline", "unit", "details"}, the fastest of `repeats`, which take turns.
std::vector<ParamSpec> topkBenchParams();
OrderedJson benchTopk(const ParamValues& values, Reporter& reporter, std::stop_token stop);

}  // namespace ghost::model
