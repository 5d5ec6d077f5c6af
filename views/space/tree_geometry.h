#pragma once
#include <cstdint>
#include <unordered_map>
#include <vector>

#include <QRectF>

#include "figure/figure_data.h"
#include "views/space/tree_camera.h"

namespace ghost::space {

/// The part of a tree that is drawn at one moment: indices into TreeGeometry::nodes(), parents before children.
struct VisibleTree {
  std::vector<int> drawn;
  std::vector<char> folded;   ///< per entry of `drawn`: its subtree is not drawn, the glyph stands for it
};

/// A laid-out tree with what drawing and picking need: children, subtree boxes, ids. Immutable; indices are positions in nodes().
class TreeGeometry {
 public:
  TreeGeometry() = default;
  TreeGeometry(std::vector<figure::TreeNode> nodes, figure::Panel::TreeShape shape);

  const std::vector<figure::TreeNode>& nodes() const { return m_nodes; }
  figure::Panel::TreeShape shape() const { return m_shape; }
  bool isIcicle() const { return m_shape == figure::Panel::TreeShape::Icicle; }
  int indexOf(std::int32_t id) const;              ///< -1 when the layout has no such node
  int parentIndex(int index) const { return m_parent[static_cast<std::size_t>(index)]; }
  bool hasChildren(int index) const { return m_childBegin[static_cast<std::size_t>(index)] < m_childBegin[static_cast<std::size_t>(index) + 1]; }
  /// True when a tail hangs somewhere below: a folded glyph then shows it.
  bool hasTailBelow(int index) const { return m_tailBelow[static_cast<std::size_t>(index)] != 0; }
  int depth(int index) const { return m_depth[static_cast<std::size_t>(index)]; }
  /// Where the node's glyph sits: its position, or the middle of its icicle rectangle.
  Vector3 position(int index) const;
  const Vector3& low() const { return m_low; }
  const Vector3& high() const { return m_high; }
  /// From the root to the node, both included.
  std::vector<int> path(int index) const;

  /// Level of detail: subtrees unfold down to the size on screen at which at most `budget` nodes are drawn, never below a few pixels and never outside
  /// the viewport; equal subtrees unfold together. The path to `shown` (an index, -1 for none) is unfolded whatever the budget.
  VisibleTree unfold(const TreeCamera& camera, int budget, int shown) const;
  /// The drawn node under a pixel: the icicle rectangle that contains it, else the nearest glyph within its radius plus `slack`; the one nearer to
  /// the viewer of two that overlap. -1 for none.
  int pick(const VisibleTree& visible, const TreeCamera& camera, QPointF pixel, double slack = 4) const;
  /// Radius of a node's glyph in pixels.
  double glyphRadius(int index, bool folded) const;
  /// Icicle rectangle on screen.
  QRectF rectangle(int index, const TreeCamera& camera) const;

 private:
  struct Box { float low[3], high[3]; };
  /// Appends to `drawn` what lies below its nodes, until more than `budget` are in it.
  void open(const TreeCamera& camera, double threshold, int budget, std::vector<int>& drawn) const;
  double screenExtent(int index, const TreeCamera& camera) const;
  bool onScreen(int index, const TreeCamera& camera) const;

  std::vector<figure::TreeNode> m_nodes;
  figure::Panel::TreeShape m_shape = figure::Panel::TreeShape::Radial;
  std::vector<int> m_parent, m_childBegin, m_children, m_depth;
  std::vector<char> m_tailBelow, m_onlyTails;      // a tail somewhere below; nothing but tails as children
  double m_glyphScale = 1;                         // small trees have room for larger discs
  std::vector<Box> m_box;                          // of the subtree
  std::unordered_map<std::int32_t, int> m_index;
  Vector3 m_low{0, 0, 0}, m_high{1, 1, 1};
};

}  // namespace ghost::space
