#include <algorithm>

#include <fmt/format.h>

#include "data/data_set.h"
#include "eval/saved_lists.h"
#include "figure/composition.h"
#include "figure/rows.h"
#include "figure/run_facts.h"

namespace ghost::figure {

namespace {

Series sharesOf(const char* name, Role role, const std::vector<double>& shares) {
  Series series;
  series.name = name;
  series.role = role;
  series.kind = Series::Kind::StackedBars;
  for (std::size_t i = 0; i < shares.size(); ++i) {
    series.x.push_back(static_cast<double>(i + 1));
    series.y.push_back(shares[i]);
  }
  return series;
}

Panel positionPanel(const RunFacts& run, const ListComposition& shares, const data::Popularity& popularity) {
  Panel panel;
  panel.title = run.label;
  panel.x.label = "position in the list";
  panel.y.label = "share of users";
  panel.y.minimum = 0;
  panel.y.maximum = 1;
  panel.series = {sharesOf("head", Role::Head, shares.head), sharesOf("tail", Role::Tail, shares.tail)};
  if (std::any_of(shares.nothing.begin(), shares.nothing.end(), [](double s) { return s > 0; })) {
    panel.series.push_back(sharesOf("invalid or empty", Role::Neutral, shares.nothing));
  }
  panel.rules.push_back({false, popularity.headShare, "GH(head)", Role::Neutral});
  return panel;
}

Panel fifthsPanel(const std::vector<RunFacts>& runs, const std::vector<ListComposition>& shares) {
  Panel panel;
  panel.title = "popularity fifths";
  panel.x.label = "popularity, most to least";
  panel.x.categories = {"1st", "2nd", "3rd", "4th", "5th"};
  panel.y.label = "share of slots";
  panel.y.minimum = 0;
  auto add = [&](const std::string& name, Role role, int index, const std::array<double, 5>& values) {
    Series series;
    series.name = name;
    series.role = role;
    series.index = index;
    series.kind = Series::Kind::Bars;
    for (std::size_t g = 0; g < values.size(); ++g) {
      series.x.push_back(static_cast<double>(g));
      series.y.push_back(values[g]);
    }
    panel.series.push_back(std::move(series));
  };
  add("training events", Role::Neutral, 0, shares.front().training);
  for (std::size_t i = 0; i < runs.size(); ++i) add(runs[i].label, Role::Series, static_cast<int>(i), shares[i].exposure);
  return panel;
}

}  // namespace

FigureData makeListComposition(const FigureInput& input, const ParamValues& values) {
  std::vector<RunFacts> runs = factsOf(input, 50);
  std::erase_if(runs, [](const RunFacts& r) { return !std::filesystem::exists(r.folder.lists()); });
  if (input.runs.empty() && runs.size() > 1) runs.erase(runs.begin() + 1, runs.end());
  FigureData figure = begin("list-composition", "Head and tail in the lists", runs);
  if (runs.empty()) return empty(figure, "No run with saved test lists was found; they are written when a run has decoded (`ghost run`).");
  const data::DataSet dataSet = data::readDataFolder(input.project.dataFolder());
  const data::Popularity popularity = data::popularity(dataSet.interactions, dataSet.items());
  std::vector<ListComposition> shares;
  for (const RunFacts& run : runs) {
    shares.push_back(composition(eval::readLists(run.folder.lists(), dataSet.items()), popularity, static_cast<int>(values.integer("k"))));
    figure.panels.push_back(positionPanel(run, shares.back(), popularity));
  }
  figure.panels.push_back(fifthsPanel(runs, shares));
  return figure;
}

}  // namespace ghost::figure
