#pragma once
#include <span>
#include <string>
#include <vector>

#include "base/json_file.h"
#include "data/popularity.h"
#include "decode/ranked_list.h"

namespace ghost::eval {

/// One system of a comparison. `lists` may be null (no bootstrap then).
struct ComparedRun {
  std::string id;
  std::string recipe;
  OrderedJson metrics;                                   ///< of evaluate()
  const std::vector<decode::RankedList>* lists = nullptr;
};
struct CompareOptions {
  int bootstrapSamples = 1000;
  std::uint64_t seed = 42;
  int baseline = 0;            ///< index of the run that paired differences are taken against
};
/// rows[] (run, recipe, metrics, bootstrap intervals, paired difference against the baseline, mean +- sd over seeds of one recipe), cns_set[].
/// CNS@K (methods.md 0.6) over exactly this set; null with fewer than three systems. A metric with zero range is scaled to 0.5 for all.
OrderedJson compare(std::span<const ComparedRun> runs, const data::Popularity& popularity, const CompareOptions& options);
/// Min-max scaled mean of the six scores; the parts of M4.
std::vector<double> cns(std::span<const OrderedJson> metrics, int k);

}  // namespace ghost::eval
