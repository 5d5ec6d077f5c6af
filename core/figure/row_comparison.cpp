#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/error.h"
#include "base/parallel.h"
#include "data/data_set.h"
#include "figure/rows.h"
#include "figure/run_facts.h"
#include "run/kept_samples.h"

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

/// Per run its samples; nothing where it has no lists, or none are kept and nothing is to be worked out.
std::vector<std::optional<run::ListSamples>> samplesOf(const FigureInput& input, const std::vector<RunFacts>& runs) {
  requireSameData(runs);
  const run::KeptSamples kept(input.project);
  std::optional<data::Popularity> popularity;
  std::vector<std::optional<run::ListSamples>> samples;
  for (const RunFacts& run : runs) {
    const run::SampleRequest request{run.folder.lists(run.listPart)};
    samples.push_back(kept.find(request));
    if (samples.back() || input.keptOnly || !std::filesystem::exists(request.lists)) continue;
    if (!popularity) {
      const data::DataSet dataSet = data::readDataFolder(input.project.dataFolder());
      popularity = data::popularity(dataSet.interactions, dataSet.items());
    }
    samples.back() = kept.get(request, *popularity, defaultThreads());
  }
  return samples;
}

/// 95 % interval of a metric; nothing where it has none.
std::optional<eval::Interval> intervalOf(const std::optional<run::ListSamples>& samples, int k, const std::string& metric) {
  const auto names = eval::bootstrapMetrics();
  const auto place = std::find(names.begin(), names.end(), metric);
  if (!samples || !samples->cuts.contains(k) || place == names.end()) return std::nullopt;
  const eval::Interval interval = eval::percentile95(samples->cuts.at(k).samples[static_cast<std::size_t>(place - names.begin())]);
  return std::isfinite(interval.low) ? std::optional(interval) : std::nullopt;
}

Panel barPanel(const std::vector<RunFacts>& runs, const std::vector<std::optional<run::ListSamples>>& samples, int k, const std::string& metric, const std::string& label, Role role) {
  Panel panel;
  panel.y.label = label;
  panel.y.minimum = 0;
  Series bars;
  bars.kind = Series::Kind::Bars;
  bars.role = role;
  bars.barWidth = 0.7;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    panel.x.categories.push_back(runs[i].label);
    const auto value = runs[i].metric(k, metric);
    if (!value) {
      panel.remarks.push_back(fmt::format("{} has no {}@{}", runs[i].label, metric, k));
      continue;
    }
    bars.x.push_back(static_cast<double>(i));
    bars.y.push_back(*value);
    const auto interval = i < samples.size() ? intervalOf(samples[i], k, metric) : std::nullopt;
    if (!interval) continue;
    bars.low.resize(bars.x.size() - 1, std::nan(""));
    bars.high.resize(bars.x.size() - 1, std::nan(""));
    bars.low.push_back(interval->low);
    bars.high.push_back(interval->high);
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
  const auto samples = values.boolean("interval") ? samplesOf(input, runs) : std::vector<std::optional<run::ListSamples>>();
  auto add = [&](const std::string& key, const std::string& label, Role role) { figure.panels.push_back(barPanel(runs, samples, k, key, label, role)); };
  add(metric + "_head", fmt::format("{}@{}, head", name, k), Role::Head);
  add(metric + "_tail", fmt::format("{}@{}, tail", name, k), Role::Tail);
  add("mgu", fmt::format("MGU@{}", k), Role::Neutral);
  remarkLeftOut(figure, input, runs);
  return figure;
}

}  // namespace ghost::figure
