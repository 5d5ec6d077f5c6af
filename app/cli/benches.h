#pragma once
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "base/param_spec.h"
#include "base/reporter.h"

namespace ghost::cli {

/// One benchmark: a ratio against a baseline in the same process, never a time alone.
struct Bench {
  std::string id;
  std::string description;
  std::vector<ParamSpec> params;
  /// {ratio, baseline, unit, details{}}.
  OrderedJson (*run)(const ParamValues& values, Reporter& reporter, std::stop_token stop);
};
/// Rooms measure, this table only names them; a new bench is one row.
std::span<const Bench> benches();
/// Throws Error{Usage} naming the closest row.
const Bench& bench(std::string_view id);

}  // namespace ghost::cli
