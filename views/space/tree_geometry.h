#pragma once
#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

#include <QRectF>

#include "figure/figure_data.h"
#include "figure/tree_marks.h"
#include "views/space/tree_camera.h"
#include "views/theme/theme.h"

namespace ghost::space {

/// The part of a tree that is drawn at one moment: indices into TreeGeometry::nodes(), parents before children.
struct VisibleTree {
  std::vector<int> drawn;
  std::vector<char> folded;   ///< per entry of `drawn`: its subtree is not drawn, the glyph stands for it
};

/// The glyph of a folded subtree in tree space: a spike from `from` to `to` (radial) or the bar between two corners (icicle).
struct TreeGlyph {
  int index = 0;              ///< of the node
  figure::Role role = figure::Role::Tail;
  Vector3 from{0, 0, 0}, to{0, 0, 0};
  double width = 0;           ///< free for a spike at its foot
};

/// A laid-out tree with what drawing and picking need: children, subtree boxes, ids. Immutable; indices are positions in nodes().
class TreeGeometry {
 public:
  TreeGeometry() = default;
  /// `aspect`: width by height of the drawn radial tree (an ellipse) or icicle, so that it fills its panel; a cone keeps its own.
  TreeGeometry(std::vector<figure::TreeNode> nodes, figure::Panel::TreeShape shape, figure::TreeColour colour = figure::TreeColour::Role, double aspect = 0);

  const std::vector<figure::TreeNode>& nodes() const { return m_nodes; }
  figure::Panel::TreeShape shape() const { return m_shape; }
  bool isIcicle() const { return m_shape == figure::Panel::TreeShape::Icicle; }
  int indexOf(std::int32_t id) const;              ///< -1 when the layout has no such node
  int parentIndex(int index) const { return m_parent[static_cast<std::size_t>(index)]; }
  /// Glyphs of what isn't drawn, by the rules of figure/tree_marks.h; none for a cone, whose discs stand for it.
  std::vector<TreeGlyph> glyphs(const VisibleTree& visible) const;
  /// Colour of a node, or of its glyph: of `role` or of the node's number.
  QColor colour(int index, figure::Role role, theme::Mode mode) const;
  const std::optional<figure::TreeShades>& shades() const { return m_shades; }
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
  int pickGlyph(const VisibleTree& visible, const TreeCamera& camera, QPointF pixel, double slack) const;
  void leaveRoomForGlyphs();
  double screenExtent(int index, const TreeCamera& camera) const;
  bool onScreen(int index, const TreeCamera& camera) const;

  figure::Role foldedRole(int index, bool closed) const;
  std::vector<figure::TreeNode> m_nodes, m_layout;   // as drawn, as laid out
  std::optional<figure::TreeShades> m_shades;
  double m_aspect = 1;
  std::int32_t m_deepest = 1, m_largest = 1;
  figure::Panel::TreeShape m_shape = figure::Panel::TreeShape::Radial;
  std::vector<int> m_parent, m_childBegin, m_children, m_depth;
  std::vector<char> m_tailBelow, m_headBelow, m_onlyTails;  // a tail or a head somewhere below; nothing but tails as children
  double m_glyphScale = 1;                         // small trees have room for larger discs
  std::vector<Box> m_box;                          // of the subtree
  std::unordered_map<std::int32_t, int> m_index;
  Vector3 m_low{0, 0, 0}, m_high{1, 1, 1};
};

}  // namespace ghost::space
