#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <unordered_map>

#include <QPainter>
#include <QPainterPath>

#include "figure/tree_marks.h"
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

/// A node's colour on this panel: of its role, or of its number.
class Paint {
 public:
  Paint(const figure::Panel& panel, const Style& style) : m_style(style), m_shades(figure::treeShades(panel.tree, panel.treeColour)) {}
  static constexpr double steps = 15;          ///< tones that can be told apart; few, so that what has one tone is one shape of the file
  bool byNumber() const { return m_shades.has_value(); }
  QColor of(std::size_t node, Role role) const {
    if (!m_shades) return m_style.colour(role);
    const double place = m_shades->place[node];
    return std::isnan(place) ? m_style.print(theme::roleColour(Role::Neutral, 0, theme::Mode::Light)) : m_style.print(theme::shade(std::round(place * steps) / steps, theme::Mode::Light));
  }

 private:
  const Style& m_style;
  std::optional<figure::TreeShades> m_shades;
};

/// Labels of the largest branches, on a patch of the ground where they don't cover each other.
class BranchLabels {
 public:
  BranchLabels(QPainter& painter, const Style& style, const QRectF& room) : m_painter(painter), m_style(style), m_room(room) {}
  void put(const std::string& text, QPointF centre) {
    const Letters letters = Letters::plain(text, m_style.smallest);
    const QSizeF size(letters.width() + 1.5, 1.15 * m_style.smallest);
    const QRectF box(centre - QPointF(size.width() / 2, size.height() / 2), size);
    if (!m_room.contains(box) || std::any_of(m_taken.begin(), m_taken.end(), [&](const QRectF& other) { return other.intersects(box); })) return;
    m_taken.push_back(box);
    QColor ground = theme::ground(theme::Mode::Light);
    ground.setAlphaF(0.82F);
    m_painter.fillRect(box, ground);
    letters.drawCentred(m_painter, centre, 0.5, m_style.ink());
  }

 private:
  QPainter& m_painter;
  const Style& m_style;
  QRectF m_room;
  std::vector<QRectF> m_taken;
};

class RadialPainter {
 public:
  RadialPainter(QPainter& painter, const PanelPlace& place, const Style& style)
      : m_painter(painter), m_style(style), m_paint(*place.panel, style), m_plot(place.plot), m_tree(place.panel->tree), m_parents(parentsOf(m_tree)), m_glyphs(figure::foldedGlyphs(m_tree, place.panel->treeShape)), m_centre(place.plot.center()) {
    for (const TreeNode& n : m_tree) m_depth = std::max(m_depth, n.depth);
    const double room = std::min(place.plot.width(), place.plot.height()) / 2 - 1;
    // What is folded stands outside its ring, which leaves it room.
    m_ring = m_glyphs.empty() ? room - 1 : room * 0.5 / (0.5 + figure::radialGlyphRoom);
  }

  void paint() {
    const double leafRoom = 2 * M_PI * m_ring / static_cast<double>(leavesOf(m_tree, m_parents) + 1);
    m_painter.setBrush(Qt::NoBrush);
    for (Role role : {Role::Neutral, Role::Tail, Role::Head}) {  // the skeleton lies on top
      std::map<QRgb, QPainterPath> edges;
      for (std::size_t i = 0; i < m_tree.size(); ++i) {
        if (m_parents[i] >= 0 && m_tree[i].role == role) addEdge(edges[m_paint.of(i, role).rgb()], radius(m_tree[at(m_parents[i])]), angle(m_tree[at(m_parents[i])]), radius(m_tree[i]), angle(m_tree[i]));
      }
      for (const auto& [colour, path] : edges) {
        m_painter.setPen(tinted(edgePen(m_style, role, leafRoom), QColor::fromRgb(colour)));
        m_painter.drawPath(path);
      }
    }
    for (const figure::FoldedGlyph& glyph : m_glyphs) spike(glyph, leafRoom);
    if (m_tree.size() <= 400) items();
    BranchLabels labels(m_painter, m_style, m_plot);
    for (const std::size_t i : figure::largestBranches(m_tree)) labels.put(m_tree[i].label, polar(radius(m_tree[i]), angle(m_tree[i])));
  }

