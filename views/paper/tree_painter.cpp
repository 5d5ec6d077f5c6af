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

/// Thinner lines where there are many, as wide as `share` of the room a leaf has; a paler tone where even those run together.
QPen edgePen(const Style& style, Role role, double leafRoom) {
  QColor colour = style.colour(role);
  colour.setAlphaF(static_cast<float>(std::clamp(0.45 + 0.35 * leafRoom, 0.45, 1.0)));
  return QPen(colour, std::clamp(0.4 * leafRoom, 0.12, style.line), Qt::SolidLine, Qt::FlatCap);
}

std::size_t leavesOf(const std::vector<TreeNode>& tree, const std::vector<int>& parents) {
  std::vector<bool> inner(tree.size(), false);
  for (int parent : parents) {
    if (parent >= 0) inner[static_cast<std::size_t>(parent)] = true;
  }
  return static_cast<std::size_t>(std::count(inner.begin(), inner.end(), false));
}

class RadialPainter {
 public:
  RadialPainter(QPainter& painter, const PanelPlace& place, const Style& style)
      : m_painter(painter), m_style(style), m_tree(place.panel->tree), m_parents(parentsOf(m_tree)), m_centre(place.plot.center()) {
    for (const TreeNode& n : m_tree) {
      m_depth = std::max(m_depth, n.depth);
      if (n.folded > 0) m_largest = std::max(m_largest, std::sqrt(static_cast<double>(n.folded)));
    }
    const double room = std::min(place.plot.width(), place.plot.height()) / 2 - 1;
    // What is folded stands outside its ring, which leaves it room.
    m_ring = m_largest > 0 ? room * 0.84 : room - 1;
    m_spike = room - m_ring;
    // The slice of a node's sector behind its children belongs to what is folded below it.
    m_foldBegin.assign(m_tree.size(), 0);
    m_inner.assign(m_tree.size(), false);
    for (std::size_t i = 0; i < m_tree.size(); ++i) m_foldBegin[i] = m_tree[i].angleBegin;
    for (std::size_t i = 0; i < m_tree.size(); ++i) {
      if (m_parents[i] < 0) continue;
      m_inner[at(m_parents[i])] = true;
      m_foldBegin[at(m_parents[i])] = std::max(m_foldBegin[at(m_parents[i])], static_cast<double>(m_tree[i].angleEnd));
    }
  }

  void paint() {
    const double leafRoom = 2 * M_PI * m_ring / static_cast<double>(leavesOf(m_tree, m_parents) + 1);
    m_painter.setBrush(Qt::NoBrush);
    for (Role role : {Role::Neutral, Role::Tail, Role::Head}) {  // the skeleton lies on top
      m_painter.setPen(edgePen(m_style, role, leafRoom));
      for (std::size_t i = 0; i < m_tree.size(); ++i) {
        if (m_parents[i] >= 0 && m_tree[i].role == role) edge(radius(m_tree[at(m_parents[i])]), angle(m_tree[at(m_parents[i])]), radius(m_tree[i]), angle(m_tree[i]));
      }
    }
    for (std::size_t i = 0; i < m_tree.size(); ++i) {
      if (m_tree[i].folded > 0) glyph(i, leafRoom);
    }
    if (m_tree.size() > 400) return;
    m_painter.setPen(Qt::NoPen);
    for (const TreeNode& node : m_tree) {
      if (node.item < 0) continue;
      m_painter.setBrush(m_style.colour(node.role));
      m_painter.drawEllipse(polar(radius(node), angle(node)), 0.8, 0.8);
    }
  }

 private:
  static std::size_t at(int i) { return static_cast<std::size_t>(i); }
  double radius(const TreeNode& n) const { return m_ring * n.depth / std::max(1, m_depth); }
  double angle(const TreeNode& n) const { return 0.5 * (n.angleBegin + n.angleEnd); }
  QPointF polar(double r, double a) const { return m_centre + r * QPointF(std::cos(a), -std::sin(a)); }

  /// Leaves the parent outwards and arrives from within, so that edges of neighbours bundle instead of crossing.
  void edge(double fromRadius, double fromAngle, double toRadius, double toAngle) {
    if (fromRadius == 0) return m_painter.drawLine(m_centre, polar(toRadius, toAngle));
    const double middle = 0.5 * (fromRadius + toRadius);
    QPainterPath path(polar(fromRadius, fromAngle));
    path.cubicTo(polar(middle, fromAngle), polar(middle, toAngle), polar(toRadius, toAngle));
    m_painter.drawPath(path);
  }

