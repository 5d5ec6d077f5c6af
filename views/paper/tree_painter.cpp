#include <algorithm>
#include <cmath>
#include <numeric>
#include <unordered_map>

#include <QPainter>
#include <QPainterPath>

#include "views/paper/series_painter.h"

namespace ghost::paper {

namespace {

using figure::Role;
using figure::TreeNode;

/// Position of every node's parent in the list, -1 at the root.
std::vector<int> parentsOf(const std::vector<TreeNode>& tree) {
  std::unordered_map<std::int32_t, int> place;
  std::vector<int> parents(tree.size(), -1);
  for (std::size_t i = 0; i < tree.size(); ++i) {
    const auto found = place.find(tree[i].parent);
    if (found != place.end()) parents[i] = found->second;
    place.emplace(tree[i].id, static_cast<int>(i));
  }
  return parents;
}

/// Thinner lines where there are many: the ink on the page stays about the same.
double edgeWidth(std::size_t nodes, const Style& style) { return std::clamp(style.line * std::sqrt(250.0 / static_cast<double>(nodes + 1)), 0.15, style.line); }

class RadialPainter {
 public:
  RadialPainter(QPainter& painter, const PanelPlace& place, const Style& style)
      : m_painter(painter), m_style(style), m_tree(place.panel->tree), m_centre(place.plot.center()) {
    int depth = 1;
    double largest = 0;
    for (const TreeNode& n : m_tree) {
      depth = std::max(depth, n.depth);
      if (n.folded > 0) largest = std::max(largest, std::sqrt(1.0 + n.folded));
    }
    const double room = std::min(place.plot.width(), place.plot.height()) / 2 - 1;
    // Glyphs stand outside their ring: they are as wide as their sector there, and the ring leaves them room.
    m_ring = largest > 0 ? room * 0.9 : room - 1;
    m_spike = room - m_ring;
    m_largest = largest;
  }

  void paint() {
    const std::vector<int> parents = parentsOf(m_tree);
    const double width = edgeWidth(m_tree.size(), m_style);
    for (Role role : {Role::Neutral, Role::Tail, Role::Head}) {  // the skeleton lies on top
      m_painter.setBrush(Qt::NoBrush);
      m_painter.setPen(QPen(m_style.colour(role), role == Role::Head ? width * 1.3 : width, Qt::SolidLine, Qt::FlatCap));
      for (std::size_t i = 0; i < m_tree.size(); ++i) {
        if (parents[i] >= 0 && m_tree[i].role == role) edge(m_tree[static_cast<std::size_t>(parents[i])], m_tree[i]);
      }
    }
    m_painter.setPen(Qt::NoPen);
    for (const TreeNode& node : m_tree) {
      if (node.folded > 0) glyph(node);
    }
    if (m_tree.size() > 400) return;
    for (const TreeNode& node : m_tree) {
      if (node.item < 0) continue;
      m_painter.setBrush(m_style.colour(node.role));
      m_painter.drawEllipse(at(node), 0.8, 0.8);
    }
  }

 private:
  double radius(const TreeNode& n) const { return 2 * m_ring * std::hypot(n.x - 0.5, n.y - 0.5); }
  double angle(const TreeNode& n) const { return 0.5 * (n.angleBegin + n.angleEnd); }
  QPointF polar(double r, double a) const { return m_centre + r * QPointF(std::cos(a), -std::sin(a)); }
  QPointF at(const TreeNode& n) const { return polar(radius(n), angle(n)); }

  /// Leaves the parent outwards and arrives from within, so that edges of neighbours bundle instead of crossing.
  void edge(const TreeNode& parent, const TreeNode& child) {
    if (parent.parent < 0) return m_painter.drawLine(at(parent), at(child));
    const double middle = 0.5 * (radius(parent) + radius(child));
    QPainterPath path(at(parent));
    path.cubicTo(polar(middle, angle(parent)), polar(middle, angle(child)), at(child));
    m_painter.drawPath(path);
  }

