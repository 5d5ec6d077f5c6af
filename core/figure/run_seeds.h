#pragma once
#include <optional>
#include <string>
#include <vector>

#include "figure/run_facts.h"

namespace ghost::figure {

/// Runs of a figure that differ in their seed alone, drawn as one system: `seeds` holds one run a seed, the first that was given. Metrics are means over them.
struct SeededRuns {
  std::vector<RunFacts> seeds;
  std::string label;               ///< of the system

  const RunFacts& first() const { return seeds.front(); }
  /// Mean and standard deviation of a metric over the seeds (NaN for one); nothing where a seed lacks it.
  struct Value {
    double mean = 0, sd = 0;
  };
  std::optional<Value> metric(int k, const std::string& name) const;
  std::string history() const;     ///< "kept", "left out" or empty
};

/// Systems in the order of their first run. A run with the parameters and the seed of one before it is dropped, and named in `remarks`.
std::vector<SeededRuns> bySeed(const std::vector<RunFacts>& runs, std::vector<std::string>& remarks);

/// One sentence where some systems keep the user's history in their lists and others leave it out; empty where they don't.
std::string mixedHistory(const std::vector<SeededRuns>& systems);

}  // namespace ghost::figure