  /// A spike in the node's own slice, its length in proportion to the square root of what is folded; where the node has drawn children too, an edge leads
  /// to it past them.
  void glyph(std::size_t i, double leafRoom) {
    const TreeNode& node = m_tree[i];
    const double middle = 0.5 * (m_foldBegin[i] + node.angleEnd), half = 0.42 * (node.angleEnd - m_foldBegin[i]);
    double inner = radius(node);
    if (m_inner[i]) {
      m_painter.setBrush(Qt::NoBrush);
      m_painter.setPen(edgePen(m_style, node.foldedRole, leafRoom));
      edge(inner, angle(node), m_ring * (node.depth + 1) / std::max(1, m_depth), middle);
      inner = m_ring * (node.depth + 1) / std::max(1, m_depth);
    }
    const double outer = inner + std::max(0.8, m_spike * std::sqrt(static_cast<double>(node.folded)) / m_largest);
    // Never thinner than can be printed, never wider than a few points.
    const double width = std::clamp(2 * half * inner, 0.2, 2.4);
    m_painter.setPen(QPen(m_style.colour(node.foldedRole), width, Qt::SolidLine, Qt::FlatCap));
    m_painter.drawLine(polar(inner, middle), polar(outer, middle));
  }

  QPainter& m_painter;
  const Style& m_style;
  const std::vector<TreeNode>& m_tree;
  std::vector<int> m_parents;
  QPointF m_centre;
  int m_depth = 1;
  double m_ring = 1, m_spike = 0, m_largest = 0;
  std::vector<double> m_foldBegin;
  std::vector<bool> m_inner;
};

/// Rows of an icicle on paper: the root is a thin bar, the levels share the rest, and what is folded hangs below its node.
class IciclePainter {
 public:
  IciclePainter(QPainter& painter, const PanelPlace& place, const Style& style) : m_painter(painter), m_place(place), m_style(style), m_tree(place.panel->tree) {
    for (const TreeNode& n : m_tree) {
      m_depth = std::max(m_depth, n.depth);
      m_largest = std::max(m_largest, std::sqrt(static_cast<double>(n.folded)));
      m_children[n.parent] += n.width;
    }
    const double units = 0.35 + m_depth + (m_largest > 0 ? 0.9 : 0);
    m_row = place.plot.height() / units;
  }

  void paint() {
    for (const TreeNode& n : m_tree) node(n);
    for (int level = 1; level <= m_depth; ++level) {
      Letters::plain(std::to_string(level), m_style.tick).drawCentred(m_painter, QPointF(m_place.plot.left() - 3, top(level) + m_row / 2), 1, m_style.ink());
    }
    const QPointF label(m_place.outer.left() + 0.95 * m_style.label, 0.5 * (top(1) + top(m_depth + 1)));
    Letters::plain("level", m_style.label).draw(m_painter, label, 0.5, m_style.ink(), 90);
  }

 private:
  double top(int depth) const { return m_place.plot.top() + (depth == 0 ? 0 : (depth - 0.65) * m_row); }

  void node(const TreeNode& n) {
    const double left = m_place.plot.left() + n.x * m_place.plot.width(), width = n.width * m_place.plot.width();
    const double height = n.depth == 0 ? 0.35 * m_row : m_row;
    // A white seam between neighbours where there is room for one; else the tone changes from one to the next.
    const double seam = width > 0.8 ? 0.2 : 0;
    QColor fill = n.parent < 0 ? m_style.print(QColor(0xD0, 0xD0, 0xD0)) : m_style.colour(n.role);
    if (n.parent >= 0 && n.id % 2 == 1) fill = fill.lighter(128);
    m_painter.fillRect(QRectF(left, top(n.depth), width - seam, height - 0.5), fill);
    if (n.folded <= 0) return;
    // Behind the children, as in the layout: a folded node asks for sqrt(1 + n) leaves.
    const double length = 0.88 * m_row * std::sqrt(static_cast<double>(n.folded)) / m_largest;
    const double slice = bare(n) * m_place.plot.width();
    m_painter.fillRect(QRectF(left + width - slice, top(n.depth + 1), slice - (slice > 0.8 ? 0.2 : 0), length), m_style.colour(n.foldedRole));
  }

