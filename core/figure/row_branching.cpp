#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "figure/rows.h"
#include "figure/run_facts.h"
#include "figure/token_figures.h"
#include "sid/report.h"

namespace ghost::figure {

namespace {

/// Shares of the tail items by a number each has; returns its mean as "label 1.54".
std::string addShares(Panel& panel, const ComparedSet& compared, std::size_t i, const std::vector<int>& numbers, const data::Popularity& popularity) {
  std::map<int, double> counts;
  double tails = 0, sum = 0;
  for (std::int32_t item = 0; item < popularity.items(); ++item) {
    if (popularity.isHead(item)) continue;
    ++counts[numbers[static_cast<std::size_t>(item)]];
    sum += numbers[static_cast<std::size_t>(item)];
    ++tails;
  }
  Series bars = seriesOf(compared, i, Series::Kind::Bars);
  for (const auto& [number, count] : counts) {
    bars.x.push_back(number);
    bars.y.push_back(count / tails);
  }
  panel.series.push_back(std::move(bars));
  return fmt::format("{} {:.2f}", compared.label, sum / tails);
}

}  // namespace

FigureData branching(const TokenComparison& comparison, const ParamValues&) {
  FigureData figure = begin("branching", "Branching", comparison);
  const data::Popularity& popularity = *comparison.popularity;
  if (static_cast<std::int32_t>(popularity.headItems.size()) == popularity.items()) return empty(std::move(figure), "There are no tail items, so nothing competes with heads.");
  Panel z, exits;
  z.x.label = "z (to any head)";
  exits.x.label = "exit step";
  z.y.label = exits.y.label = "share of tail items";
  for (Panel* panel : {&z, &exits}) {
    panel->x.whole = true;
    panel->y.minimum = 0;
    panel->y.maximum = 1;
  }
  std::vector<std::string> meanZ, meanExit;
  for (std::size_t i = 0; i < comparison.sets.size(); ++i) {
    const sid::SidTable& table = comparison.sets[i].set->tokens.table;
    meanZ.push_back(addShares(z, comparison.sets[i], i, sid::stepsAgainstHeads(table, popularity), popularity));
    meanExit.push_back(addShares(exits, comparison.sets[i], i, sid::exitSteps(table, popularity), popularity));
  }
  z.remarks.push_back(fmt::format("mean: {}", fmt::join(meanZ, ", ")));
  exits.remarks.push_back(fmt::format("mean: {}", fmt::join(meanExit, ", ")));
  figure.panels = {std::move(z), std::move(exits)};
  return figure;
}

FigureData makeBranching(const FigureInput& input, const ParamValues& values) {
  const TokenComparison comparison = comparedTokens(input, values);
  if (comparison.sets.empty()) return empty(begin("branching", "Branching", comparison), noTokensReason(input));
  return branching(comparison, values);
}

}  // namespace ghost::figure
