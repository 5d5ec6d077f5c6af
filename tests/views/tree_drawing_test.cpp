#include <cmath>

#include <gtest/gtest.h>

#include "small_tree.h"
#include "views/space/tree_geometry.h"

namespace ghost {
namespace {

using figure::Panel;
using space::TreeCamera;
using space::TreeGeometry;
using space::VisibleTree;
using Shape = Panel::TreeShape;

/// The whole layout as the page Tokens gives it to the view.
std::vector<figure::TreeNode> wholeLayout(const testing_tree::SmallTree& tree, Shape shape) {
  figure::TreeOptions options;
  options.shape = shape;
  options.nodeBudget = 1 << 30;
  return figure::layoutTree({tree.table, tree.trie, &tree.popularity}, options);
}

TreeCamera cameraFor(const TreeGeometry& geometry, QSizeF widget) {
  TreeCamera camera;
  camera.setViewport(widget);
  camera.fit(geometry.low(), geometry.high(), 26, true);
  return camera;
}

TEST(TreeDrawing, WhatIsFoldedHasAGlyphWhereItsNodesWouldBe) {
  const auto tree = testing_tree::largeTree();
  for (const Shape shape : {Shape::Icicle, Shape::Radial}) {
    const TreeGeometry geometry(wholeLayout(tree, shape), shape);
    const TreeCamera camera = cameraFor(geometry, {800, 600});
    const VisibleTree visible = geometry.unfold(camera, 5000, -1);
    const auto glyphs = geometry.glyphs(visible);
    std::size_t folded = 0;
    for (const char closed : visible.folded) folded += closed ? 1 : 0;
    ASSERT_GT(folded, 0U);
    EXPECT_EQ(glyphs.size(), folded) << "every folded subtree, and nothing else";
    for (const auto& glyph : glyphs) {
      for (int axis : {0, 1}) {
        EXPECT_GE(std::min(glyph.from[axis], glyph.to[axis]), geometry.low()[axis] - 1e-6) << "the camera fits glyphs too";
        EXPECT_LE(std::max(glyph.from[axis], glyph.to[axis]), geometry.high()[axis] + 1e-6);
      }
      if (shape == Shape::Icicle) {
        EXPECT_GT(glyph.to[0], glyph.from[0]);
      }
      EXPECT_EQ(glyph.role, geometry.nodes()[static_cast<std::size_t>(glyph.index)].item >= 0 ? figure::Role::Tail : figure::Role::Neutral) << "heads are among what the first levels fold";
    }
    // The middle of a glyph is picked as its node.
    const auto& glyph = glyphs.front();
    const QPointF middle = (camera.toScreen(glyph.from) + camera.toScreen(glyph.to)) / 2;
    const int picked = geometry.pick(visible, camera, middle);
    EXPECT_EQ(picked, glyph.index);
  }
}

TEST(TreeDrawing, ItFillsItsPanel) {
  const auto tree = testing_tree::smallTree();
  for (const Shape shape : {Shape::Icicle, Shape::Radial}) {
    const double aspect = (800.0 - 52) / (500 - 52);
    const TreeGeometry geometry(wholeLayout(tree, shape), shape, figure::TreeColour::Role, aspect);
    const TreeCamera camera = cameraFor(geometry, {800, 500});
    const QPointF low = camera.toScreen(geometry.low()), high = camera.toScreen(geometry.high());
    EXPECT_GT(std::abs(high.x() - low.x()), 0.9 * 748) << static_cast<int>(shape);
    EXPECT_GT(std::abs(high.y() - low.y()), 0.9 * 448) << static_cast<int>(shape);
  }
}

TEST(TreeDrawing, ColoursAreThoseOfThePaper) {
  const auto tree = testing_tree::smallTree();
  const auto nodes = wholeLayout(tree, Shape::Radial);
  const TreeGeometry geometry(nodes, Shape::Radial, figure::TreeColour::Popularity);
  const auto shades = figure::treeShades(nodes, figure::TreeColour::Popularity);
  for (std::size_t i = 1; i < nodes.size(); ++i) EXPECT_EQ(geometry.colour(static_cast<int>(i), nodes[i].role, theme::Mode::Light), theme::shade(shades->place[i], theme::Mode::Light));
  const TreeGeometry plain(nodes, Shape::Radial);
  EXPECT_EQ(plain.colour(1, figure::Role::Head, theme::Mode::Dark), theme::headColour(theme::Mode::Dark));
}

}  // namespace
}  // namespace ghost