  /// Width of the part of a node that no child covers.
  double bare(const TreeNode& n) const {
    const auto found = m_children.find(n.id);
    return found == m_children.end() ? n.width : std::max(0.0, n.width - found->second);
  }

  QPainter& m_painter;
  const PanelPlace& m_place;
  const Style& m_style;
  const std::vector<TreeNode>& m_tree;
  std::unordered_map<std::int32_t, double> m_children;  ///< width that children cover, by the id of their parent
  int m_depth = 1;
  double m_largest = 0, m_row = 1;
};

/// Oblique view from above: depth runs down the page, discs are seen at a flat angle; what is far is paler.
class ConePainter {
 public:
  ConePainter(QPainter& painter, const PanelPlace& place, const Style& style) : m_painter(painter), m_style(style), m_tree(place.panel->tree), m_parents(parentsOf(m_tree)) {
    QRectF bounds(raw(m_tree[0]), QSizeF(1e-9, 1e-9));
    for (const TreeNode& n : m_tree) {
      const QPointF p = raw(n);
      bounds = QRectF(QPointF(std::min(bounds.left(), p.x()), std::min(bounds.top(), p.y())), QPointF(std::max(bounds.right(), p.x()), std::max(bounds.bottom(), p.y())));
    }
    const QRectF room = place.plot.adjusted(3, 3, -3, -3);
    m_scaleX = room.width() / std::max(1e-6, bounds.width());
    m_scaleY = std::min(room.height() / std::max(1e-6, bounds.height()), m_scaleX * 1.4);
    m_origin = room.center() - QPointF(bounds.center().x() * m_scaleX, bounds.center().y() * m_scaleY);
  }

  void paint() {
    std::vector<std::size_t> order(m_tree.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return m_tree[a].y < m_tree[b].y; });  // far ones first
    const double leafRoom = 4 * m_scaleX / static_cast<double>(leavesOf(m_tree, m_parents) + 1);
    for (std::size_t i : order) {
      const TreeNode& node = m_tree[i];
      const double far = std::clamp(0.5 - 0.5 * node.y, 0.0, 1.0) * 0.6;
      if (m_parents[i] >= 0) {
        QPen pen = edgePen(m_style, node.role, leafRoom);
        pen.setColor(air(m_style.colour(node.role), far));
        m_painter.setPen(pen);
        m_painter.drawLine(project(m_tree[static_cast<std::size_t>(m_parents[i])]), project(node));
      }
      if (node.folded <= 0) continue;
      m_painter.setPen(Qt::NoPen);
      m_painter.setBrush(air(m_style.colour(node.foldedRole), far));
      const double radius = std::clamp(0.14 * std::sqrt(static_cast<double>(node.folded)) * m_style.line, 0.25, 2.5);
      m_painter.drawEllipse(project(node), radius, radius * 0.7);
    }
  }

 private:
  static QPointF raw(const TreeNode& n) { return {n.x, -0.75 * n.z + 0.3 * n.y}; }
  QPointF project(const TreeNode& n) const { return m_origin + QPointF(raw(n).x() * m_scaleX, raw(n).y() * m_scaleY); }
  static QColor air(const QColor& c, double far) {
    const auto mixed = [far](float channel) { return static_cast<float>(channel + (1 - channel) * far); };
    return QColor::fromRgbF(mixed(c.redF()), mixed(c.greenF()), mixed(c.blueF()));
  }

  QPainter& m_painter;
  const Style& m_style;
  const std::vector<TreeNode>& m_tree;
  std::vector<int> m_parents;
  double m_scaleX = 1, m_scaleY = 1;
  QPointF m_origin;
};

}  // namespace

void paintTree(QPainter& painter, const PanelPlace& place, const Style& style) {
  switch (place.panel->treeShape) {
    case figure::Panel::TreeShape::Radial: RadialPainter(painter, place, style).paint(); break;
    case figure::Panel::TreeShape::Icicle: IciclePainter(painter, place, style).paint(); break;
    case figure::Panel::TreeShape::Cone: ConePainter(painter, place, style).paint(); break;
  }
}

}  // namespace ghost::paper
