#include "models/live_curves.h"

#include <array>

#include "figure/decimate.h"

namespace ghost::workbench {

using figure::Panel;
using figure::Role;
using figure::Series;

namespace {

struct Group {
  const char* name;        ///< of the metric
  const char* title;
  const char* x;
  const char* y;
};
constexpr std::array<Group, 5> groups{{{"train/nll", "Training NLL", "optimiser step", "NLL a token"},
                                       {"valid/nll/epoch", "Validation NLL", "epoch", "NLL a token"},
                                       {"valid/ndcg@10/epoch", "Validation NDCG@10", "epoch", "NDCG@10"},
                                       {"train/ul", "Unlikelihood of undesired SIDs", "optimiser step", "UL a token"},
                                       {"train/tokens_per_second", "Throughput", "optimiser step", "tokens a second"}}};

constexpr double columns = 2000;

Series seriesOf(const store::Curve& curve) {
  Series series;
  series.name = curve.group;
  series.role = curve.group == "head" ? Role::Head : curve.group == "tail" ? Role::Tail : Role::Neutral;
  const std::vector<double> steps(curve.step.begin(), curve.step.end());
  const double extent = steps.empty() ? 0 : steps.back() - steps.front();
  // A long run has more points than a screen has columns.
  for (const std::size_t i : figure::decimate(steps, curve.value, extent / columns)) {
    series.x.push_back(steps[i]);
    series.y.push_back(curve.value[i]);
  }
  // A single point makes no line.
  if (series.x.size() == 1) series.kind = Series::Kind::Points;
  return series;
}

}  // namespace

figure::FigureData liveFigure(const std::vector<store::Curve>& curves) {
  figure::FigureData figure;
  figure.kind = "live-curves";
  for (const Group& group : groups) {
    Panel panel;
    panel.title = group.title;
    panel.x.label = group.x;
    panel.y.label = group.y;
    for (const auto& curve : curves)
      if (curve.name == group.name) panel.series.push_back(seriesOf(curve));
    if (panel.series.size() == 1) panel.series.front().name.clear();
    if (!panel.series.empty()) figure.panels.push_back(std::move(panel));
  }
  if (figure.panels.empty()) figure.emptyReason = "No curves yet: they begin with the training stage. Floors are untrained and have none.";
  return figure;
}

}  // namespace ghost::workbench
