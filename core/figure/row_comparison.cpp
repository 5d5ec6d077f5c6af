#include <fmt/format.h>

#include "figure/rows.h"
#include "figure/run_facts.h"

namespace ghost::figure {

namespace {

Panel barPanel(const std::vector<RunFacts>& runs, int k, const std::string& metric, const std::string& label, Role role) {
  Panel panel;
  panel.y.label = label;
  panel.y.minimum = 0;
  Series bars;
  bars.kind = Series::Kind::Bars;
  bars.role = role;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    panel.x.categories.push_back(runs[i].label);
    const auto value = runs[i].metric(k, metric);
    if (!value) {
      panel.remarks.push_back(fmt::format("{} has no {}@{}", runs[i].label, metric, k));
      continue;
    }
    bars.x.push_back(static_cast<double>(i));
    bars.y.push_back(*value);
  }
  panel.series.push_back(std::move(bars));
  return panel;
}

}  // namespace

FigureData makeComparison(const FigureInput& input, const ParamValues& values) {
  std::vector<RunFacts> runs = factsOf(input, 50);
  std::erase_if(runs, [](const RunFacts& r) { return !r.metrics.contains("k"); });
  if (input.runs.empty() && runs.size() > 8) runs.erase(runs.begin() + 8, runs.end());
  FigureData figure = begin("comparison", "Comparison", runs);
  if (runs.empty()) return empty(figure, noRunReason(input));
  const int k = std::stoi(values.text("k"));
  const std::string metric = values.text("metric"), name = metric == "hr" ? "HR" : "NDCG";
  figure.panels.push_back(barPanel(runs, k, metric + "_head", fmt::format("{}@{}, head", name, k), Role::Head));
  figure.panels.push_back(barPanel(runs, k, metric + "_tail", fmt::format("{}@{}, tail", name, k), Role::Tail));
  figure.panels.push_back(barPanel(runs, k, "mgu", fmt::format("MGU@{}", k), Role::Neutral));
  return figure;
}

}  // namespace ghost::figure
