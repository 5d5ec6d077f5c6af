#pragma once
#include <filesystem>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "base/reporter.h"
#include "data/data_set.h"
#include "data/popularity.h"
#include "decode/ranked_list.h"
#include "run/project.h"

namespace ghost::run {

/// An untrained recommender on a project's data with its recipe's defaults: what every trained run is measured against. Immutable.
struct Baseline {
  std::string recipe;                 ///< popularity, next-item or item-knn
  OrderedJson metrics;                ///< of eval::evaluate() at K = 5 and 10, with recipe and history
  std::filesystem::path lists;        ///< saved lists of all users, empty where the project's folder couldn't be written
};

struct BaselineOptions {
  bool keepHistory = true;            ///< as the runs that are compared
  int threads = 1;
};

/// Recipes of the baselines, weakest first.
std::span<const std::string_view> baselineRecipes();

/// Name of what `baseline` makes, below artifacts/: a hash of the interactions, the recipe and its parameters. `interactionsHash` is that of the project's
/// .inter.json (interactionsHashOf() of a manifest, or ContentHash::ofFile).
std::string baselineHash(const std::string& recipe, const std::string& interactionsHash, bool keepHistory);
/// What was kept before, without computing anything; nothing where it isn't there or is damaged.
std::optional<Baseline> keptBaseline(const Project& project, const std::string& recipe, const std::string& interactionsHash, bool keepHistory);

/// All baselines of the project's data: kept ones as they are, the others computed (seconds) and kept. Fewer when stopped. An untrained recipe needs no LibTorch
/// and no run folder. Where nothing can be written they are computed all the same, and a note says that they aren't kept.
std::vector<Baseline> baselines(const Project& project, const data::DataSet& dataSet, const data::Popularity& popularity, const BaselineOptions& options, Reporter& reporter, std::stop_token stop);

/// The lists of a baseline: read where they are kept, else computed again.
std::vector<decode::RankedList> listsOf(const Baseline& baseline, const data::DataSet& dataSet, const data::Popularity& popularity, const BaselineOptions& options);

}  // namespace ghost::run
