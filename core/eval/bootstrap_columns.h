#pragma once
#include <vector>

#include "eval/comparison.h"

namespace ghost::eval {

/// Inner header of the room: fills "interval" and "difference" of every row of a comparison, cut by cut, and "note" where something is missing. `rows[i]` is that
/// of `runs[i]`.
void fillBootstrap(std::span<const ComparedRun> runs, const data::Popularity& popularity, const CompareOptions& options, const std::vector<int>& cuts, std::span<OrderedJson> rows);

}  // namespace ghost::eval
