#include <algorithm>
#include <set>

#include <CLI/Validators.hpp>

#include "base/content_hash.h"
#include "base/error.h"
#include "base/parallel.h"
#include "compared_runs.h"
#include "comparison_files.h"
#include "comparison_text.h"
#include "eval/remarks.h"
#include "run/run_identity.h"
#include "verbs.h"

namespace ghost::cli {
namespace {

struct Options {
  std::vector<std::string> runs;
  std::string baseline, history = "saved";
  bool allPenalties = false, noBaselines = false;
  eval::CompareOptions compare;
  ComparisonFiles files;
};

std::string dataOf(const RunPlace& place) {
  const std::string hash = run::interactionsHashOf(place.run.manifest());
  if (hash.empty()) throw dataError(place.run.path().string(), "the run's manifest doesn't say on which data it was made; it can't be compared");
  return hash;
}

/// A run named twice would count twice in CNS and pass for two seeds.
void requireRunsOnce(const std::vector<RunPlace>& places, const std::string& baseline) {
  std::set<std::string> names;
  for (const auto& place : places)
    if (!names.insert(std::filesystem::weakly_canonical(place.run.path()).string()).second) throw usageError(place.run.path().string(), "the run is named twice; name each run once");
  const auto isBaseline = [&](const RunPlace& place) { return place.run.name() == std::filesystem::path(baseline).lexically_normal().filename(); };
  if (!baseline.empty() && std::none_of(places.begin(), places.end(), isBaseline)) throw usageError("--baseline " + baseline, "it is none of the runs that are compared; name one of them");
}

Outcome compareRuns(Options& options, Context& context) {
  options.files.require();
  std::vector<RunPlace> places;
  for (const auto& folder : options.runs) places.push_back(openRun(folder));
  requireRunsOnce(places, options.baseline);
  for (const auto& place : places)
    if (dataOf(place) != dataOf(places.front())) throw dataError(place.run.path().string(), "the run was made on other data than " + places.front().run.name() + "; only runs on the same data can be compared");
  const data::DataSet dataSet = data::readDataFolder(places.front().project.dataFolder());
  const auto popularity = data::popularity(dataSet.interactions, dataSet.items());
  ComparedRuns compared(dataSet, popularity);
  for (const auto& place : places) {
    if (!options.baseline.empty() && place.run.name() == std::filesystem::path(options.baseline).lexically_normal().filename()) options.compare.baseline = static_cast<int>(compared.runs().size());
    compared.add(place, options.allPenalties, historyChoiceOf(options.history));
  }
  options.compare.threads = defaultThreads();
  const bool sameData = ContentHash::ofFile(data::interFileOf(places.front().project.dataFolder())) == dataOf(places.front());
  if (!options.noBaselines && sameData) compared.addBaselines(places.front().project, options.compare.threads, context.console, context.stop);
  if (context.stop.stop_requested()) return {OrderedJson{{"stopped", true}}, true};
  OrderedJson result = eval::compare(compared.runs(), popularity, options.compare);
  if (!sameData) result["warnings"].push_back(places.front().project.dataFolder().string() + ": the interactions changed since these runs were made, so intervals are taken over other popularity and no baselines are shown; put the data back");
  for (const auto& run : compared.runs())
    for (const auto& remark : eval::remarks(run.metrics)) result["warnings"].push_back(run.id + ": " + remark);
  sayComparison(context.console, result);
  options.files.write(context.console, result, places);
  for (const auto& warning : result["warnings"]) context.console.note("warning", warning.get<std::string>());
  return {result};
}

}  // namespace

Action declareCompare(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("RUN", options->runs, "run folders on the same data")->required();
  app.add_option("--baseline", options->baseline, "run that paired differences are taken against; the first without it");
  app.add_flag("--all-penalties", options->allPenalties, "a row for every length penalty a run was decoded with, not only its main one");
  app.add_flag("--no-baselines", options->noBaselines, "leave out popularity, next-item and item-knn of the same data, which else stand below the runs");
  app.add_option("--history", options->history, "items that users already have: as the lists were saved, left-out of all of them, or both ways")->check(CLI::IsMember({"saved", "left-out", "both"}))->capture_default_str();
  app.add_option("--bootstrap", options->compare.bootstrapSamples, "bootstrap samples; 0 = no intervals")->check(CLI::Range(0, 1000000))->capture_default_str();
  app.add_option("--seed", options->compare.seed, "seed of the bootstrap")->capture_default_str();
  app.add_option("--latex", options->files.latex, "file for the table in LaTeX (booktabs): best bold, second underlined");
  app.add_option("--csv", options->files.csv, "file for the table as CSV");
  app.add_option("--k", options->files.k, "length of the lists in these tables, K")->check(CLI::Range(1, 1000))->capture_default_str();
  app.add_flag("--force", options->files.force, "replace files that are there already");
  return [options](Context& context) { return compareRuns(*options, context); };
}

}  // namespace ghost::cli
