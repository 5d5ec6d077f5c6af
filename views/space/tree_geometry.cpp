#include "views/space/tree_geometry.h"

#include <algorithm>
#include <cmath>
#include <limits>

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
constexpr float icicleAspect = 1.5f;

}  // namespace

TreeGeometry::TreeGeometry(std::vector<figure::TreeNode> nodes, figure::Panel::TreeShape shape) : m_nodes(std::move(nodes)), m_shape(shape) {
  // Layouts put the icicle's root at y = 0 and the cone's axis along z; on screen roots are on top.
  for (auto& node : m_nodes) {
    if (isIcicle()) {
      node.y = 1 - node.y - node.height;
      node.x *= icicleAspect;
      node.width *= icicleAspect;
    }
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
  }
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
  if (folded) return m_glyphScale * (2.2 + 0.9 * std::log2(1.0 + node.items));
  return m_glyphScale * (node.item >= 0 && !hasChildren(index) ? 2.4 : 2.0);
}

QRectF TreeGeometry::rectangle(int index, const TreeCamera& camera) const {
  const auto& node = m_nodes[at(index)];
  const QPointF a = camera.toScreen({node.x, node.y, 0});
  const QPointF b = camera.toScreen({node.x + double(node.width), node.y + double(node.height), 0});
  return QRectF(a, b).normalized();
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
  return best;
}

}  // namespace ghost::space
