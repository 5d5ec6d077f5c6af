#include <cmath>

#include "figure/figure_data.h"

namespace ghost::figure {

namespace {

/// JSON has no NaN; null stands for it.
OrderedJson numbersOf(const std::vector<double>& values) {
  OrderedJson out = OrderedJson::array();
  for (double v : values) out.push_back(std::isfinite(v) ? OrderedJson(v) : OrderedJson());
  return out;
}

OrderedJson axisOf(const Axis& axis) {
  OrderedJson out = {{"label", axis.label}, {"log", axis.logarithmic}, {"whole", axis.whole}};
  if (axis.minimum) out["minimum"] = *axis.minimum;
  if (axis.maximum) out["maximum"] = *axis.maximum;
  if (!axis.categories.empty()) out["categories"] = axis.categories;
  return out;
}

OrderedJson seriesOf(const Series& s) {
  OrderedJson out = {{"name", s.name}, {"kind", kindName(s.kind)}, {"role", roleName(s.role)}, {"index", s.index}, {"dashed", s.dashed}};
  if (s.kind == Series::Kind::Box) {
    OrderedJson boxes = OrderedJson::array();
    for (const Box& b : s.boxes) {
      boxes.push_back({{"at", b.at}, {"count", b.count}, {"whisker_low", b.whiskerLow}, {"q1", b.q1}, {"median", b.median}, {"q3", b.q3},
                       {"whisker_high", b.whiskerHigh}, {"mean", b.mean}, {"outliers", numbersOf(b.outliers)}});
    }
    out["boxes"] = std::move(boxes);
    return out;
  }
  out["x"] = numbersOf(s.x);
  out["y"] = numbersOf(s.y);
  if (!s.low.empty()) {
    out["low"] = numbersOf(s.low);
    out["high"] = numbersOf(s.high);
  }
  if (!s.items.empty()) out["items"] = s.items;
  if (s.size != 1) out["size"] = s.size;
  return out;
}

OrderedJson cellOf(const Cell& c) {
  return {{"column", c.column}, {"row", c.row}, {"value", c.value ? OrderedJson(*c.value) : OrderedJson()}, {"text", c.text}, {"link", c.link}, {"tooltip", c.tooltip}};
}

OrderedJson nodeOf(const TreeNode& n) {
  return {{"id", n.id}, {"parent", n.parent}, {"x", n.x}, {"y", n.y}, {"z", n.z}, {"width", n.width}, {"height", n.height},
          {"sector", {n.angleBegin, n.angleEnd}}, {"role", roleName(n.role)}, {"depth", n.depth}, {"items", n.items}, {"item", n.item},
          {"folded", n.folded}, {"folded_role", roleName(n.foldedRole)}, {"weight", n.weight}, {"events", n.events}, {"shown", n.shown}, {"heads", n.heads}, {"label", n.label}};
}

OrderedJson panelOf(const Panel& panel) {
  OrderedJson out = {{"title", panel.title}, {"x", axisOf(panel.x)}, {"y", axisOf(panel.y)}};
  OrderedJson series = OrderedJson::array(), rules = OrderedJson::array();
  for (const Series& s : panel.series) series.push_back(seriesOf(s));
  for (const Rule& r : panel.rules) rules.push_back({{"axis", r.vertical ? "x" : "y"}, {"at", r.at}, {"label", r.label}, {"role", roleName(r.role)}});
  out["series"] = std::move(series);
  out["rules"] = std::move(rules);
  if (!panel.cells.empty()) {
    OrderedJson cells = OrderedJson::array();
    for (const Cell& c : panel.cells) cells.push_back(cellOf(c));
    out["cells"] = std::move(cells);
    out["cell_label"] = panel.cellLabel;
    if (panel.cellCentre) out["cell_centre"] = *panel.cellCentre;
  }
  if (!panel.tree.empty()) {
    OrderedJson nodes = OrderedJson::array();
    for (const TreeNode& n : panel.tree) nodes.push_back(nodeOf(n));
    out["tree"] = {{"shape", shapeName(panel.treeShape)}, {"nodes", std::move(nodes)}};
  }
  out["remarks"] = panel.remarks;
  return out;
}

}  // namespace

OrderedJson toJson(const FigureData& figure) {
  OrderedJson panels = OrderedJson::array();
  for (const Panel& panel : figure.panels) panels.push_back(panelOf(panel));
  return {{"kind", figure.kind}, {"title", figure.title}, {"runs", figure.runs}, {"provenance", figure.provenance},
          {"empty_reason", figure.emptyReason}, {"panels", std::move(panels)}};
}

}  // namespace ghost::figure
