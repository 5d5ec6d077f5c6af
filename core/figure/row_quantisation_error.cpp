#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "figure/rows.h"
#include "figure/run_facts.h"
#include "figure/token_figures.h"

namespace ghost::figure {

namespace {

void addErrors(Panel& panel, const ComparedSet& compared, std::size_t i, const std::vector<double>& errors, bool share) {
  if (errors.empty()) return;
  Series line = seriesOf(compared, i, Series::Kind::Line);
  const double whole = share && errors.front() > 0 ? errors.front() : 1;
  for (std::size_t step = 0; step < errors.size(); ++step) {
    line.x.push_back(static_cast<double>(step));
    line.y.push_back(errors[step] / whole);
  }
  panel.series.push_back(std::move(line));
}

/// What the build itself recorded after each level, over the items it clustered and in its own space.
Series recordedOf(const ComparedSet& compared, std::size_t i) {
  Series line = seriesOf(compared, i, Series::Kind::Line);
  line.name += ", as recorded";
  line.dashed = true;
  const OrderedJson& report = compared.set->report;
  if (!report.contains("inertia") || !report["inertia"].is_array()) return line;
  for (const auto& value : report["inertia"]) {
    if (!value.is_number()) continue;
    line.x.push_back(static_cast<double>(line.x.size()) + 1);
    line.y.push_back(value.get<double>());
  }
  return line;
}

/// Lines that lie on each other show only the last colour, so that is said: which sets have the same errors, and up to which code.
std::string sameLines(const Panel& panel) {
  std::string words;
  std::vector<bool> told(panel.series.size(), false);
  for (std::size_t i = 0; i < panel.series.size(); ++i) {
    const std::vector<double>& mine = panel.series[i].y;
    std::string names = panel.series[i].name;
    std::size_t least = mine.size();
    for (std::size_t j = i + 1; j < panel.series.size() && !told[i]; ++j) {
      const std::vector<double>& other = panel.series[j].y;
      std::size_t same = 0;
      while (same < std::min(mine.size(), other.size()) && std::abs(mine[same] - other[same]) <= 1e-6 * std::abs(mine[same])) ++same;
      constexpr std::size_t point = 2;  // every share starts at 1: one common point is no common line
      if (same < point || panel.series[j].dashed != panel.series[i].dashed) continue;
      names += ", " + panel.series[j].name;
      least = std::min(least, same);
      told[j] = true;
    }
    if (names != panel.series[i].name) words += fmt::format("{}the same up to code {}: {}", words.empty() ? "" : "; ", least - 1, names);
  }
  return words;
}

}  // namespace

FigureData quantisationError(const TokenComparison& comparison, const ParamValues& values) {
  FigureData figure = begin("quantisation-error", "Quantisation error", comparison);
  const bool share = values.text("scale") == "share";
  Panel head, tail;
  head.title = "head items";
  tail.title = "tail items";
  std::vector<std::string> reasons;
  for (std::size_t i = 0; i < comparison.sets.size(); ++i) {
    const ComparedSet& compared = comparison.sets[i];
    if (compared.errors.reason.empty()) {
      addErrors(head, compared, i, compared.errors.head, share);
      addErrors(tail, compared, i, compared.errors.tail, share);
      if (!compared.vectorsRemark.empty()) tail.remarks.push_back(compared.label + ": " + compared.vectorsRemark);
      continue;
    }
    Series recorded = recordedOf(compared, i);
    reasons.push_back(compared.label + ": " + compared.errors.reason + (share && !recorded.x.empty() ? "; scale=absolute shows what its build recorded" : ""));
    if (share || recorded.x.empty()) continue;
    head.series.push_back(recorded);  // over all its items, so it stands in both
    tail.series.push_back(std::move(recorded));
  }
  if (head.series.empty() && tail.series.empty()) return empty(std::move(figure), fmt::format("No errors per level can be given. {}.", fmt::join(reasons, ". ")));
  double highest = 0;
  for (Panel* panel : {&head, &tail}) {
    panel->x.label = "codes taken";
    panel->x.whole = true;
    panel->y.label = share ? "mean squared residual (share)" : "mean squared residual";
    for (const Series& s : panel->series) highest = std::max(highest, *std::max_element(s.y.begin(), s.y.end()));
  }
  for (Panel* panel : {&head, &tail}) {  // one scale, so that the two can be compared
    panel->y.minimum = 0;
    if (share || highest > 0) panel->y.maximum = share ? 1 : highest * 1.05;
  }
  for (Panel* panel : {&head, &tail})
    if (std::string words = sameLines(*panel); !words.empty()) panel->remarks.push_back(std::move(words));
  head.remarks.insert(head.remarks.end(), reasons.begin(), reasons.end());
  figure.panels = {std::move(head), std::move(tail)};
  return figure;
}

FigureData makeQuantisationError(const FigureInput& input, const ParamValues& values) {
  const TokenComparison comparison = comparedTokens(input, values);
  if (comparison.sets.empty()) return empty(begin("quantisation-error", "Quantisation error", comparison), noTokensReason(input));
  return quantisationError(comparison, values);
}

}  // namespace ghost::figure
