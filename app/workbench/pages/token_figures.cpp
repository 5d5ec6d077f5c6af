#include "pages/token_figures.h"

#include <algorithm>
#include <limits>
#include <map>

#include "figure/histogram.h"
#include "figure/tree_layout.h"
#include "sid/report.h"
#include "models/item_model.h"
#include "pages/parts.h"
#include "sid/report.h"

namespace ghost::workbench {

using figure::FigureData;
using figure::Panel;
using figure::Role;
using figure::Series;

namespace {

FigureData begin(const char* kind, const char* title) {
  FigureData figure;
  figure.kind = kind;
  figure.title = title;
  return figure;
}

void addDistribution(Panel& panel, const figure::Histogram& histogram, const std::vector<double>& values, Role role) {
  panel.series.push_back(figure::histogramSeries(histogram, Series::Kind::Bars, "", role));
  Series box;
  box.kind = Series::Kind::Box;
  box.role = role;
  box.boxes.push_back(figure::boxOf(values));
  panel.series.push_back(std::move(box));
}

/// The report's object {number: count} as bars.
Series barsOf(const OrderedJson* counts, Role role) {
  Series bars;
  bars.kind = Series::Kind::Bars;
  bars.role = role;
  if (!counts || !counts->is_object()) return bars;
  for (const auto& [number, count] : counts->items()) {
    bars.x.push_back(std::stod(number));
    bars.y.push_back(count.get<double>());
  }
  return bars;
}

}  // namespace

FigureData treeFigure(const TokenBook& tokens, const DataBook& data, Panel::TreeShape shape) {
  FigureData figure = begin("skeleton-tree", "Skeleton tree");
  figure::TreeOptions options;
  options.shape = shape;
  options.nodeBudget = std::numeric_limits<std::int32_t>::max();
  Panel panel;
  panel.treeShape = shape;
  panel.tree = figure::layoutTree({tokens.tokens.table, tokens.trie, &data.popularity}, options);
  figure.panels.push_back(std::move(panel));
  return figure;
}

FigureData inheritanceFigure(const TokenBook& tokens) {
  FigureData figure = begin("tail-inheritance", "What tails inherit");
  if (!tokens.tokens.skeleton) {
    figure.emptyReason = "These tokens have no skeleton: no tail inherits from a head. Build the tokenizer skt to compare.";
    return figure;
  }
  const auto& skeleton = *tokens.tokens.skeleton;
  std::vector<double> tails, cosines;
  for (std::size_t item = 0; item < skeleton.anchor.size(); ++item) {
    if (skeleton.anchor[item] == -1) tails.push_back(tokens.tailsOf[item]);
    else if (skeleton.anchor[item] >= 0) cosines.push_back(skeleton.anchorCosine[item]);
  }
  constexpr int bins = 40;
  Panel perHead, cosine;
  perHead.x.label = "tails per head";
  perHead.y.label = "heads";
  addDistribution(perHead, figure::countHistogram(tails, bins), tails, Role::Tail);
  perHead.remarks.push_back(std::to_string(std::count(tails.begin(), tails.end(), 0.0)) + " of " + std::to_string(tails.size()) + " heads without tails");
  cosine.x.label = "cosine of a tail to its anchor";
  cosine.y.label = "tail items";
  perHead.y.whole = cosine.y.whole = true;
  addDistribution(cosine, figure::realHistogram(cosines, bins), cosines, Role::Tail);
  figure.panels = {std::move(perHead), std::move(cosine)};
  return figure;
}

FigureData codesFigure(const TokenBook& tokens) {
  FigureData figure = begin("codes", "Codes");
  Panel used, load;
  used.x.label = load.x.label = "level";
  used.y.label = "codes in use";
  used.y.minimum = 0;
  load.y.label = "items a code";
  const OrderedJson* counts = at(tokens.report, "codes_used");
  const OrderedJson* loads = at(tokens.report, "loads");
  if (!counts || !counts->is_array()) return figure;
  const int headLevels = tokens.tokens.skeleton ? tokens.tokens.skeleton->headLevels : static_cast<int>(counts->size());
  Series head, tail, middle;
  head.kind = tail.kind = Series::Kind::Bars;
  head.name = tokens.tokens.skeleton ? "head levels" : "";
  tail.name = "tail levels";
  head.role = tokens.tokens.skeleton ? Role::Head : Role::Neutral;
  tail.role = Role::Tail;
  middle.kind = Series::Kind::Points;
  middle.role = Role::Neutral;
  middle.name = "median, with smallest and largest";
  for (std::size_t level = 0; level < counts->size(); ++level) {
    used.x.categories.push_back(std::string(1, static_cast<char>('a' + level)));
    Series& series = static_cast<int>(level) < headLevels ? head : tail;
    series.x.push_back(static_cast<double>(level));
    series.y.push_back((*counts)[level].get<double>());
    if (!loads || level >= loads->size()) continue;
    middle.x.push_back(static_cast<double>(level));
    middle.y.push_back((*loads)[level].value("median", 0.0));
    middle.low.push_back((*loads)[level].value("min", 0.0));
    middle.high.push_back((*loads)[level].value("max", 0.0));
  }
  // The two groups stand at different levels, so each takes the whole width of its bar.
  for (Series* series : {&head, &tail}) series->kind = Series::Kind::StackedBars;
  load.x.categories = used.x.categories;
  load.y.minimum = 0;
  used.series.push_back(std::move(head));
  if (!tail.x.empty()) used.series.push_back(std::move(tail));
  load.series.push_back(std::move(middle));
  figure.panels = {std::move(used), std::move(load)};
  return figure;
}

FigureData branchingFigure(const TokenBook& tokens, const DataBook& data) {
  FigureData figure = begin("branching", "Branching");
  std::map<double, double> counts;
  const auto steps = sid::stepsAgainstHeads(tokens.tokens.table, data.popularity);
  double sum = 0, tails = 0;
  for (std::int32_t item = 0; item < data.popularity.items(); ++item) {
    if (data.popularity.isHead(item)) continue;
    ++counts[steps[static_cast<std::size_t>(item)]];
    sum += steps[static_cast<std::size_t>(item)];
    ++tails;
  }
  Panel z, exits;
  z.x.label = "z: steps at which heads compete with a tail";
  z.y.label = exits.y.label = "tail items";
  Series bars;
  bars.kind = Series::Kind::Bars;
  bars.role = Role::Tail;
  for (const auto& [step, count] : counts) {
    bars.x.push_back(step);
    bars.y.push_back(count);
  }
  z.series.push_back(std::move(bars));
  if (tails > 0) {
    char mean[32];
    std::snprintf(mean, sizeof mean, "mean z %.2f", sum / tails);
    z.remarks.push_back(mean);
  }
  z.y.whole = exits.y.whole = true;
  exits.x.label = "step at which the last head leaves the prefix";
  exits.series.push_back(barsOf(at(tokens.report, "exit_step"), Role::Tail));
  figure.panels = {std::move(z), std::move(exits)};
  return figure;
}

GridModel::Grid collisionGrid(const TokenBook& tokens, const DataBook& data) {
  const auto& table = tokens.tokens.table;
  std::map<std::vector<sid::SidToken>, std::vector<int>> groups;
  for (std::int32_t item = 0; item < table.items(); ++item) {
    const auto codes = table.codes(item);
    groups[{codes.begin(), codes.end()}].push_back(item);
  }
  std::vector<std::pair<const std::vector<sid::SidToken>*, const std::vector<int>*>> collisions;
  for (const auto& [codes, items] : groups)
    if (items.size() > 1) collisions.emplace_back(&codes, &items);
  std::stable_sort(collisions.begin(), collisions.end(), [](const auto& a, const auto& b) { return a.second->size() > b.second->size(); });
  GridModel::Grid grid;
  grid.header = {QObject::tr("Codes"), QObject::tr("Items"), QObject::tr("Head items"), QObject::tr("Which")};
  for (const auto& [codes, items] : collisions) {
    QString text;
    for (const auto token : *codes) text += QString::fromStdString(table.tokenName(token));
    QStringList which;
    constexpr std::size_t named = 8;
    for (std::size_t i = 0; i < items->size() && i < named; ++i) which += itemTitle(data, (*items)[i]);
    if (items->size() > named) which += QStringLiteral("…");
    const auto heads = std::count_if(items->begin(), items->end(), [&](int item) { return data.popularity.isHead(item); });
    grid.rows += {text, qlonglong(items->size()), qlonglong(heads), which.join(QStringLiteral(", "))};
    grid.tips += QObject::tr("first item: %1").arg(items->front());
  }
  return grid;
}

}  // namespace ghost::workbench
