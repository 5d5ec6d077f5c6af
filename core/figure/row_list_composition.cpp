#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "data/data_set.h"
#include "eval/composition.h"
#include "eval/saved_lists.h"
#include "figure/rows.h"
#include "figure/run_facts.h"

namespace ghost::figure {

namespace {

Series sharesOf(const char* name, Role role, const std::vector<double>& counts, std::int64_t users) {
  Series series;
  series.name = name;
  series.role = role;
  series.kind = Series::Kind::StackedBars;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    series.x.push_back(static_cast<double>(i + 1));
    series.y.push_back(counts[i] / static_cast<double>(users));
  }
  return series;
}

Panel positionPanel(const RunFacts& run, const eval::Composition& counts, const data::Popularity& popularity) {
  Panel panel;
  panel.title = run.label;
  panel.x.label = "position in the list";
  panel.x.whole = true;
  panel.y.label = "share of users";
  panel.y.minimum = 0;
  panel.y.maximum = 1;
  panel.series = {sharesOf("head", Role::Head, counts.head, counts.users), sharesOf("tail", Role::Tail, counts.tail, counts.users)};
  std::vector<double> nothing;
  for (int i = 0; i < counts.positions(); ++i) nothing.push_back(static_cast<double>(counts.invalid[static_cast<std::size_t>(i)] + counts.empty[static_cast<std::size_t>(i)]));
  const bool gaps = std::any_of(nothing.begin(), nothing.end(), [](double n) { return n > 0; });
  if (gaps) panel.series.push_back(sharesOf("invalid or empty", Role::Neutral, nothing, counts.users));
  panel.rules.push_back({false, popularity.headShare, "GH(head): head's share of training events", Role::Neutral});
  return panel;
}

/// GP of methods 0.6 for popularity fifths: share of all slots.
std::array<double, 5> exposure(const eval::Composition& counts) {
  std::array<double, 5> shares{};
  for (const auto& position : counts.fifths) {
    for (std::size_t g = 0; g < shares.size(); ++g) shares[g] += position[g] / static_cast<double>(counts.users * counts.positions());
  }
  return shares;
}

/// GH: their share of the training events.
std::array<double, 5> trainingShares(const data::Popularity& popularity) {
  std::array<double, 5> shares{};
  const std::vector<std::int8_t> fifths = popularity.fifths();
  for (std::size_t item = 0; item < fifths.size(); ++item) {
    shares[static_cast<std::size_t>(fifths[item])] += static_cast<double>(popularity.count[item]) / static_cast<double>(popularity.trainEvents);
  }
  return shares;
}

Panel fifthsPanel(const std::vector<RunFacts>& runs, const std::vector<eval::Composition>& counts, const data::Popularity& popularity) {
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
  add("training events", Role::Neutral, 0, trainingShares(popularity));
  for (std::size_t i = 0; i < runs.size(); ++i) add(runs[i].label, Role::Series, static_cast<int>(i), exposure(counts[i]));
  return panel;
}

}  // namespace

FigureData makeListComposition(const FigureInput& input, const ParamValues& values) {
  std::vector<RunFacts> runs = factsOf(input, 50);
  for (RunFacts& run : runs) run.choosePenalty(values.text("penalty"));
  std::erase_if(runs, [](const RunFacts& r) { return r.listPart.empty() || !std::filesystem::exists(r.folder.lists(r.listPart)); });
  if (input.runs.empty() && runs.size() > 1) runs.erase(runs.begin() + 1, runs.end());
  FigureData figure = begin("list-composition", "Head and tail in the lists", runs);
  if (runs.empty()) return empty(figure, reasonFor(input, "No run with saved test lists was found; they are written when a run has decoded (`ghost run`)."));
  const data::DataSet dataSet = data::readDataFolder(input.project.dataFolder());
  const data::Popularity popularity = data::popularity(dataSet.interactions, dataSet.items());
  std::vector<eval::Composition> counts;
  for (const RunFacts& run : runs) {
    counts.push_back(eval::composition(eval::readLists(run.folder.lists(run.listPart), dataSet.items()), popularity, static_cast<int>(values.integer("k"))));
    figure.panels.push_back(positionPanel(run, counts.back(), popularity));
  }
  figure.panels.push_back(fifthsPanel(runs, counts, popularity));
  remarkLeftOut(figure, input, runs);
  return figure;
}

}  // namespace ghost::figure