 private:
  static std::size_t at(int i) { return static_cast<std::size_t>(i); }
  double radius(const TreeNode& n) const { return m_ring * n.depth / std::max(1, m_depth); }
  double angle(const TreeNode& n) const { return 0.5 * (n.angleBegin + n.angleEnd); }
  QPointF polar(double r, double a) const { return m_centre + r * QPointF(std::cos(a), -std::sin(a)); }

  /// Leaves the parent outwards and arrives from within, so that edges of neighbours bundle instead of crossing.
  void addEdge(QPainterPath& path, double fromRadius, double fromAngle, double toRadius, double toAngle) const {
    path.moveTo(polar(fromRadius, fromAngle));
    if (fromRadius == 0) return path.lineTo(polar(toRadius, toAngle));
    const double middle = 0.5 * (fromRadius + toRadius);
    path.cubicTo(polar(middle, fromAngle), polar(middle, toAngle), polar(toRadius, toAngle));
  }

  void items() {
    m_painter.setPen(Qt::NoPen);
    for (std::size_t i = 0; i < m_tree.size(); ++i) {
      if (m_tree[i].item < 0) continue;
      m_painter.setBrush(m_paint.of(i, m_tree[i].role));
      m_painter.drawEllipse(polar(radius(m_tree[i]), angle(m_tree[i])), 0.8, 0.8);
    }
  }

  void spike(const figure::FoldedGlyph& glyph, double leafRoom) {
    const TreeNode& node = m_tree[glyph.node];
    const double inner = 2 * glyph.inner * m_ring, outer = std::max(inner + 0.8, 2 * glyph.outer * m_ring);
    const QColor colour = m_paint.of(glyph.node, glyph.role);
    if (glyph.besideChildren) {
      m_painter.setBrush(Qt::NoBrush);
      m_painter.setPen(tinted(edgePen(m_style, node.foldedRole, leafRoom), colour));
      QPainterPath path;
      addEdge(path, radius(node), angle(node), inner, glyph.middle);
      m_painter.drawPath(path);
    }
    // Never thinner than can be printed, never wider than a few points.
    const double width = std::clamp(0.84 * (glyph.end - glyph.begin) * inner, 0.2, 2.4);
    m_painter.setPen(QPen(colour, width, Qt::SolidLine, Qt::FlatCap));
    m_painter.drawLine(polar(inner, glyph.middle), polar(outer, glyph.middle));
  }

  static QPen tinted(QPen pen, QColor colour) {
    colour.setAlphaF(pen.color().alphaF());
    pen.setColor(colour);
    return pen;
  }

  QPainter& m_painter;
  const Style& m_style;
  Paint m_paint;
  QRectF m_plot;
  const std::vector<TreeNode>& m_tree;
  std::vector<int> m_parents;
  std::vector<figure::FoldedGlyph> m_glyphs;
  QPointF m_centre;
  int m_depth = 1;
  double m_ring = 1;
};

/// Rows of an icicle on paper: the root is a thin bar, the levels share the rest, and what is folded hangs below its node.
class IciclePainter {
 public:
  IciclePainter(QPainter& painter, const PanelPlace& place, const Style& style)
      : m_painter(painter), m_place(place), m_style(style), m_paint(*place.panel, style), m_tree(place.panel->tree), m_glyphs(figure::foldedGlyphs(m_tree, place.panel->treeShape)) {
    for (const TreeNode& n : m_tree) m_depth = std::max(m_depth, n.depth);
    m_row = place.plot.height() / (rootRow + m_depth + (m_glyphs.empty() ? 0 : figure::icicleGlyphRoom + 0.02));
  }

  void paint() {
    for (std::size_t i = 0; i < m_tree.size(); ++i) node(i);
    for (const figure::FoldedGlyph& glyph : m_glyphs) bar(glyph);
    for (std::size_t i = 0; i < m_tree.size(); ++i) label(i);
    for (int level = 1; level <= m_depth; ++level) {
      Letters::plain(std::to_string(level), m_style.tick).drawCentred(m_painter, QPointF(m_place.plot.left() - 3, top(level) + m_row / 2), 1, m_style.ink());
    }
    const QPointF label(m_place.outer.left() + 0.95 * m_style.label, 0.5 * (top(1) + top(m_depth + 1)));
    Letters::plain("level", m_style.label).draw(m_painter, label, 0.5, m_style.ink(), 90);
  }

