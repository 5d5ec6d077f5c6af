#include <cmath>

#include <fmt/format.h>

#include "base/error.h"
#include "base/parallel.h"
#include "data/data_set.h"
#include "eval/comparison.h"
#include "eval/saved_lists.h"
#include "figure/rows.h"
#include "figure/run_facts.h"

namespace ghost::figure {

namespace {

/// Name and SHA-256 of the interactions that a run was made of; empty where its manifest doesn't say.
std::string interactionsOf(const RunFacts& run) {
  const OrderedJson manifest = run.folder.manifest(), data = manifest.value("data", OrderedJson::object());
  for (const auto& [name, hash] : data.items())
    if (name.ends_with(".inter.json")) return name + " " + hash.dump();
  return {};
}

void requireSameData(const std::vector<RunFacts>& runs) {
  for (const RunFacts& run : runs)
    if (const std::string own = interactionsOf(run), first = interactionsOf(runs.front()); !own.empty() && !first.empty() && own != first)
      throw dataError(run.folder.path().string(), "this run is of another data set than " + runs.front().folder.name() + "; compare runs of the same interactions");
}

/// rows[i].interval[K][metric] = [low, high], null where there is none.
OrderedJson intervalsOf(const FigureInput& input, const std::vector<RunFacts>& runs) {
  requireSameData(runs);
  const data::DataSet dataSet = data::readDataFolder(input.project.dataFolder());
  const data::Popularity popularity = data::popularity(dataSet.interactions, dataSet.items());
  std::vector<std::vector<decode::RankedList>> lists(runs.size());
  std::vector<eval::ComparedRun> compared;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const auto file = runs[i].folder.lists(runs[i].listPart);
    if (std::filesystem::exists(file)) lists[i] = eval::readLists(file, dataSet.items());
    compared.push_back({runs[i].folder.name(), runs[i].recipe, runs[i].metrics, lists[i].empty() ? nullptr : &lists[i]});
  }
  eval::CompareOptions options;
  options.threads = defaultThreads();
  return eval::compare(compared, popularity, options)["rows"];
}

Panel barPanel(const std::vector<RunFacts>& runs, const OrderedJson& intervals, int k, const std::string& metric, const std::string& label, Role role) {
  Panel panel;
  panel.y.label = label;
  panel.y.minimum = 0;
  Series bars;
  bars.kind = Series::Kind::Bars;
  bars.role = role;
  bars.barWidth = 0.7;
  const std::string cut = std::to_string(k);
  for (std::size_t i = 0; i < runs.size(); ++i) {
    panel.x.categories.push_back(runs[i].label);
    const auto value = runs[i].metric(k, metric);
    if (!value) {
      panel.remarks.push_back(fmt::format("{} has no {}@{}", runs[i].label, metric, k));
      continue;
    }
    bars.x.push_back(static_cast<double>(i));
    bars.y.push_back(*value);
    if (i >= intervals.size() || !intervals[i]["interval"].is_object()) continue;
    const OrderedJson interval = intervals[i]["interval"].value(cut, OrderedJson::object()).value(metric, OrderedJson());
    if (!interval.is_array()) continue;
    bars.low.resize(bars.x.size() - 1, std::nan(""));
    bars.high.resize(bars.x.size() - 1, std::nan(""));
    bars.low.push_back(interval[0].get<double>());
    bars.high.push_back(interval[1].get<double>());
  }
  if (!bars.low.empty()) {
    bars.low.resize(bars.x.size(), std::nan(""));
    bars.high.resize(bars.x.size(), std::nan(""));
  }
  panel.series.push_back(std::move(bars));
  return panel;
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
  const OrderedJson intervals = values.boolean("interval") ? intervalsOf(input, runs) : OrderedJson::array();
  auto add = [&](const std::string& key, const std::string& label, Role role) { figure.panels.push_back(barPanel(runs, intervals, k, key, label, role)); };
  add(metric + "_head", fmt::format("{}@{}, head", name, k), Role::Head);
  add(metric + "_tail", fmt::format("{}@{}, tail", name, k), Role::Tail);
  add("mgu", fmt::format("MGU@{}", k), Role::Neutral);
  remarkLeftOut(figure, input, runs);
  return figure;
}

}  // namespace ghost::figure
