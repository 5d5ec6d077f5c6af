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
  std::string variant = {};                              ///< runs of a recipe with the same text differ in their seed alone
};
struct CompareOptions {
  int bootstrapSamples = 1000;
  std::uint64_t seed = 42;
  int baseline = 0;            ///< index of the run that paired differences are taken against
  int threads = 1;
};
/// One table over runs:
///   rows[]: run, recipe, metrics, cns{K}, interval{K{metric: [low, high]}}, difference{baseline, K{metric: {value, interval}}}, note where something is missing
///   recipes[]: recipe, runs, names[], k{K{metric: {mean, sd}}} for each recipe and variant with two runs (seeds) or more; sd with n - 1
///   cns_set[]: the runs CNS is relative to; bootstrap{samples, seed, level}.
/// Cuts are those all runs have. CNS@K (methods.md 0.6) is taken over exactly this set; null with fewer than three systems.
/// Differences are run - baseline over the same draws of users; null for the baseline itself, without lists, or when the users aren't the same.
/// Throws Error{Usage} for no run or a baseline that isn't among them.
OrderedJson compare(std::span<const ComparedRun> runs, const data::Popularity& popularity, const CompareOptions& options);

/// Mean of the six min-max scaled scores at cut k, one value a system: HR, tail HR, NDCG, tail NDCG, 1 - MGU, 1 - ARP. A metric without range, or not
/// defined for some system, is 0.5 for all. `metrics` are results of evaluate(); Error{Data} where one lacks the cut.
std::vector<double> cns(std::span<const OrderedJson> metrics, int k);

}  // namespace ghost::eval
