#include <cmath>
#include <iterator>

#include <fmt/format.h>

#include "figure/figure_data.h"

namespace ghost::figure {

std::string_view roleName(Role role) {
  switch (role) {
    case Role::Neutral: return "neutral";
    case Role::Head: return "head";
    case Role::Tail: return "tail";
    case Role::Positive: return "positive";
    case Role::Negative: return "negative";
    case Role::Series: return "series";
  }
  return "";
}

std::string_view kindName(Series::Kind kind) {
  switch (kind) {
    case Series::Kind::Line: return "line";
    case Series::Kind::Points: return "points";
    case Series::Kind::Bars: return "bars";
    case Series::Kind::StackedBars: return "stacked-bars";
    case Series::Kind::Steps: return "steps";
    case Series::Kind::Box: return "box";
  }
  return "";
}

std::string_view shapeName(Panel::TreeShape shape) {
  switch (shape) {
    case Panel::TreeShape::Radial: return "radial";
    case Panel::TreeShape::Icicle: return "icicle";
    case Panel::TreeShape::Cone: return "cone";
  }
  return "";
}

bool isVisible(const Panel& panel, const Series& series, std::size_t i) {
  if (i >= series.x.size() || i >= series.y.size()) return false;
  const double x = series.x[i], y = series.y[i];
  if (!std::isfinite(x) || !std::isfinite(y)) return false;
  return !(panel.x.logarithmic && x <= 0) && !(panel.y.logarithmic && y <= 0);
}

int hiddenPoints(const Panel& panel, const Series& series) {
  int hidden = 0;
  for (std::size_t i = 0; i < series.x.size(); ++i) hidden += isVisible(panel, series, i) ? 0 : 1;
  return hidden;
}

namespace {

using Out = std::back_insert_iterator<std::string>;

std::string number(double value) { return std::isnan(value) ? "nan" : fmt::format("{:.6g}", value); }

/// A coordinate of a layout: to a hundred-thousandth, so that the last bits of a sine don't show.
std::string coordinate(float value) {
  const double rounded = std::round(static_cast<double>(value) * 1e5) / 1e5;
  return number(rounded == 0 ? 0 : rounded);
}

std::string numbers(const std::vector<double>& values) {
  std::string text;
  for (double v : values) (text += ' ') += number(v);
  return text;
}

void writeAxis(Out out, const char* name, const Axis& axis) {
  fmt::format_to(out, "    {}: \"{}\"{}", name, axis.label, axis.logarithmic ? " log" : axis.whole ? " whole" : "");
  if (axis.minimum) fmt::format_to(out, " from {}", number(*axis.minimum));
  if (axis.maximum) fmt::format_to(out, " to {}", number(*axis.maximum));
  fmt::format_to(out, "\n");
  for (std::size_t i = 0; i < axis.categories.size(); ++i) fmt::format_to(out, "      {} \"{}\"\n", i, axis.categories[i]);
}

void writeSeries(Out out, const Series& s) {
  fmt::format_to(out, "    {} \"{}\" {}", kindName(s.kind), s.name, roleName(s.role));
  if (s.index != 0) fmt::format_to(out, " {}", s.index);
  if (s.dashed) fmt::format_to(out, " dashed");
  if (s.size != 1) fmt::format_to(out, " size {}", number(s.size));
  fmt::format_to(out, "\n");
  if (!s.x.empty()) fmt::format_to(out, "      x{}\n      y{}\n", numbers(s.x), numbers(s.y));
  if (!s.low.empty()) fmt::format_to(out, "      low{}\n      high{}\n", numbers(s.low), numbers(s.high));
  if (!s.items.empty()) fmt::format_to(out, "      items {}\n", fmt::join(s.items, " "));
  for (const Box& b : s.boxes) {
    fmt::format_to(out, "      at {} n {} whisker {} q1 {} median {} q3 {} whisker {} mean {} outliers{}\n", number(b.at), b.count, number(b.whiskerLow),
                   number(b.q1), number(b.median), number(b.q3), number(b.whiskerHigh), number(b.mean), numbers(b.outliers));
  }
}

void writeTree(Out out, const Panel& panel) {
  fmt::format_to(out, "    tree {} {} nodes\n", shapeName(panel.treeShape), panel.tree.size());
  for (const TreeNode& n : panel.tree) {
    fmt::format_to(out, "      {:>{}}{} \"{}\" {} at {} {} {}", "", 2 * n.depth, n.id, n.label, roleName(n.role), coordinate(n.x), coordinate(n.y), coordinate(n.z));
    if (n.width > 0 || n.height > 0) fmt::format_to(out, " size {} {}", coordinate(n.width), coordinate(n.height));
    if (panel.treeShape == Panel::TreeShape::Radial) fmt::format_to(out, " sector {} {}", coordinate(n.angleBegin), coordinate(n.angleEnd));
    fmt::format_to(out, " items {}", n.items);
    if (n.item >= 0) fmt::format_to(out, " item {}", n.item);
    if (n.folded > 0) fmt::format_to(out, " folded {} {}", n.folded, roleName(n.foldedRole));
    fmt::format_to(out, " weight {}\n", number(n.weight));
  }
}

}  // namespace

std::string toText(const FigureData& figure) {
  std::string text;
  Out out = std::back_inserter(text);
  fmt::format_to(out, "figure {} \"{}\"\n", figure.kind, figure.title);
  for (const std::string& run : figure.runs) fmt::format_to(out, "  run {}\n", run);
  if (!figure.emptyReason.empty()) fmt::format_to(out, "  empty: {}\n", figure.emptyReason);
  for (const Panel& panel : figure.panels) {
    fmt::format_to(out, "  panel \"{}\"\n", panel.title);
    if (panel.tree.empty()) {
      writeAxis(out, "x", panel.x);
      writeAxis(out, "y", panel.y);
    }
    for (const Series& s : panel.series) writeSeries(out, s);
    for (const Rule& r : panel.rules) {
      fmt::format_to(out, "    rule {} = {} \"{}\" {}\n", r.vertical ? "x" : "y", number(r.at), r.label, roleName(r.role));
    }
    if (!panel.cells.empty()) {
      fmt::format_to(out, "    cells \"{}\"", panel.cellLabel);
      if (panel.cellCentre) fmt::format_to(out, " around {}", number(*panel.cellCentre));
      fmt::format_to(out, "\n");
    }
    for (const Cell& c : panel.cells) {
      fmt::format_to(out, "      {} {}: {} \"{}\"{}{}\n", c.column, c.row, c.value ? number(*c.value) : "-", c.text, c.link.empty() ? "" : " -> ", c.link);
    }
    if (!panel.tree.empty()) writeTree(out, panel);
    for (const std::string& r : panel.remarks) fmt::format_to(out, "    remark {}\n", r);
  }
  return text;
}

}  // namespace ghost::figure
