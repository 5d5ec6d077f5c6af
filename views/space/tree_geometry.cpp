#include "views/space/tree_geometry.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include <QRectF>

namespace ghost::space {

namespace {

std::size_t at(int index) { return static_cast<std::size_t>(index); }

// Subtrees smaller than this on screen stay folded: their nodes could not be told apart.
constexpr double smallestSubtree = 7;
constexpr double smallestCell = 1.5;
// Tails unfold after the skeleton: a node that only tails hang from counts as this much smaller than it is.
constexpr double tailsLater = 0.3;
// Icicles are read along their width.
constexpr double icicleAspect = 1.5;

}  // namespace

TreeGeometry::TreeGeometry(std::vector<figure::TreeNode> nodes, figure::Panel::TreeShape shape, figure::TreeColour colour, double aspect)
    : m_nodes(nodes), m_layout(std::move(nodes)), m_shades(figure::treeShades(m_layout, colour)), m_shape(shape) {
  m_aspect = shape == figure::Panel::TreeShape::Cone ? 1 : aspect > 0 ? aspect : isIcicle() ? icicleAspect : 1;
  for (const auto& node : m_layout) {
    m_deepest = std::max(m_deepest, node.depth);
    if (node.parent >= 0) m_largest = std::max(m_largest, node.items);
  }
  // Layouts put the icicle's root at y = 0 and the cone's axis along z; on screen roots are on top.
  for (auto& node : m_nodes) {
    if (isIcicle()) {
      node.y = 1 - node.y - node.height;
      node.x *= static_cast<float>(m_aspect);
      node.width *= static_cast<float>(m_aspect);
    }
    if (shape == figure::Panel::TreeShape::Radial) node.x = static_cast<float>(0.5 + (node.x - 0.5) * m_aspect);
    if (shape == figure::Panel::TreeShape::Cone) std::swap(node.y, node.z);
  }
  const int count = static_cast<int>(m_nodes.size());
  m_index.reserve(m_nodes.size());
  for (int i = 0; i < count; ++i) m_index.emplace(m_nodes[at(i)].id, i);
  m_parent.assign(at(count), -1);
  m_depth.assign(at(count), 0);
  m_childBegin.assign(at(count) + 1, 0);
  for (int i = 0; i < count; ++i) {
    const auto found = m_index.find(m_nodes[at(i)].parent);
    if (found == m_index.end() || found->second >= i) continue;  // the root; a node before its parent would make a circle possible
    m_parent[at(i)] = found->second;
    m_depth[at(i)] = m_depth[at(found->second)] + 1;
    ++m_childBegin[at(found->second) + 1];
  }
  for (int i = 0; i < count; ++i) m_childBegin[at(i) + 1] += m_childBegin[at(i)];
  m_children.resize(at(m_childBegin.back()));
  auto next = m_childBegin;
  for (int i = 0; i < count; ++i)
    if (m_parent[at(i)] >= 0) m_children[at(next[at(m_parent[at(i)])]++)] = i;

  m_glyphScale = count <= 150 ? 2.2 : count <= 800 ? 1.5 : 1.0;
  m_box.resize(at(count));
  m_tailBelow.assign(at(count), 0);
  m_headBelow.assign(at(count), 0);
  m_onlyTails.assign(at(count), 1);
  for (int i = count - 1; i >= 0; --i) {
    const auto& node = m_nodes[at(i)];
    const float halfWidth = isIcicle() ? node.width / 2 : 0, halfHeight = isIcicle() ? node.height / 2 : 0;
    const Vector3 middle = position(i);
    Box own{{float(middle[0]) - halfWidth, float(middle[1]) - halfHeight, float(middle[2])}, {float(middle[0]) + halfWidth, float(middle[1]) + halfHeight, float(middle[2])}};
    for (int c = m_childBegin[at(i)]; c < m_childBegin[at(i) + 1]; ++c) {
      const Box& child = m_box[at(m_children[at(c)])];
      for (int a = 0; a < 3; ++a) {
        own.low[a] = std::min(own.low[a], child.low[a]);
        own.high[a] = std::max(own.high[a], child.high[a]);
      }
    }
    m_box[at(i)] = own;
    if (node.folded > 0) m_tailBelow[at(i)] = 1;  // layouts fold tails first
    const int parent = m_parent[at(i)];
    if (parent >= 0 && node.role != figure::Role::Tail) m_onlyTails[at(parent)] = 0;
    if (parent >= 0 && (m_tailBelow[at(i)] || node.role == figure::Role::Tail)) m_tailBelow[at(parent)] = 1;
    if (parent >= 0 && (m_headBelow[at(i)] || node.role == figure::Role::Head)) m_headBelow[at(parent)] = 1;
  }
  if (count > 0) {
    for (int a = 0; a < 3; ++a) {
      m_low[a] = std::numeric_limits<double>::max();
      m_high[a] = std::numeric_limits<double>::lowest();
    }
    for (int i = 0; i < count; ++i) {
      if (m_parent[at(i)] >= 0) continue;
      for (int a = 0; a < 3; ++a) {
        m_low[a] = std::min<double>(m_low[a], m_box[at(i)].low[a]);
        m_high[a] = std::max<double>(m_high[a], m_box[at(i)].high[a]);
      }
    }
    leaveRoomForGlyphs();
  }
}

/// The longest glyph that can stand outside the nodes lies inside what a camera fits.
void TreeGeometry::leaveRoomForGlyphs() {
  const bool folded = std::any_of(m_layout.begin(), m_layout.end(), [](const auto& node) { return node.folded > 0; });
  if (isIcicle() && folded) m_low[1] -= figure::icicleGlyphRoom * m_layout.front().height;
  if (m_shape != figure::Panel::TreeShape::Radial) return;
  const double outermost = std::max(0.5, 0.5 * (m_deepest - (folded ? 0 : 1)) / m_deepest + figure::radialGlyphRoom);
  // The ellipse itself, not only the nodes on it: the root stays in the middle.
  m_low = {0.5 - outermost * m_aspect, 0.5 - outermost, 0};
  m_high = {0.5 + outermost * m_aspect, 0.5 + outermost, 0};
}

figure::Role TreeGeometry::foldedRole(int index, bool closed) const {
  if (!closed) return m_layout[at(index)].foldedRole;
  if (m_headBelow[at(index)]) return m_tailBelow[at(index)] ? figure::Role::Neutral : figure::Role::Head;
  return m_tailBelow[at(index)] ? figure::Role::Tail : figure::Role::Neutral;
}

std::vector<TreeGlyph> TreeGeometry::glyphs(const VisibleTree& visible) const {
  std::vector<figure::TreeNode> drawn;
  for (std::size_t i = 0; i < visible.drawn.size(); ++i) {
    const int index = visible.drawn[i];
    figure::TreeNode node = m_layout[at(index)];
    const bool closed = visible.folded[i] && hasChildren(index);
    if (closed) node.folded = std::max(1, node.items - (node.item >= 0 ? 1 : 0));
    node.foldedRole = foldedRole(index, closed && m_layout[at(index)].folded == 0);
    drawn.push_back(std::move(node));
  }
  std::vector<TreeGlyph> glyphs;
  for (const figure::FoldedGlyph& glyph : figure::foldedGlyphs(drawn, m_shape, m_deepest)) {
    TreeGlyph placed{visible.drawn[glyph.node], glyph.role, {}, {}, 0};
    if (isIcicle()) {
      placed.from = {glyph.begin * m_aspect, 1 - glyph.inner, 0};
      placed.to = {glyph.end * m_aspect, 1 - glyph.outer, 0};
    } else {
      const double x = std::cos(glyph.middle) * m_aspect, y = std::sin(glyph.middle);
      placed.from = {0.5 + glyph.inner * x, 0.5 + glyph.inner * y, 0};
      placed.to = {0.5 + glyph.outer * x, 0.5 + glyph.outer * y, 0};
      placed.width = (glyph.end - glyph.begin) * std::max(glyph.inner, 0.02);
    }
    glyphs.push_back(placed);
  }
  return glyphs;
}

QColor TreeGeometry::colour(int index, figure::Role role, theme::Mode mode) const {
  if (!m_shades) return theme::roleColour(role, 0, mode);
  return theme::shade(m_shades->place[at(index)], mode);
}

int TreeGeometry::indexOf(std::int32_t id) const {
  const auto found = m_index.find(id);
  return found == m_index.end() ? -1 : found->second;
}

Vector3 TreeGeometry::position(int index) const {
  const auto& node = m_nodes[at(index)];
  if (isIcicle()) return {node.x + node.width / 2.0, node.y + node.height / 2.0, 0};
  return {node.x, node.y, node.z};
}

std::vector<int> TreeGeometry::path(int index) const {
  std::vector<int> nodes;
  for (int i = index; i >= 0; i = m_parent[at(i)]) nodes.push_back(i);
  std::reverse(nodes.begin(), nodes.end());
  return nodes;
}

double TreeGeometry::screenExtent(int index, const TreeCamera& camera) const {
  const Box& box = m_box[at(index)];
  // Siblings of an icicle share the width only, and a cell can be read down to a pixel or so.
  if (isIcicle()) return double(box.high[0] - box.low[0]) * camera.scale() * smallestSubtree / smallestCell;
  // The diagonal of a thin subtree is its length whichever way it lies, so equal subtrees of a radial tree are equally large.
  double squares = 0;
  for (int a = 0; a < 3; ++a) squares += double(box.high[a] - box.low[a]) * double(box.high[a] - box.low[a]);
  return std::sqrt(squares) * camera.scale() * (m_onlyTails[at(index)] ? tailsLater : 1);
}

bool TreeGeometry::onScreen(int index, const TreeCamera& camera) const {
  const Box& box = m_box[at(index)];
  double left = 1e300, top = 1e300, right = -1e300, bottom = -1e300;
  for (int corner = 0; corner < 8; ++corner) {
    const QPointF p = camera.toScreen({corner & 1 ? box.high[0] : box.low[0], corner & 2 ? box.high[1] : box.low[1], corner & 4 ? box.high[2] : box.low[2]});
    left = std::min(left, p.x());
    right = std::max(right, p.x());
    top = std::min(top, p.y());
    bottom = std::max(bottom, p.y());
  }
  constexpr double margin = 20;
  return right >= -margin && left <= camera.viewport().width() + margin && bottom >= -margin && top <= camera.viewport().height() + margin;
}

void TreeGeometry::open(const TreeCamera& camera, double threshold, int budget, std::vector<int>& drawn) const {
  for (std::size_t i = 0; i < drawn.size() && static_cast<int>(drawn.size()) <= budget; ++i) {
    const int index = drawn[i];
    const bool root = m_parent[at(index)] < 0;
    if (!hasChildren(index) || (!root && (screenExtent(index, camera) < threshold || !onScreen(index, camera)))) continue;
    for (int c = m_childBegin[at(index)]; c < m_childBegin[at(index) + 1]; ++c) drawn.push_back(m_children[at(c)]);
  }
}

VisibleTree TreeGeometry::unfold(const TreeCamera& camera, int budget, int shown) const {
  VisibleTree visible;
  if (m_nodes.empty()) return visible;
  std::vector<int> roots, best;
  for (std::size_t i = 0; i < m_nodes.size(); ++i)
    if (m_parent[i] < 0) roots.push_back(static_cast<int>(i));
  // The smallest extent at which the budget holds: subtrees of equal size unfold together or not at all.
  double low = smallestSubtree, high = std::max(low, screenExtent(roots.front(), camera)) * 1.01;
  best = roots;
  open(camera, high, std::numeric_limits<int>::max(), best);
  std::vector<int> drawn = roots;
  open(camera, low, budget, drawn);
  if (static_cast<int>(drawn.size()) <= budget) {
    best = std::move(drawn);
  } else {
    constexpr int rounds = 14;
    for (int round = 0; round < rounds; ++round) {
      const double middle = std::sqrt(low * high);
      drawn = roots;
      open(camera, middle, budget, drawn);
      if (static_cast<int>(drawn.size()) > budget) {
        low = middle;
      } else {
        high = middle;
        best = std::move(drawn);
      }
    }
  }
  std::vector<char> in(m_nodes.size(), 0);
  for (int index : best) in[at(index)] = 1;
  for (int index = shown; index >= 0; index = m_parent[at(index)]) {
    const int parent = m_parent[at(index)];
    if (in[at(index)] || parent < 0) continue;
    for (int c = m_childBegin[at(parent)]; c < m_childBegin[at(parent) + 1]; ++c) in[at(m_children[at(c)])] = 1;
  }
  for (std::size_t i = 0; i < m_nodes.size(); ++i) {
    if (!in[i]) continue;
    const int index = static_cast<int>(i);
    visible.drawn.push_back(index);
    const bool closed = hasChildren(index) && !in[at(m_children[at(m_childBegin[i])])];
    visible.folded.push_back(m_nodes[i].folded > 0 || closed);
  }
  return visible;
}

double TreeGeometry::glyphRadius(int index, bool folded) const {
  const auto& node = m_nodes[at(index)];
  if (m_parent[at(index)] < 0) return 5;
  // Only a cone shows what is folded as a disc.
  if (folded && m_shape == figure::Panel::TreeShape::Cone) return 2.2 + 16 * figure::treeGlyphSize(node.items, m_largest);
  return m_glyphScale * (node.item >= 0 && !hasChildren(index) ? 2.4 : 2.0);
}

QRectF TreeGeometry::rectangle(int index, const TreeCamera& camera) const {
  const auto& node = m_nodes[at(index)];
  const QPointF a = camera.toScreen({node.x, node.y, 0});
  const QPointF b = camera.toScreen({node.x + double(node.width), node.y + double(node.height), 0});
  return QRectF(a, b).normalized();
}

int TreeGeometry::pickGlyph(const VisibleTree& visible, const TreeCamera& camera, QPointF pixel, double slack) const {
  int best = -1;
  double nearest = slack;
  for (const TreeGlyph& glyph : glyphs(visible)) {
    const QPointF a = camera.toScreen(glyph.from), b = camera.toScreen(glyph.to);
    if (isIcicle()) {
      if (QRectF(a, b).normalized().contains(pixel)) return glyph.index;
      continue;
    }
    const QPointF along = b - a, offset = pixel - a;
    const double length = QPointF::dotProduct(along, along), t = length > 0 ? std::clamp(QPointF::dotProduct(offset, along) / length, 0.0, 1.0) : 0;
    const QPointF beside = offset - t * along;
    if (const double distance = std::hypot(beside.x(), beside.y()); distance <= nearest) {
      best = glyph.index;
      nearest = distance;
    }
  }
  return best;
}

int TreeGeometry::pick(const VisibleTree& visible, const TreeCamera& camera, QPointF pixel, double slack) const {
  int best = -1;
  double bestDistance = 1e300, bestDepth = -1e300;
  for (std::size_t i = 0; i < visible.drawn.size(); ++i) {
    const int index = visible.drawn[i];
    if (isIcicle()) {
      if (rectangle(index, camera).contains(pixel)) best = index;  // a child lies beside its parent, never on it
      continue;
    }
    const Vector3 place = position(index);
    const QPointF offset = camera.toScreen(place) - pixel;
    const double distance = std::hypot(offset.x(), offset.y()), radius = glyphRadius(index, visible.folded[i]);
    if (distance > radius + slack) continue;
    const double depth = camera.depth(place);
    // Within the glyphs the front one wins; in the slack around them the nearest.
    const double rank = std::max(0.0, distance - radius);
    if (rank < bestDistance - 1e-9 || (rank < bestDistance + 1e-9 && depth > bestDepth)) {
      best = index;
      bestDistance = rank;
      bestDepth = depth;
    }
  }
  return best >= 0 ? best : pickGlyph(visible, camera, pixel, slack / 2);
}

}  // namespace ghost::space
