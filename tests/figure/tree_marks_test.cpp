#include "figure/tree_marks.h"

#include <cmath>

#include <gtest/gtest.h>

namespace ghost::figure {
namespace {

using Shape = Panel::TreeShape;

TreeNode node(std::int32_t id, std::int32_t parent, int depth, float from, float to, int items, int folded = 0) {
  TreeNode n;
  n.id = id;
  n.parent = parent;
  n.depth = depth;
  n.x = n.angleBegin = from;
  n.width = to - from;
  n.angleEnd = to;
  n.y = static_cast<float>(depth) / 3;
  n.height = 1.0F / 3;
  n.items = items;
  n.folded = folded;
  n.role = Role::Head;
  n.label = "<" + std::to_string(id) + ">";
  return n;
}

/// The root, two branches; the first has a drawn child over half of it and 9 folded items, the second 36 folded ones.
std::vector<TreeNode> tree() { return {node(0, -1, 0, 0, 1, 50), node(1, 0, 1, 0, 0.4F, 12, 9), node(2, 0, 1, 0.4F, 1, 38, 36), node(3, 1, 2, 0, 0.2F, 1)}; }

TEST(FoldedGlyphs, StandWhereNoChildIsDrawn) {
  const auto nodes = tree();
  const auto icicle = foldedGlyphs(nodes, Shape::Icicle);
  ASSERT_EQ(icicle.size(), 2U);
  EXPECT_NEAR(icicle[0].begin, 0.2, 1e-6);
  EXPECT_NEAR(icicle[0].end, 0.4, 1e-6);
  EXPECT_NEAR(icicle[0].inner, 2.0 / 3, 1e-6) << "hangs from the node's lower edge";
  EXPECT_NEAR(icicle[1].outer - icicle[1].inner, icicleGlyphRoom / 3, 1e-6) << "the largest takes all the room";
  EXPECT_NEAR(icicle[0].outer - icicle[0].inner, icicleGlyphRoom / 3 / 2, 1e-6) << "sqrt(9/36)";
  const auto radial = foldedGlyphs(nodes, Shape::Radial);
  EXPECT_TRUE(radial[0].besideChildren);
  EXPECT_NEAR(radial[0].inner, 0.5, 1e-6) << "past the ring of the drawn children";
  EXPECT_NEAR(radial[1].inner, 0.25, 1e-6);
  EXPECT_NEAR(radial[1].outer - radial[1].inner, radialGlyphRoom, 1e-6);
  EXPECT_NEAR(foldedGlyphs(nodes, Shape::Radial, 4)[1].inner, 0.125, 1e-6) << "a part of a deeper tree";
  EXPECT_TRUE(foldedGlyphs(nodes, Shape::Cone).empty());
}

TEST(TreeShades, ReadNumbersOfNodes) {
  auto nodes = tree();
  nodes[1].events = 120;   // ten an item
  nodes[2].events = 38;    // one an item
  nodes[3].events = 0;
  const auto popularity = treeShades(nodes, TreeColour::Popularity);
  ASSERT_TRUE(popularity);
  EXPECT_TRUE(std::isnan(popularity->place[0])) << "the root is all items";
  EXPECT_EQ(popularity->place[1], 1);
  EXPECT_EQ(popularity->place[3], 0);
  EXPECT_EQ(popularity->text(), "training events an item, 0 to 10");
  nodes[1].heads = 3;
  const auto tails = treeShades(nodes, TreeColour::Tails);
  EXPECT_EQ(tails->high, 3) << "9 tails of 3 heads";
  EXPECT_TRUE(std::isnan(tails->place[2])) << "no head below";
  const auto exposure = treeShades(nodes, TreeColour::Exposure);
  for (const double place : exposure->place) EXPECT_TRUE(std::isnan(place)) << "no lists are known";
  nodes[2].shown = 76;
  EXPECT_EQ(treeShades(nodes, TreeColour::Exposure)->high, 2);
  EXPECT_EQ(treeShades(nodes, TreeColour::Depth)->place[3], 1);
  EXPECT_FALSE(treeShades(nodes, TreeColour::Role));
  for (const auto id : treeColourIds()) EXPECT_EQ(treeColourIds()[static_cast<std::size_t>(treeColourOf(id))], id);
}

TEST(LargestBranches, ComeFirstAndSmallOnesAreLeftOut) {
  auto nodes = tree();
  EXPECT_EQ(largestBranches(nodes), (std::vector<std::size_t>{2, 1}));
  EXPECT_EQ(largestBranches(nodes, 1), std::vector<std::size_t>{2});
  nodes[1].items = 9;
  EXPECT_EQ(largestBranches(nodes), std::vector<std::size_t>{2}) << "less than a quarter of 38";
}

}  // namespace
}  // namespace ghost::figure