 private:
  static constexpr double rootRow = 0.35;      ///< height of the root in rows; the layout gives it a whole one
  double top(int depth) const { return m_place.plot.top() + (depth == 0 ? 0 : (depth - 1 + rootRow) * m_row); }
  double across(double x) const { return m_place.plot.left() + x * m_place.plot.width(); }
  QRectF cell(std::size_t i) const {
    const TreeNode& n = m_tree[i];
    return QRectF(QPointF(across(n.x), top(n.depth)), QPointF(across(n.x + n.width), top(n.depth) + (n.depth == 0 ? rootRow : 1) * m_row - 0.5));
  }
  QColor fill(std::size_t i) const {
    const TreeNode& n = m_tree[i];
    if (n.parent < 0) return m_style.print(QColor(0xD0, 0xD0, 0xD0));
    const QColor colour = m_paint.of(i, n.role);
    return n.id % 2 == 1 && !m_paint.byNumber() ? colour.lighter(128) : colour;  // the tone parts neighbours that are too thin for a seam
  }

  void node(std::size_t i) {
    const QRectF rect = cell(i);
    m_painter.fillRect(rect.adjusted(0, 0, rect.width() > 0.8 ? -0.2 : 0, 0), fill(i));
  }

  void bar(const figure::FoldedGlyph& glyph) {
    const int depth = m_tree[glyph.node].depth;
    const double left = across(glyph.begin), width = across(glyph.end) - left, length = (glyph.outer - glyph.inner) / m_tree[glyph.node].height * m_row;
    m_painter.fillRect(QRectF(left, top(depth + 1), width - (width > 0.8 ? 0.2 : 0), length), m_paint.of(glyph.node, glyph.role));
  }

  /// The token, where the cell has room for it.
  void label(std::size_t i) {
    if (m_tree[i].parent < 0 || m_tree[i].label.empty()) return;
    const QRectF rect = cell(i);
    const Letters letters = Letters::plain(m_tree[i].label, m_style.smallest);
    if (letters.width() + 2 <= rect.width() && 1.2 * m_style.smallest <= rect.height()) letters.drawCentred(m_painter, rect.center(), 0.5, theme::textOn(fill(i)));
  }

  QPainter& m_painter;
  const PanelPlace& m_place;
  const Style& m_style;
  Paint m_paint;
  const std::vector<TreeNode>& m_tree;
  std::vector<figure::FoldedGlyph> m_glyphs;
  int m_depth = 1;
  double m_row = 1;
};

/// Oblique view from above: depth runs down the page, discs are seen at a flat angle; what is far is paler.
class ConePainter {
 public:
  ConePainter(QPainter& painter, const PanelPlace& place, const Style& style) : m_painter(painter), m_style(style), m_paint(*place.panel, style), m_plot(place.plot), m_tree(place.panel->tree), m_parents(parentsOf(m_tree)) {
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
        pen.setColor(air(m_paint.of(i, node.role), far));
        m_painter.setPen(pen);
        m_painter.drawLine(project(m_tree[static_cast<std::size_t>(m_parents[i])]), project(node));
      }
      if (node.folded <= 0) continue;
      m_painter.setPen(Qt::NoPen);
      m_painter.setBrush(air(m_paint.of(i, node.foldedRole), far));
      const double radius = std::clamp(0.14 * std::sqrt(static_cast<double>(node.folded)) * m_style.line, 0.25, 2.5);
      m_painter.drawEllipse(project(node), radius, radius * 0.7);
    }
    BranchLabels labels(m_painter, m_style, m_plot);
    for (const std::size_t i : figure::largestBranches(m_tree)) labels.put(m_tree[i].label, project(m_tree[i]) - QPointF(0, 4));
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
  Paint m_paint;
  QRectF m_plot;
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
