#include "models/live_curves.h"

#include <array>

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

Series seriesOf(const store::Curve& curve) {
  Series series;
  series.name = curve.group;
  series.role = curve.group == "head" ? Role::Head : curve.group == "tail" ? Role::Tail : Role::Neutral;
  series.x.assign(curve.step.begin(), curve.step.end());
  series.y = curve.value;
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