  /// A spike over the sector, its length in proportion to the square root of what is folded: its area grows with it as its width does too.
  void glyph(const TreeNode& node) {
    const double share = std::sqrt(1.0 + node.folded) / m_largest, inner = radius(node), outer = inner + std::max(1.0, m_spike * share);
    const double middle = angle(node), half = 0.42 * (node.angleEnd - node.angleBegin);
    m_painter.setBrush(m_style.colour(Role::Tail));
    m_painter.drawPolygon(QPolygonF{polar(inner, middle), polar(outer, middle - half), polar(outer, middle + half)});
  }

  QPainter& m_painter;
  const Style& m_style;
  const std::vector<TreeNode>& m_tree;
  QPointF m_centre;
  double m_ring = 1, m_spike = 0, m_largest = 1;
};

void paintIcicle(QPainter& painter, const PanelPlace& place, const Style& style) {
  const auto& tree = place.panel->tree;
  double largest = 0;
  for (const TreeNode& n : tree) largest = std::max(largest, std::sqrt(static_cast<double>(n.folded)));
  const QRectF area = largest > 0 ? place.plot.adjusted(0, 0, 0, -0.18 * place.plot.height()) : place.plot;
  painter.setPen(Qt::NoPen);
  for (const TreeNode& n : tree) {
    QRectF rect(area.left() + n.x * area.width(), area.top() + n.y * area.height(), n.width * area.width(), n.height * area.height());
    QColor fill = style.colour(n.role);
    // Levels are told apart by lightness, neighbours by a white seam where there is room for one.
    if (n.parent < 0) fill = style.print(QColor(0xD0, 0xD0, 0xD0));
    const double seam = std::min(0.5, 0.2 * rect.width());
    painter.fillRect(rect.adjusted(0, 0, -seam, -0.5), fill.lighter(100 + 14 * std::max(0, n.depth - 1)));
    if (n.folded <= 0) continue;
    const double length = 0.17 * place.plot.height() * std::sqrt(static_cast<double>(n.folded)) / largest;
    painter.fillRect(QRectF(rect.left(), rect.bottom(), rect.width() - seam, length), style.colour(Role::Tail));
  }
}

void paintCone(QPainter& painter, const PanelPlace& place, const Style& style) {
  const auto& tree = place.panel->tree;
  const std::vector<int> parents = parentsOf(tree);
  // Oblique view from above: depth runs down the page, the disc is seen at a flat angle.
  constexpr double tilt = 0.32;
  auto project = [&](const TreeNode& n) {
    const double x = n.x, y = 0.62 * -n.z + tilt * n.y;
    return QPointF(place.plot.center().x() + 0.48 * place.plot.width() * x, place.plot.center().y() + place.plot.height() * y * 0.5);
  };
  std::vector<std::size_t> order(tree.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return tree[a].y < tree[b].y; });  // far ones first
  const double width = edgeWidth(tree.size(), style);
  for (std::size_t i : order) {
    const TreeNode& node = tree[i];
    if (parents[i] < 0) continue;
    // Air: what is far is paler.
    QColor colour = style.colour(node.role);
    const double far = std::clamp(0.5 - 0.5 * node.y, 0.0, 1.0) * 0.55;
    colour = QColor::fromRgbF(static_cast<float>(colour.redF() + (1 - colour.redF()) * far), static_cast<float>(colour.greenF() + (1 - colour.greenF()) * far),
                              static_cast<float>(colour.blueF() + (1 - colour.blueF()) * far));
    painter.setPen(QPen(colour, width, Qt::SolidLine, Qt::FlatCap));
    painter.drawLine(project(tree[static_cast<std::size_t>(parents[i])]), project(node));
    if (node.folded <= 0) continue;
    painter.setPen(Qt::NoPen);
    painter.setBrush(style.colour(Role::Tail));
    const double radius = std::clamp(0.48 * place.plot.width() * node.width, 0.35, 3.0);
    painter.drawEllipse(project(node), radius, radius * 0.6);
  }
}

}  // namespace

void paintTree(QPainter& painter, const PanelPlace& place, const Style& style) {
  switch (place.panel->treeShape) {
    case figure::Panel::TreeShape::Radial: RadialPainter(painter, place, style).paint(); break;
    case figure::Panel::TreeShape::Icicle: paintIcicle(painter, place, style); break;
    case figure::Panel::TreeShape::Cone: paintCone(painter, place, style); break;
  }
}

}  // namespace ghost::paper
