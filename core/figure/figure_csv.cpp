#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "figure/csv_cell.h"
#include "figure/figure_data.h"

namespace ghost::figure {

namespace {

/// Columns in their fixed order; a figure writes those it needs.
enum Column : int {
  PanelNumber, Plot, SeriesName, X, XLabel, Y, Low, High, WhiskerLow, Q1, Median, Q3, WhiskerHigh, Mean, Count, Outliers,
  ColumnNumber, Row, Value, Text, Link, Node, Parent, Depth, Tx, Ty, Tz, Width, Height, Role_, Items, Item, Folded, Weight, Label, Columns
};
constexpr std::array<const char*, Columns> columnNames{
    "panel", "plot", "series", "x", "x_label", "y", "low", "high", "whisker_low", "q1", "median", "q3", "whisker_high", "mean", "count", "outliers",
    "column", "row", "value", "text", "link", "node", "parent", "depth", "tx", "ty", "tz", "width", "height", "role", "items", "item", "folded", "weight", "label"};

class Table {
 public:
  void begin() { m_rows.emplace_back(); }
  template <class Real>  // shortest text that reads back as the same float or double
  void number(Column column, Real value) { put(column, std::isnan(value) ? "nan" : fmt::format("{}", value)); }
  void integer(Column column, std::int64_t value) { put(column, fmt::format("{}", value)); }
  void text(Column column, const std::string& value) { put(column, csvCell(value)); }
  std::string finish() const {
    std::string out;
    appendRow(out, [](int c) { return std::string(columnNames[static_cast<std::size_t>(c)]); });
    for (const auto& row : m_rows) appendRow(out, [&](int c) { return row[static_cast<std::size_t>(c)]; });
    return out;
  }

 private:
  void put(Column column, std::string cell) {
    m_used[column] = true;
    m_rows.back()[column] = std::move(cell);
  }
  template <class Cell>
  void appendRow(std::string& out, Cell cell) const {
    bool first = true;
    for (int c = 0; c < Columns; ++c) {
      if (!m_used[static_cast<std::size_t>(c)]) continue;
      if (!first) out += ',';
      out += cell(c);
      first = false;
    }
    out += '\n';
  }
  std::array<bool, Columns> m_used{true, true, true};
  std::vector<std::array<std::string, Columns>> m_rows;
};

void addPoints(Table& table, const Panel& panel, const Series& s, int number, int plot) {
  for (std::size_t i = 0; i < s.x.size() && i < s.y.size(); ++i) {
    table.begin();
    table.integer(PanelNumber, number);
    table.integer(Plot, plot);
    table.text(SeriesName, s.name);
    table.number(X, s.x[i]);
    if (!panel.x.categories.empty()) {
      const auto category = static_cast<std::size_t>(std::max(0.0, std::round(s.x[i])));
      table.text(XLabel, category < panel.x.categories.size() ? panel.x.categories[category] : "");
    }
    table.number(Y, s.y[i]);
    if (i < s.low.size() && i < s.high.size()) {
      table.number(Low, s.low[i]);
      table.number(High, s.high[i]);
    }
    if (i < s.items.size()) table.integer(Item, s.items[i]);
  }
}

void addBoxes(Table& table, const Series& s, int number, int plot) {
  for (const Box& b : s.boxes) {
    table.begin();
    table.integer(PanelNumber, number);
    table.integer(Plot, plot);
    table.text(SeriesName, s.name);
    table.number(X, b.at);
    table.number(WhiskerLow, b.whiskerLow);
    table.number(Q1, b.q1);
    table.number(Median, b.median);
    table.number(Q3, b.q3);
    table.number(WhiskerHigh, b.whiskerHigh);
    table.number(Mean, b.mean);
    table.integer(Count, b.count);
    table.text(Outliers, fmt::format("{}", fmt::join(b.outliers, " ")));
  }
}

void addCells(Table& table, const Panel& panel, int number, int plot) {
  for (const Cell& c : panel.cells) {
    table.begin();
    table.integer(PanelNumber, number);
    table.integer(Plot, plot);
    table.text(SeriesName, panel.cellLabel);
    table.integer(ColumnNumber, c.column);
    table.integer(Row, c.row);
    table.number(Value, c.value.value_or(std::nan("")));
    table.text(Text, c.text);
    table.text(Link, c.link);
  }
}

void addTree(Table& table, const Panel& panel, int number, int plot) {
  for (const TreeNode& n : panel.tree) {
    table.begin();
    table.integer(PanelNumber, number);
    table.integer(Plot, plot);
    table.text(SeriesName, panel.title);
    table.integer(Node, n.id);
    table.integer(Parent, n.parent);
    table.integer(Depth, n.depth);
    for (auto [column, value] : {std::pair{Tx, n.x}, {Ty, n.y}, {Tz, n.z}, {Width, n.width}, {Height, n.height}}) table.number(column, value);
    table.text(Role_, std::string(roleName(n.role)));
    table.integer(Items, n.items);
    table.integer(Item, n.item);
    table.integer(Folded, n.folded);
    table.number(Weight, n.weight);
    table.text(Label, n.label);
  }
}

}  // namespace

std::string toCsv(const FigureData& figure) {
  Table table;
  int plot = 0;
  for (std::size_t p = 0; p < figure.panels.size(); ++p) {
    const Panel& panel = figure.panels[p];
    const int number = static_cast<int>(p) + 1;
    for (const Series& s : panel.series) {
      ++plot;
      if (s.kind == Series::Kind::Box) {
        addBoxes(table, s, number, plot);
      } else {
        addPoints(table, panel, s, number, plot);
      }
    }
    if (!panel.cells.empty()) addCells(table, panel, number, ++plot);
    if (!panel.tree.empty()) addTree(table, panel, number, ++plot);
  }
  return table.finish();
}

}  // namespace ghost::figure
