#include <fmt/format.h>

#include "data/data_set.h"
#include "figure/rows.h"
#include "figure/run_facts.h"

namespace ghost::figure {

FigureData makeLongTail(const FigureInput& input, const ParamValues& values) {
  FigureData figure = begin("long-tail", "Long tail", {});
  if (!std::filesystem::exists(input.project.dataFolder())) {
    return empty(figure, fmt::format("Project {} has no data folder yet; import data with `ghost data import`.", input.project.name));
  }
  const data::DataSet dataSet = data::readDataFolder(input.project.dataFolder());
  const data::Popularity popularity = data::popularity(dataSet.interactions, dataSet.items());
  figure.provenance = {{"data", dataSet.name}, {"train_events", popularity.trainEvents}, {"x80", popularity.x80}};
  Panel panel;
  panel.x.label = "item, by popularity";
  panel.y.label = "training events";
  panel.x.logarithmic = panel.y.logarithmic = values.text("scale") == "log";
  Series head, tail;
  head.name = fmt::format("head ({} items)", popularity.headItems.size());
  head.role = Role::Head;
  tail.name = fmt::format("tail ({} items)", popularity.items() - static_cast<std::int32_t>(popularity.headItems.size()));
  tail.role = Role::Tail;
  const std::vector<data::ItemId> order = popularity.byPopularity();
  for (std::size_t rank = 0; rank < order.size(); ++rank) {
    Series& series = popularity.isHead(order[rank]) ? head : tail;
    series.x.push_back(static_cast<double>(rank + 1));
    series.y.push_back(static_cast<double>(popularity.count[static_cast<std::size_t>(order[rank])]));
  }
  if (const int hidden = hiddenPoints(panel, tail); hidden > 0) panel.remarks.push_back(fmt::format("{} items without training events hidden", hidden));
  panel.rules.push_back({false, static_cast<double>(popularity.x80), fmt::format("x_{{80}} = {}", popularity.x80), Role::Neutral});
  panel.series = {std::move(head), std::move(tail)};
  figure.panels.push_back(std::move(panel));
  return figure;
}

}  // namespace ghost::figure
