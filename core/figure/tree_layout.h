#pragma once
#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

#include "data/popularity.h"
#include "figure/figure_data.h"
#include "sid/sid_table.h"
#include "sid/sid_trie.h"

namespace ghost::figure {

/// What a tree layout starts from. The table is the one the trie was built from; `popularity` (may be null) gives roles and weights.
struct TreeSource {
  const sid::SidTable& table;
  const sid::SidTrie& trie;
  const data::Popularity* popularity = nullptr;
  const std::vector<std::int64_t>* shown = nullptr;  ///< per item its places in recommended lists; null where none are known
};

struct TreeOptions {
  Panel::TreeShape shape = Panel::TreeShape::Radial;
  /// Above this many nodes tails fold into the skeleton node they hang from; if the skeleton alone is larger, its deepest levels fold too.
  std::int32_t nodeBudget = 4000;
  std::span<const sid::SidTrie::Node> unfolded;  ///< nodes whose subtrees are drawn whatever the budget (a click in a view)
};

/// Lays the tree out, parents before children, siblings in token order. Cost is linear in the trie (20,000 nodes: a few milliseconds).
/// Invariants: sectors (radial), intervals (icicle) and discs (cone) of siblings don't overlap and lie inside their parent's.
/// Radial: angle in proportion to drawn leaves, a folded node counting sqrt(1 + folded) of them; radius in proportion to depth.
std::vector<TreeNode> layoutTree(const TreeSource& source, const TreeOptions& options);

/// Per item the places it takes in the saved lists of a run; empty where there is no such file. Throws Error{Data} for a damaged one.
std::vector<std::int64_t> listPlaces(const std::filesystem::path& lists, std::int32_t items);

/// Role of every trie node: Head when a head item's SID passes through it, Tail elsewhere, Neutral at the root (and everywhere without popularity).
std::vector<Role> treeRoles(const TreeSource& source);

}  // namespace ghost::figure
