#include <algorithm>
#include <set>

#include <CLI/Validators.hpp>

#include "base/error.h"
#include "comparison_files.h"
#include "comparison_text.h"
#include "data/data_set.h"
#include "eval/comparison.h"
#include "eval/remarks.h"
#include "eval/saved_lists.h"
#include "places.h"
#include "run/run_condition.h"
#include "verbs.h"

namespace ghost::cli {
namespace {

struct Options {
  std::vector<std::string> runs;
  std::string baseline;
  bool allPenalties = false;
  eval::CompareOptions compare;
  ComparisonFiles files;
};

/// What two runs of a recipe must share to be seeds of one system: every parameter that can change a result, and the lists that are looked at.
std::string variantOf(const RunPlace& place, const std::string& part) {
  const OrderedJson manifest = place.run.manifest();
  OrderedJson parameters = manifest.value("parameters", OrderedJson::object());
  for (const char* key : {"seed", "threads"}) parameters.erase(key);
  return manifest.value("backend", "") + " " + part + " " + parameters.dump();
}

/// Runs and their lists; the lists stay put, since ComparedRun points at them.
struct Compared {
  std::vector<eval::ComparedRun> runs;
  std::vector<std::unique_ptr<std::vector<decode::RankedList>>> lists;

  void add(const RunPlace& place, const std::string& id, const std::string& part, const OrderedJson& metrics, std::int32_t items) {
    lists.push_back(std::make_unique<std::vector<decode::RankedList>>(eval::readLists(place.run.lists(part), items)));
    runs.push_back({id, place.run.metrics().value("recipe", ""), metrics, lists.back().get(), variantOf(place, part)});
  }
};

std::string dataHash(const RunPlace& place) {
  const OrderedJson manifest = place.run.manifest(), files = manifest.value("data", OrderedJson::object());
  for (const auto& [name, hash] : files.items())
    if (name.ends_with(".inter.json")) return hash.get<std::string>();
  throw dataError(place.run.path().string(), "the run's manifest doesn't say on which data it was made; it can't be compared");
}

void addRun(Compared& compared, const RunPlace& place, bool allPenalties, std::int32_t items) {
  const OrderedJson metrics = place.run.metrics();
  if (!metrics.contains("k")) throw dataError(place.run.path().string(), run::withCondition(place.run, "the run has no metrics"));
  const bool several = allPenalties && metrics.contains("by_length_penalty") && metrics["by_length_penalty"].size() > 1;
  if (!several) return compared.add(place, place.run.name(), "test", metrics, items);
  bool first = true;
  for (const auto& [penalty, values] : metrics["by_length_penalty"].items()) {
    compared.add(place, place.run.name() + " penalty " + penalty, first ? "test" : "test-lp" + penalty, values, items);
    first = false;
  }
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
    if (dataHash(place) != dataHash(places.front())) throw dataError(place.run.path().string(), "the run was made on other data than " + places.front().run.name() + "; only runs on the same data can be compared");
  const data::DataSet dataSet = data::readDataFolder(places.front().project.dataFolder());
  const auto popularity = data::popularity(dataSet.interactions, dataSet.items());
  Compared compared;
  for (const auto& place : places) {
    if (!options.baseline.empty() && place.run.name() == std::filesystem::path(options.baseline).lexically_normal().filename()) options.compare.baseline = static_cast<int>(compared.runs.size());
    addRun(compared, place, options.allPenalties, dataSet.items());
  }
  const OrderedJson result = eval::compare(compared.runs, popularity, options.compare);
  sayComparison(context.console, result);
  options.files.write(context.console, result, places);
  for (const auto& run : compared.runs)
    for (const auto& remark : eval::remarks(run.metrics)) context.console.note("warning", run.id + ": " + remark);
  return {result};
}

}  // namespace

Action declareCompare(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("RUN", options->runs, "run folders on the same data")->required();
  app.add_option("--baseline", options->baseline, "run that paired differences are taken against; the first without it");
  app.add_flag("--all-penalties", options->allPenalties, "a row for every length penalty a run was decoded with, not only its main one");
  app.add_option("--bootstrap", options->compare.bootstrapSamples, "bootstrap samples; 0 = no intervals")->check(CLI::Range(0, 1000000))->capture_default_str();
  app.add_option("--seed", options->compare.seed, "seed of the bootstrap")->capture_default_str();
  app.add_option("--latex", options->files.latex, "file for the table in LaTeX (booktabs): best bold, second underlined");
  app.add_option("--csv", options->files.csv, "file for the table as CSV");
  app.add_option("--k", options->files.k, "length of the lists in these tables, K")->check(CLI::Range(1, 1000))->capture_default_str();
  app.add_flag("--force", options->files.force, "replace files that are there already");
  return [options](Context& context) { return compareRuns(*options, context); };
}

}  // namespace ghost::cli
