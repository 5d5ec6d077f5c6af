#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "figure/rows.h"
#include "figure/run_facts.h"
#include "figure/token_figures.h"

namespace ghost::figure {

namespace {

constexpr int colours = 5;   ///< categorical colours without the grey, which marks items without a code at the level
constexpr double headSize = 1.0, tailSize = 0.7;

/// Crowds get smaller markers, so that what is painted first is still seen.
double crowding(std::size_t points) { return std::clamp(std::sqrt(1500.0 / static_cast<double>(std::max<std::size_t>(1, points))), 0.4, 1.0); }

struct Codes {
  std::vector<std::int32_t> group;      ///< per item: number of its code among those of the level in use, -1 = its code list is shorter
  std::vector<std::string> names;       ///< per group the token
};

Codes codesAt(const sid::SidTable& table, int level) {
  Codes codes;
  std::vector<sid::SidToken> used;
  for (sid::SidToken token = 0; token < table.tokens(); ++token)
    if (table.level(token) == level) used.push_back(token);
  std::sort(used.begin(), used.end(), [&](sid::SidToken a, sid::SidToken b) { return table.code(a) < table.code(b); });
  std::vector<std::int32_t> number(static_cast<std::size_t>(table.tokens()), -1);
  for (std::size_t i = 0; i < used.size(); ++i) {
    number[static_cast<std::size_t>(used[i])] = static_cast<std::int32_t>(i);
    codes.names.push_back(table.tokenName(used[i]));
  }
  codes.group.assign(static_cast<std::size_t>(table.items()), -1);
  for (sid::ItemId item = 0; item < table.items(); ++item)
    for (const sid::SidToken token : table.codes(item))
      if (table.level(token) == level) codes.group[static_cast<std::size_t>(item)] = number[static_cast<std::size_t>(token)];
  return codes;
}

/// A principal component with its share of the variance.
std::string axisLabel(int which, double share) { return fmt::format("PC {} ({:.0f} %)", which, 100 * share); }

Panel panelOf(const ComparedSet& compared, const data::Popularity& popularity, int level, std::int64_t most) {
  Panel panel;
  panel.title = compared.label;
  const Projection& plane = compared.vectors->projection();
  panel.x.label = axisLabel(1, plane.shareX);
  panel.y.label = axisLabel(2, plane.shareY);
  const Codes codes = codesAt(compared.set->tokens.table, level);
  const auto groups = static_cast<std::int32_t>(codes.names.size());
  const std::vector<int> colour = groupColours(plane, codes.group, groups, colours);
  // Tails below heads, items without a code below all: row = 2 x colour + head.
  std::vector<Series> series(2 * (colours + 1));
  const std::vector<std::int32_t> drawn = thinnedItems(plane, most);
  for (const std::int32_t item : drawn) {
    const auto i = static_cast<std::size_t>(item);
    const int c = codes.group[i] < 0 ? colours : colour[static_cast<std::size_t>(codes.group[i])];
    Series& s = series[static_cast<std::size_t>(2 * c + (popularity.isHead(item) ? 1 : 0))];
    s.x.push_back(plane.x[i]);
    s.y.push_back(plane.y[i]);
    s.items.push_back(item);
  }
  bool named[colours + 1] = {};
  for (const bool head : {true, false}) {  // the first series of a colour names it
    for (int c = 0; c <= colours; ++c) {
      Series& s = series[static_cast<std::size_t>(2 * c + (head ? 1 : 0))];
      s.kind = Series::Kind::Points;
      s.role = c == colours ? Role::Neutral : Role::Series;
      s.index = c == colours ? 0 : c;
      s.size = (head ? headSize : tailSize) * crowding(drawn.size());
      if (s.x.empty() || named[c]) continue;
      named[c] = true;
      if (c == colours) s.name = "shorter";
      else if (groups <= colours) s.name = codes.names[static_cast<std::size_t>(c)];
    }
  }
  for (const bool head : {false, true})
    for (int c = colours; c >= 0; --c)
      if (Series& s = series[static_cast<std::size_t>(2 * c + (head ? 1 : 0))]; !s.x.empty()) panel.series.push_back(std::move(s));
  std::string remark = groups > colours ? fmt::format("{} codes in {} colours, neighbours apart", groups, colours) : "";
  if (std::ssize(drawn) < std::ssize(plane.x)) remark += fmt::format("{}{} of {} items drawn", remark.empty() ? "" : "; ", drawn.size(), plane.x.size());
  if (!remark.empty()) panel.remarks.push_back(std::move(remark));
  if (!compared.vectorsRemark.empty()) panel.remarks.push_back(compared.vectorsRemark);
  return panel;
}

}  // namespace

FigureData itemProjection(const TokenComparison& comparison, const ParamValues& values) {
  FigureData figure = begin("item-projection", "Items by code", comparison);
  const int level = static_cast<int>(values.integer("level"));
  std::vector<std::string> missing;
  for (const ComparedSet& compared : comparison.sets) {
    const auto& table = compared.set->tokens.table;
    bool deep = false;
    for (sid::SidToken token = 0; token < table.tokens(); ++token) deep |= table.level(token) == level;
    if (!compared.vectors) missing.push_back(compared.label + ": " + compared.vectorsProblem);
    else if (!deep) missing.push_back(fmt::format("{}: no item has a code at level {}", compared.label, level));
    else figure.panels.push_back(panelOf(compared, *comparison.popularity, level, values.integer("points")));
  }
  if (figure.panels.empty()) return empty(std::move(figure), fmt::format("Items can't be drawn by their vectors. {}.", fmt::join(missing, ". ")));
  figure.panels.front().remarks.emplace_back("large: head items, small: tail items; PC: principal component of the item vectors with the share of variance");
  figure.panels.front().remarks.insert(figure.panels.front().remarks.end(), missing.begin(), missing.end());
  return figure;
}

FigureData makeItemProjection(const FigureInput& input, const ParamValues& values) {
  const TokenComparison comparison = comparedTokens(input, values);
  if (comparison.sets.empty()) return empty(begin("item-projection", "Items by code", comparison), noTokensReason(input));
  return itemProjection(comparison, values);
}

}  // namespace ghost::figure
