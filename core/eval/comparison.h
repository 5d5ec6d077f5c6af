#pragma once
#include <cstdint>
#include <optional>
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
  OrderedJson metrics;                                   ///< of evaluate(), with "history" where it is known
  const std::vector<decode::RankedList>* lists = nullptr;
  std::string variant = {};                              ///< runs of a recipe with the same text differ in their seed alone (run::systemOf())
  std::optional<std::int64_t> seed = {};                 ///< two runs of one recipe, variant and seed are one sample; without a seed a run repeats no other
  bool untrained = false;
  bool added = false;                                    ///< a baseline that was put beside the runs, not one of them
};
struct CompareOptions {
  int bootstrapSamples = 1000;
  std::uint64_t seed = 42;
  int baseline = 0;            ///< index of the run that paired differences are taken against
  int threads = 1;
};
/// One table over runs:
///   rows[]: run, recipe, seed, history, metrics, cns{K}, interval{K{metric: [low, high]}}, difference{baseline, K{metric: {value, interval}}}, repeats: the run of
///           the same parameters and seed that stands before it, note where something is missing
///   baselines[]: rows of the runs that were `added`
///   recipes[]: recipe, runs, names[], seeds[], k{K{metric: {mean, sd}}}, cns{K} for each recipe and variant with two seeds or more; sd with n - 1
///   history: "kept", "left out", "mixed" or null; best{K{metric: [runs]}} over rows and baselines, empty where history is mixed
///   cns_set[]: the runs CNS is relative to; bootstrap{samples, seed, level}; warnings[]: sentences.
/// Cuts are those all runs have. CNS@K (methods.md 0.6) is taken over rows without those added and without repeats; of recipes[] over the means of all systems.
/// It is null for fewer than three systems, seeds of one being one, and where history is mixed.
/// Differences are run - baseline over the same draws of users; null for the baseline itself, without lists, or when the users aren't the same.
/// Throws Error{Usage} for no run or a baseline that isn't among them.
OrderedJson compare(std::span<const ComparedRun> runs, const data::Popularity& popularity, const CompareOptions& options);

/// Mean of the six min-max scaled scores at cut k, one value a system: HR, tail HR, NDCG, tail NDCG, 1 - MGU, 1 - ARP. A metric without range, or not
/// defined for some system, is 0.5 for all. `metrics` are results of evaluate(); Error{Data} where one lacks the cut.
std::vector<double> cns(std::span<const OrderedJson> metrics, int k);

/// The runs that are best at each metric of the table at cut k, by index, several where they are equal: {metric: [indices]}. Empty for one run or none. Whether they can be compared at
/// all is the caller's to know (historyMix()).
OrderedJson bestOf(std::span<const OrderedJson> metrics, int k);

/// "kept" or "left out" where all that is known says so, "mixed" where it differs, empty where nothing is known. `histories` as historyOf() gives them.
std::string historyMix(std::span<const std::string> histories);
/// What a reader has to know of a table that mixes: which run keeps the history and which leaves it out, one sentence.
std::string mixedSentence(std::span<const std::string> names, std::span<const std::string> histories);

/// For a trained run that ranks worse than the untrained next-item: one sentence that gives HR and NDCG at cut k of both. Empty where it doesn't, where either
/// number is missing, or where one keeps the history and the other doesn't.
std::string belowNextItem(const std::string& name, const OrderedJson& metrics, const OrderedJson& nextItem, int k);

}  // namespace ghost::eval
