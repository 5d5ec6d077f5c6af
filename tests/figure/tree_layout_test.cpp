#include "figure/tree_layout.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <unordered_map>

#include <gtest/gtest.h>

#include "base/rng.h"
#include "data/data_set.h"
#include "sid/tokenization.h"

namespace ghost::figure {
namespace {

/// Random SIDs of 1 to 5 codes; some items are inner nodes of others' paths, some share a SID.
struct World {
  explicit World(std::uint64_t seed, int items = 400) : table(makeTable(seed, items)), trie(table) {
    std::vector<std::int64_t> counts;
    Rng rng(seed + 1);
    for (int i = 0; i < items; ++i) counts.push_back(i % 6 == 0 ? 50 + static_cast<std::int64_t>(rng.below(50)) : 1 + static_cast<std::int64_t>(rng.below(9)));
    popularity = data::popularityOfCounts(counts);
  }
  static sid::SidTable makeTable(std::uint64_t seed, int items) {
    Rng rng(seed);
    std::vector<std::vector<std::string>> sids;
    for (int i = 0; i < items; ++i) {
      std::vector<std::string> sid;
      const int length = 1 + static_cast<int>(rng.below(5));
      for (int level = 0; level < length; ++level) sid.push_back(std::string("<") + static_cast<char>('a' + level) + "_" + std::to_string(rng.below(5)) + ">");
      sids.push_back(std::move(sid));
    }
    return sid::SidTable::fromTokens(sids);
  }
  TreeSource source() const { return {table, trie, &popularity}; }
  sid::SidTable table;
  sid::SidTrie trie;
  data::Popularity popularity;
};

std::unordered_map<std::int32_t, std::size_t> placesOf(const std::vector<TreeNode>& tree) {
  std::unordered_map<std::int32_t, std::size_t> places;
  for (std::size_t i = 0; i < tree.size(); ++i) places[tree[i].id] = i;
  return places;
}

TreeOptions shaped(Panel::TreeShape shape, std::int32_t budget) {
  TreeOptions options;
  options.shape = shape;
  options.nodeBudget = budget;
  return options;
}

void expectParentsFirst(const std::vector<TreeNode>& tree) {
  ASSERT_FALSE(tree.empty());
  EXPECT_EQ(tree[0].parent, -1);
  const auto places = placesOf(tree);
  for (std::size_t i = 1; i < tree.size(); ++i) {
    ASSERT_TRUE(places.contains(tree[i].parent));
    EXPECT_LT(places.at(tree[i].parent), i);
    EXPECT_EQ(tree[places.at(tree[i].parent)].depth + 1, tree[i].depth);
  }
}

/// Drawn items and folded ones are all items, whatever is folded.
void expectNothingLost(const World& world, const std::vector<TreeNode>& tree) {
  std::int64_t items = 0;
  for (const TreeNode& node : tree) items += node.folded + static_cast<std::int64_t>(world.trie.itemsAt(node.id).size());
  EXPECT_EQ(items, world.table.items());
}

/// [begin, end) intervals of siblings don't overlap and lie inside their parent's.
template <class Begin, class End>
void expectNested(const std::vector<TreeNode>& tree, Begin begin, End end) {
  const auto places = placesOf(tree);
  std::unordered_map<std::int32_t, double> reached;
  constexpr double rounding = 2e-6;
  for (std::size_t i = 1; i < tree.size(); ++i) {
    const TreeNode& parent = tree[places.at(tree[i].parent)];
    EXPECT_GE(begin(tree[i]), begin(parent) - rounding);
    EXPECT_LE(end(tree[i]), end(parent) + rounding);
    EXPECT_GT(end(tree[i]), begin(tree[i]));
    if (reached.contains(parent.id)) {
      EXPECT_GE(begin(tree[i]), reached[parent.id] - rounding);
    }
    reached[parent.id] = end(tree[i]);
  }
}

class TreeLayoutFolds : public testing::TestWithParam<int> {};

TEST_P(TreeLayoutFolds, RadialSectorsNestAndSiblingsKeepApart) {
  for (std::uint64_t seed : {1, 2, 3}) {
    const World world(seed);
    const auto tree = layoutTree(world.source(), shaped(Panel::TreeShape::Radial, GetParam()));
    expectParentsFirst(tree);
    expectNothingLost(world, tree);
    expectNested(tree, [](const TreeNode& n) { return n.angleBegin; }, [](const TreeNode& n) { return n.angleEnd; });
    EXPECT_NEAR(tree[0].angleEnd - tree[0].angleBegin, 2 * std::numbers::pi, 1e-5);
    for (const TreeNode& n : tree) EXPECT_LE(std::hypot(n.x - 0.5, n.y - 0.5), 0.5 + 1e-6);
  }
}

TEST_P(TreeLayoutFolds, IcicleRectanglesNestAndSiblingsKeepApart) {
  for (std::uint64_t seed : {1, 2, 3}) {
    const World world(seed);
    const auto tree = layoutTree(world.source(), shaped(Panel::TreeShape::Icicle, GetParam()));
    expectParentsFirst(tree);
    expectNothingLost(world, tree);
    expectNested(tree, [](const TreeNode& n) { return n.x; }, [](const TreeNode& n) { return n.x + n.width; });
    const auto places = placesOf(tree);
    for (std::size_t i = 1; i < tree.size(); ++i) {
      const TreeNode& parent = tree[places.at(tree[i].parent)];
      EXPECT_NEAR(tree[i].y, parent.y + parent.height, 1e-6);  // a level lies right below the one above it
    }
    for (const TreeNode& n : tree) EXPECT_LE(n.y + n.height, 1 + 1e-6);
  }
}

TEST_P(TreeLayoutFolds, ConeDiscsNestAndSiblingsKeepApart) {
  for (std::uint64_t seed : {1, 2, 3}) {
    const World world(seed);
    const auto tree = layoutTree(world.source(), shaped(Panel::TreeShape::Cone, GetParam()));
    expectParentsFirst(tree);
    expectNothingLost(world, tree);
    const auto places = placesOf(tree);
    for (std::size_t i = 1; i < tree.size(); ++i) {
      const TreeNode& parent = tree[places.at(tree[i].parent)];
      EXPECT_LE(std::hypot(tree[i].x - parent.x, tree[i].y - parent.y) + tree[i].width, parent.width + 1e-5);
      for (std::size_t j = i + 1; j < tree.size() && tree[j].parent == tree[i].parent; ++j) {
        EXPECT_GE(std::hypot(tree[i].x - tree[j].x, tree[i].y - tree[j].y), tree[i].width + tree[j].width - 1e-5);
      }
    }
    EXPECT_EQ(tree[0].z, 1);
  }
}

INSTANTIATE_TEST_SUITE_P(Budgets, TreeLayoutFolds, testing::Values(100000, 150, 30));

TEST(TreeLayout, KeepsEveryNodeWithinTheBudget) {
  const World world(5);
  EXPECT_EQ(layoutTree(world.source(), shaped(Panel::TreeShape::Radial, 100000)).size(), static_cast<std::size_t>(world.trie.nodes()));
}

TEST(TreeLayout, FoldsTailsFirstAndThenTheDeepestSkeleton) {
  const World world(5);
  const auto roles = treeRoles(world.source());
  std::int32_t skeleton = 0;
  for (Role role : roles) skeleton += role == Role::Tail ? 0 : 1;
  const auto folded = layoutTree(world.source(), shaped(Panel::TreeShape::Radial, skeleton));
  EXPECT_EQ(folded.size(), static_cast<std::size_t>(skeleton));
  for (const TreeNode& n : folded) EXPECT_NE(n.role, Role::Tail);
  const auto cut = layoutTree(world.source(), shaped(Panel::TreeShape::Radial, skeleton - 1));
  EXPECT_LT(cut.size(), folded.size());
  int deepest = 0, deepestFolded = 0;
  for (const TreeNode& n : cut) deepest = std::max(deepest, n.depth);
  for (const TreeNode& n : folded) deepestFolded = std::max(deepestFolded, n.depth);
  EXPECT_LT(deepest, deepestFolded);
}

TEST(TreeLayout, UnfoldsOneNodeOnAClick) {
  const World world(5);
  const auto before = layoutTree(world.source(), shaped(Panel::TreeShape::Radial, 60));
  const auto folded = std::find_if(before.begin(), before.end(), [](const TreeNode& n) { return n.folded > 1; });
  ASSERT_NE(folded, before.end());
  const std::vector<sid::SidTrie::Node> open{folded->id};
  TreeOptions options = shaped(Panel::TreeShape::Radial, 60);
  options.unfolded = open;
  const auto after = layoutTree(world.source(), options);
  EXPECT_GT(after.size(), before.size());
  const auto same = std::find_if(after.begin(), after.end(), [&](const TreeNode& n) { return n.id == folded->id; });
  ASSERT_NE(same, after.end());
  EXPECT_EQ(same->folded, 0);
  expectNothingLost(world, after);
}

TEST(TreeLayout, RolesFollowTheHeadPaths) {
  // Head item 0 = a0 b0; tail 1 = a0 b0 c0 hangs from it; tail 2 = a1.
  const auto table = sid::SidTable::fromTokens({{"<a_0>", "<b_0>"}, {"<a_0>", "<b_0>", "<c_0>"}, {"<a_1>"}, {"<a_1>", "<b_1>"}, {"<a_1>", "<b_2>"}});
  const sid::SidTrie trie(table);
  const auto popularity = data::popularityOfCounts({10, 1, 1, 1, 1});
  const auto tree = layoutTree({table, trie, &popularity}, {});
  std::unordered_map<std::string, Role> roles;
  for (const TreeNode& n : tree) roles[n.label + std::to_string(n.item)] = n.role;
  EXPECT_EQ(roles.at("-1"), Role::Neutral);
  EXPECT_EQ(roles.at("<a_0>-1"), Role::Head);
  EXPECT_EQ(roles.at("<b_0>0"), Role::Head);
  EXPECT_EQ(roles.at("<c_0>1"), Role::Tail);
  EXPECT_EQ(roles.at("<a_1>2"), Role::Tail);
  EXPECT_EQ(tree[0].items, 5);
}

TEST(TreeLayout, AnEmptyTrieIsItsRoot) {
  const sid::SidTable table;
  const sid::SidTrie trie(table);
  const auto tree = layoutTree({table, trie, nullptr}, {});
  ASSERT_EQ(tree.size(), 1U);
  EXPECT_EQ(tree[0].items, 0);
}

TEST(TreeLayout, LaysOutAPublishedIndexWhole) {
  const std::filesystem::path data = std::filesystem::path(GHOST_PROJECTS) / "instruments/data";
  const sid::SidTable table = sid::readIndex(data / "Instruments.lcrec.index.json");
  const sid::SidTrie trie(table);
  const data::DataSet dataSet = data::readDataFolder(data);
  const data::Popularity popularity = data::popularity(dataSet.interactions, dataSet.items());
  for (auto shape : {Panel::TreeShape::Radial, Panel::TreeShape::Icicle, Panel::TreeShape::Cone}) {
    const auto tree = layoutTree({table, trie, &popularity}, shaped(shape, 1000000));
    EXPECT_EQ(tree.size(), static_cast<std::size_t>(trie.nodes()));
    EXPECT_EQ(tree[0].items, 9922);
    EXPECT_NEAR(tree[0].weight, 1, 1e-6);
  }
}

}  // namespace
}  // namespace ghost::figure
