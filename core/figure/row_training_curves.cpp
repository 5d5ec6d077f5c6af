#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "eval/seed_groups.h"
#include "figure/rows.h"
#include "figure/run_seeds.h"

namespace ghost::figure {

namespace {

/// What tells the curves of one run apart.
struct CurveKey {
  std::string name, group;
  auto operator<=>(const CurveKey&) const = default;
};
using Curves = std::map<CurveKey, Series>;

/// A resumed run repeats no step: the event log drops what an older attempt did above the step it resumed at.
Curves curvesOf(const run::EventLog& log, bool split) {
  Curves curves;
  for (const wire::Event& event : log.events) {
    if (event.kind != "metric") continue;
    const std::string name = event.body.value("name", "");
    const std::string group = event.body.value("group", "all");
    if ((group == "all") == split || (!name.starts_with("train/") && !name.starts_with("valid/")) || name.find("nll") == std::string::npos) continue;
    Series& curve = curves[{name, group}];
    curve.x.push_back(static_cast<double>(event.body.value("step", std::int64_t{0})));
    const auto value = event.body.find("value");
    curve.y.push_back(value != event.body.end() && value->is_number() ? value->get<double>() : std::nan(""));
  }
  return curves;
}

/// The curves of runs that differ in their seed alone: means at the steps that all have, with a band of one standard deviation.
Curves meanOf(const std::vector<Curves>& seeds) {
  if (seeds.size() == 1) return seeds.front();
  Curves means;
  for (const auto& [key, first] : seeds.front()) {
    if (!std::all_of(seeds.begin(), seeds.end(), [&, name = key](const Curves& curves) { return curves.contains(name); })) continue;
    std::map<double, std::vector<double>> at;
    for (const Curves& curves : seeds)
      for (std::size_t i = 0; i < curves.at(key).x.size(); ++i) at[curves.at(key).x[i]].push_back(curves.at(key).y[i]);
    Series mean;
    for (const auto& [step, values] : at) {
      if (values.size() != seeds.size()) continue;
      const eval::Spread spread = eval::spreadOf(values);
      mean.x.push_back(step);
      mean.y.push_back(spread.mean);
      mean.low.push_back(spread.mean - spread.sd);
      mean.high.push_back(spread.mean + spread.sd);
    }
    means[key] = std::move(mean);
  }
  return means;
}

/// Training solid, validation dashed; head and tail in their colours, else one colour a run.
void addCurves(const std::string& label, int index, bool alone, const Curves& curves, Panel& steps, Panel& epochs) {
  for (const auto& [key, found] : curves) {
    Series curve = found;
    const bool training = key.name.starts_with("train/");
    curve.dashed = !training;
    curve.role = key.group == "head" ? Role::Head : key.group == "tail" ? Role::Tail : Role::Series;
    curve.index = curve.role == Role::Series && alone ? (training ? 0 : 1) : index;
    const std::string part = fmt::format("{}{}", training ? "training" : "validation", key.group == "all" ? "" : ", " + key.group);
    curve.name = alone ? part : fmt::format("{}, {}", label, part);
    if (curve.x.size() == 1) curve.kind = Series::Kind::Points;
    (key.name.ends_with("/epoch") ? epochs : steps).series.push_back(std::move(curve));
  }
}

}  // namespace

FigureData makeTrainingCurves(const FigureInput& input, const ParamValues& values) {
  std::vector<RunFacts> runs;
  std::map<std::string, Curves> curves;  // by run
  for (const RunFacts& run : factsOf(input, 50)) {
    auto found = curvesOf(run::readEvents(run.folder), values.text("group") == "head-tail");
    if (found.empty()) continue;
    runs.push_back(run);
    curves[run.folder.name()] = std::move(found);
    if (input.runs.empty()) break;
  }
  FigureData figure = begin("training-curves", runs.size() == 1 ? "Training curves, " + runs[0].label : "Training curves", runs);
  if (runs.empty()) return empty(figure, reasonFor(input, "No run has training or validation losses; floors have none, and a trained run writes them as it goes."));
  Panel steps, epochs;
  steps.x.label = "optimiser step";
  epochs.x.label = "epoch";
  for (Panel* panel : {&steps, &epochs}) {
    panel->x.whole = true;
    panel->y.label = "NLL";
    panel->y.logarithmic = values.text("scale") == "log";
  }
  std::vector<std::string> remarks;
  const std::vector<SeededRuns> systems = bySeed(runs, remarks);
  for (std::size_t i = 0; i < systems.size(); ++i) {
    std::vector<Curves> seeds;
    for (const RunFacts& run : systems[i].seeds) seeds.push_back(curves.at(run.folder.name()));
    addCurves(systems[i].label, static_cast<int>(i), systems.size() == 1, meanOf(seeds), steps, epochs);
    if (seeds.size() > 1) remarks.push_back(fmt::format("{}: mean and band of one standard deviation (n - 1)", systems[i].label));
  }
  for (Panel* panel : {&steps, &epochs}) {
    for (const Series& curve : panel->series) {
      if (const int hidden = hiddenPoints(*panel, curve); hidden > 0) panel->remarks.push_back(fmt::format("{}: {} values can't be drawn", curve.name, hidden));
    }
    if (!panel->series.empty()) figure.panels.push_back(std::move(*panel));
  }
  if (!figure.panels.empty()) figure.panels.front().remarks.insert(figure.panels.front().remarks.end(), remarks.begin(), remarks.end());
  return figure;
}

}  // namespace ghost::figure
