#pragma once
#include <functional>
#include <span>

#include <QStringList>

#include "figure/figure_data.h"
#include "views/theme/theme.h"

class QWidget;

namespace ghost::views {

/// One widget that shows a panel, and the ways to drive it; the widget belongs to its parent.
struct View {
  QWidget* widget = nullptr;
  std::function<void(const figure::Panel&)> show;
  std::function<void(const figure::Panel&)> updateSoon;  ///< coalesced, for live panels
  std::function<void(theme::Mode)> setMode;
  std::function<void(std::int32_t item)> setSelectedItem;  ///< null where a view knows no items; also the next one
  std::function<void(std::function<QStringList(std::int32_t item)>)> setItemDescription;
};
/// What a view tells: a tree node, a heatmap cell or an item's point was clicked, a value on the x axis.
struct Clicks {
  std::function<void(std::int32_t node)> node;
  std::function<void(int column, int row, const std::string& link)> cell;
  std::function<void(double x)> value;
  std::function<void(std::int32_t item)> item;
};

/// One row of the view table; the first row that accepts a panel shows it, the table of numbers takes any.
struct ViewKind {
  const char* id;
  const char* description;
  bool (*accepts)(const figure::Panel& panel);
  View (*make)(QWidget* parent, const Clicks& clicks);
};
std::span<const ViewKind> viewKinds();
const ViewKind& viewKindFor(const figure::Panel& panel);
/// The table of numbers, whatever the panel.
const ViewKind& numbersView();

}  // namespace ghost::views
