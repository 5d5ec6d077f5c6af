#include "views/registry.h"

#include <algorithm>
#include <array>

#include <QWidget>

#include "views/chart/heatmap.h"
#include "views/chart/item_cloud.h"
#include "views/chart/panel_chart.h"
#include "views/space/tree_view.h"
#include "views/table/number_table.h"

namespace ghost::views {

namespace {

using figure::Panel;

View makeTree(QWidget* parent, const Clicks& clicks) {
  auto* tree = new space::TreeView(parent);
  if (clicks.node) QObject::connect(tree, &space::TreeView::nodeClicked, tree, clicks.node);
  const auto show = [tree](const Panel& panel) { tree->setPanel(panel); };
  return {tree, show, show, [tree](theme::Mode mode) { tree->setMode(mode); }, {}, {}};
}

View makeHeatmap(QWidget* parent, const Clicks& clicks) {
  auto* map = new chart::Heatmap(parent);
  if (clicks.cell) QObject::connect(map, &chart::Heatmap::cellClicked, map, [cell = clicks.cell](int column, int row, const QString& link) { cell(column, row, link.toStdString()); });
  const auto show = [map](const Panel& panel) { map->setPanel(panel); };
  return {map, show, show, [map](theme::Mode mode) { map->setMode(mode); }, {}, {}};
}

View makeCloud(QWidget* parent, const Clicks& clicks) {
  auto* cloud = new chart::ItemCloud(parent);
  if (clicks.item) QObject::connect(cloud, &chart::ItemCloud::itemClicked, cloud, clicks.item);
  const auto show = [cloud](const Panel& panel) { cloud->setPanel(panel); };
  return {cloud, show, show, [cloud](theme::Mode mode) { cloud->setMode(mode); }, [cloud](std::int32_t item) { cloud->setSelectedItem(item); },
          [cloud](std::function<QStringList(std::int32_t)> description) { cloud->setDescription(std::move(description)); }};
}

/// Every point stands for an item.
bool isCloud(const Panel& panel) {
  return !panel.series.empty() && std::all_of(panel.series.begin(), panel.series.end(), [](const figure::Series& s) { return s.kind == figure::Series::Kind::Points && !s.items.empty() && s.items.size() == s.x.size(); });
}

View makeChart(QWidget* parent, const Clicks& clicks) {
  auto* plot = new chart::PanelChart(parent);
  if (clicks.value) QObject::connect(plot, &chart::PanelChart::clickedAt, plot, clicks.value);
  return {plot, [plot](const Panel& panel) { plot->setPanel(panel); }, [plot](const Panel& panel) { plot->updateSoon(panel); }, [plot](theme::Mode mode) { plot->setMode(mode); }, {}, {}};
}

View makeNumbers(QWidget* parent, const Clicks&) {
  auto* numbers = new table::NumberTable(parent);
  const auto show = [numbers](const Panel& panel) { numbers->setPanel(panel); };
  return {numbers, show, show, [](theme::Mode) {}, {}, {}};
}

constexpr std::array<ViewKind, 5> kinds{{
    {"tree", "The skeleton tree: radial, icicle or cone; nodes can be picked.", [](const Panel& p) { return !p.tree.empty(); }, makeTree},
    {"heatmap", "A grid of coloured cells; each can be clicked.", [](const Panel& p) { return !p.cells.empty(); }, makeHeatmap},
    {"cloud", "Items as points; each can be picked.", isCloud, makeCloud},
    {"chart", "Lines, points, bars, boxes and bands.", [](const Panel& p) { return !p.series.empty(); }, makeChart},
    {"numbers", "The same numbers as a table.", [](const Panel&) { return true; }, makeNumbers},
}};

}  // namespace

std::span<const ViewKind> viewKinds() { return kinds; }

const ViewKind& viewKindFor(const Panel& panel) {
  for (const auto& kind : kinds)
    if (kind.accepts(panel)) return kind;
  return kinds.back();
}

const ViewKind& numbersView() { return kinds.back(); }

}  // namespace ghost::views
