#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "figure/figure_data.h"

namespace ghost::figure {

/// How a tree is drawn, decided once for screen and paper: where the glyph of what is folded stands and how long it is, what a node's colour says, which branches
/// are named. Views only map these to pixels or points.

/// The glyph of one node below which items are folded, in the layout's own units.
/// Radial: a spike along `middle` (radians) from radius `inner` to `outer`, `width` of angle free for it; the ring of the deepest nodes has radius 0.5.
/// Icicle: a bar over [begin, end) of the width, hanging from `inner` down to `outer` (y, root at 0).
struct FoldedGlyph {
  std::size_t node = 0;              ///< index into the nodes
  Role role = Role::Tail;
  double begin = 0, end = 0;         ///< the part of the node's sector or interval that no drawn child covers
  double middle = 0;
  double inner = 0, outer = 0;
  bool besideChildren = false;       ///< radial: an edge leads past the node's drawn children to the glyph
};
/// One a node with folded items, its length in proportion to the square root of their number, the longest as long as the room for glyphs. None for cones, whose
/// discs have their size from treeGlyphSize().
/// `deepest`: depth of the ring of radius 0.5 where `nodes` are only a part of the tree; 0 = that of the deepest among them.
std::vector<FoldedGlyph> foldedGlyphs(std::span<const TreeNode> nodes, Panel::TreeShape shape, std::int32_t deepest = 0);
/// Room for glyphs outside the deepest ring (of radius 0.5) and below the last row (in rows).
inline constexpr double radialGlyphRoom = 0.095, icicleGlyphRoom = 0.88;

/// 0 .. 1 for a node of `items` items where the largest has `largest`: its area on screen and paper goes with the items.
double treeGlyphSize(std::int32_t items, std::int32_t largest);

/// The value of each node under `colour`, mapped to [0, 1]; NaN where it has none (the root; exposure without lists).
struct TreeShades {
  std::vector<double> place;
  double low = 0, high = 0;          ///< of the values
  bool logarithmic = false;
  std::string label;                 ///< "training events an item"
  std::string text() const;          ///< "training events an item, 1 to 312"
};
/// Nothing for TreeColour::Role, where colours are those of head and tail.
std::optional<TreeShades> treeShades(std::span<const TreeNode> nodes, TreeColour colour);

/// Branches that are named first: largest first, none smaller than a quarter of the largest, at most `most`.
std::vector<std::size_t> largestBranches(std::span<const TreeNode> nodes, std::size_t most = 24);

/// role, depth, popularity, exposure, tails.
std::span<const std::string_view> treeColourIds();
TreeColour treeColourOf(std::string_view id);  ///< Role for what is none

}  // namespace ghost::figure
