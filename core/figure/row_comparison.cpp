#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/content_hash.h"
#include "base/error.h"
#include "base/parallel.h"
#include "data/data_set.h"
#include "eval/comparison.h"
#include "eval/history.h"
#include "figure/rows.h"
#include "figure/run_seeds.h"
#include "run/baselines.h"
#include "run/kept_samples.h"
#include "run/run_identity.h"

namespace ghost::figure {

namespace {

void requireSameData(const std::vector<RunFacts>& runs) {
  const auto dataOf = [](const RunFacts& run) { return run::interactionsHashOf(run.folder.manifest()); };
  for (const RunFacts& run : runs)
    if (const std::string own = dataOf(run), first = dataOf(runs.front()); !own.empty() && !first.empty() && own != first)
      throw dataError(run.folder.path().string(), "this run is of another data set than " + runs.front().folder.name() + "; compare runs of the same interactions");
}

using Samples = std::map<std::string, run::ListSamples>;

/// Bootstrap samples of the systems with one seed, by the name of its run.
Samples samplesOf(const FigureInput& input, const std::vector<SeededRuns>& systems) {
  Samples samples;
  const run::KeptSamples kept(input.project);
  std::optional<data::Popularity> popularity;
  for (const SeededRuns& system : systems) {
    const RunFacts& run = system.first();
    const run::SampleRequest request{run.folder.lists(run.listPart)};
    if (system.seeds.size() > 1 || !std::filesystem::exists(request.lists)) continue;
    auto found = kept.find(request);
    if (!found && input.keptOnly) continue;
    if (!found && !popularity) {
      const data::DataSet dataSet = data::readDataFolder(input.project.dataFolder());
      popularity = data::popularity(dataSet.interactions, dataSet.items());
    }
    samples.emplace(run.folder.name(), found ? std::move(*found) : kept.get(request, *popularity, defaultThreads()));
  }
  return samples;
}

/// The untrained recommenders of the data that the runs were made of, with the history as in the runs; nothing where all runs are untrained, or where
/// the project's data is no longer theirs.
std::vector<run::Baseline> baselinesOf(const FigureInput& input, const std::vector<SeededRuns>& systems) {
  if (std::all_of(systems.begin(), systems.end(), [](const SeededRuns& system) { return run::isUntrained(system.first().recipe); })) return {};
  const auto inter = data::interFileOf(input.project.dataFolder());
  const std::string made = run::interactionsHashOf(systems.front().first().folder.manifest()), now = ContentHash::ofFile(inter);
  if (!made.empty() && made != now) return {};
  const bool keep = systems.front().history() != eval::historyLeftOut;
  std::vector<run::Baseline> found;
  for (const std::string_view recipe : run::baselineRecipes())
    if (auto kept = run::keptBaseline(input.project, std::string(recipe), now, keep)) found.push_back(std::move(*kept));
  if (input.keptOnly || found.size() == run::baselineRecipes().size()) return found;
  const data::DataSet dataSet = data::readDataFolder(input.project.dataFolder());
  return run::baselines(input.project, dataSet, data::popularity(dataSet.interactions, dataSet.items()), {keep, defaultThreads()}, silentReporter(), {});
}

/// Adds one bar with its whisker.
void addBar(Series& bars, std::size_t at, double value, std::optional<std::pair<double, double>> whisker) {
  bars.x.push_back(static_cast<double>(at));
  bars.y.push_back(value);
  bars.low.push_back(whisker ? whisker->first : std::nan(""));
  bars.high.push_back(whisker ? whisker->second : std::nan(""));
}

std::optional<std::pair<double, double>> whiskerOf(const SeededRuns& system, const Samples& samples, int k, const std::string& metric, const SeededRuns::Value& value) {
  if (system.seeds.size() > 1) return std::pair(value.mean - value.sd, value.mean + value.sd);
  const auto found = samples.find(system.first().folder.name());
  const auto names = eval::bootstrapMetrics();
  const auto place = std::find(names.begin(), names.end(), metric);
  if (found == samples.end() || !found->second.cuts.contains(k) || place == names.end()) return std::nullopt;
  const eval::Interval interval = eval::percentile95(found->second.cuts.at(k).samples[static_cast<std::size_t>(place - names.begin())]);
  return std::isfinite(interval.low) ? std::optional(std::pair(interval.low, interval.high)) : std::nullopt;
}

struct Wanted {
  int k = 10;
  std::string metric, label;
  Role role = Role::Neutral;
};

Panel barPanel(const std::vector<SeededRuns>& systems, const Samples& samples, const std::vector<run::Baseline>& baselines, const Wanted& wanted) {
  Panel panel;
  panel.y.label = wanted.label;
  panel.y.minimum = 0;
  Series bars;
  bars.kind = Series::Kind::Bars;
  bars.role = wanted.role;
  bars.barWidth = 0.7;
  for (std::size_t i = 0; i < systems.size(); ++i) {
    panel.x.categories.push_back(systems[i].label);
    const auto value = systems[i].metric(wanted.k, wanted.metric);
    if (value) addBar(bars, i, value->mean, whiskerOf(systems[i], samples, wanted.k, wanted.metric, *value));
    else panel.remarks.push_back(fmt::format("{} has no {}@{}", systems[i].label, wanted.metric, wanted.k));
  }
  const auto isGap = [](double bound) { return std::isnan(bound); };
  if (std::all_of(bars.low.begin(), bars.low.end(), isGap)) {
    bars.low.clear();
    bars.high.clear();
  }
  panel.series.push_back(std::move(bars));
  for (const run::Baseline& baseline : baselines) {
    const OrderedJson& block = baseline.metrics["k"][std::to_string(wanted.k)];
    if (block.contains(wanted.metric) && block[wanted.metric].is_number()) panel.rules.push_back({false, block[wanted.metric].get<double>(), baseline.recipe, Role::Neutral});
  }
  return panel;
}

/// What is true of the whole figure, said under its first panel.
void addRemarks(std::vector<std::string>& remarks, const std::vector<SeededRuns>& systems, const std::vector<run::Baseline>& baselines, int k) {
  if (const std::string mixed = mixedHistory(systems); !mixed.empty()) remarks.push_back(mixed);
  if (std::any_of(systems.begin(), systems.end(), [](const SeededRuns& system) { return system.seeds.size() > 1; })) remarks.emplace_back("bars of several seeds: mean, whiskers one standard deviation (n - 1)");
  const auto next = std::find_if(baselines.begin(), baselines.end(), [](const run::Baseline& baseline) { return baseline.recipe == "next-item"; });
  std::vector<std::string> below;  // names alone: a note must leave the panels their height, and the lines show by how much
  for (const SeededRuns& system : systems) {
    if (next == baselines.end() || run::isUntrained(system.first().recipe)) continue;
    if (!eval::belowNextItem(system.label, system.first().metrics, next->metrics, k).empty()) below.push_back(system.label);
  }
  if (!below.empty()) remarks.push_back(fmt::format("HR or NDCG below next-item: {}", fmt::join(below, "; ")));
}

}  // namespace

FigureData makeComparison(const FigureInput& input, const ParamValues& values) {
  std::vector<RunFacts> runs = factsOf(input, 50);
  for (RunFacts& run : runs) run.choosePenalty(values.text("penalty"));
  std::erase_if(runs, [](const RunFacts& r) { return !r.metrics.contains("k"); });
  if (input.runs.empty() && runs.size() > 8) runs.erase(runs.begin() + 8, runs.end());
  FigureData figure = begin("comparison", "Comparison", runs);
  if (runs.empty()) return empty(figure, noRunReason(input));
  const int k = std::stoi(values.text("k"));
  const std::string metric = values.text("metric"), name = metric == "hr" ? "HR" : "NDCG";
  std::vector<std::string> remarks;
  const std::vector<SeededRuns> systems = bySeed(runs, remarks);
  if (values.boolean("interval")) requireSameData(runs);
  const Samples samples = values.boolean("interval") ? samplesOf(input, systems) : Samples();
  const auto baselines = values.boolean("baselines") ? baselinesOf(input, systems) : std::vector<run::Baseline>();
  auto add = [&](const std::string& key, const std::string& label, Role role) { figure.panels.push_back(barPanel(systems, samples, baselines, {k, key, label, role})); };
  add(metric + "_head", fmt::format("{}@{}, head", name, k), Role::Head);
  add(metric + "_tail", fmt::format("{}@{}, tail", name, k), Role::Tail);
  add("mgu", fmt::format("MGU@{}", k), Role::Neutral);
  addRemarks(remarks, systems, baselines, k);
  figure.panels.front().remarks.insert(figure.panels.front().remarks.end(), remarks.begin(), remarks.end());
  remarkLeftOut(figure, input, runs);
  return figure;
}

}  // namespace ghost::figure
