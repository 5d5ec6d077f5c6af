#include "figure/tree_layout.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "eval/saved_lists.h"

namespace ghost::figure {

namespace {

using sid::SidTrie;
std::size_t at(std::int32_t i) { return static_cast<std::size_t>(i); }

/// The part of the trie that is drawn: nodes in level order as positions in one list, with contiguous children.
struct Drawn {
  std::vector<SidTrie::Node> node;
  std::vector<std::int32_t> parent;                  ///< positions
  std::vector<std::int32_t> childBegin, childEnd;
  std::vector<std::int32_t> folded;                  ///< items hidden below
  std::vector<Role> foldedRole;
  std::int32_t size() const { return static_cast<std::int32_t>(node.size()); }
};

std::int32_t childCount(const SidTrie& trie, SidTrie::Node node) { return static_cast<std::int32_t>(trie.childTokens(node).size()); }

/// Which nodes keep their children. Above the budget tails fold into the skeleton; if that isn't enough, the skeleton is cut at the deepest level that fits.
struct FoldRule {
  bool tails = false;
  int depth = 127;                                   ///< nodes at this depth have no drawn children
};

FoldRule foldRule(const SidTrie& trie, const std::vector<Role>& roles, std::int32_t budget) {
  FoldRule rule;
  if (trie.nodes() <= budget) return rule;
  std::vector<std::int32_t> skeleton(128, 0), all(128, 0);
  for (SidTrie::Node n = 0; n < trie.nodes(); ++n) {
    ++all[at(trie.depth(n))];
    if (roles[at(n)] != Role::Tail) ++skeleton[at(trie.depth(n))];
  }
  rule.tails = std::any_of(roles.begin(), roles.end(), [](Role r) { return r == Role::Head; });
  const auto& count = rule.tails ? skeleton : all;
  std::int64_t total = 0;
  for (int depth = 0; depth < 127; ++depth) {
    total += count[at(depth)];
    if (total > budget && depth > 1) {
      rule.depth = depth - 1;
      break;
    }
  }
  return rule;
}

Drawn select(const SidTrie& trie, const std::vector<Role>& roles, const TreeOptions& options) {
  const FoldRule rule = foldRule(trie, roles, options.nodeBudget);
  std::vector<bool> open(at(trie.nodes()), false);
  for (SidTrie::Node n : options.unfolded) {
    for (SidTrie::Node up = n; up >= 0 && up < trie.nodes() && !open[at(up)]; up = trie.parent(up)) open[at(up)] = true;
  }
  Drawn drawn;
  drawn.node.push_back(trie.root());
  drawn.parent.push_back(-1);
  for (std::int32_t i = 0; i < drawn.size(); ++i) {
    const SidTrie::Node node = drawn.node[at(i)];
    std::int32_t hidden = 0;
    Role hiddenRole = Role::Tail;
    drawn.childBegin.push_back(drawn.size());
    for (std::int32_t c = 0; c < childCount(trie, node); ++c) {
      const SidTrie::Node child = trie.firstChild(node) + c;
      const bool folds = trie.depth(child) > rule.depth || (rule.tails && roles[at(child)] == Role::Tail);
      if (folds && !open[at(node)] && !open[at(child)]) {
        hidden += static_cast<std::int32_t>(trie.itemsBelow(child).size());
        if (roles[at(child)] != Role::Tail) hiddenRole = Role::Neutral;
        continue;
      }
      drawn.node.push_back(child);
      drawn.parent.push_back(i);
    }
    drawn.childEnd.push_back(drawn.size());
    drawn.folded.push_back(hidden);
    drawn.foldedRole.push_back(hiddenRole);
  }
  return drawn;
}

/// Room a subtree asks for, in leaves; and where its own begins.
struct Shares {
  std::vector<double> size, begin;
};

Shares shareOut(const Drawn& drawn) {
  Shares shares{std::vector<double>(at(drawn.size()), 0), std::vector<double>(at(drawn.size()), 0)};
  for (std::int32_t i = drawn.size() - 1; i >= 0; --i) {
    double own = std::sqrt(1.0 + drawn.folded[at(i)]);
    // A node with children needs room of its own only for what is folded away below it.
    if (drawn.childEnd[at(i)] > drawn.childBegin[at(i)]) own = drawn.folded[at(i)] > 0 ? own - 1 : 0;
    shares.size[at(i)] += own;
    if (i > 0) shares.size[at(drawn.parent[at(i)])] += shares.size[at(i)];
  }
  for (std::int32_t i = 0; i < drawn.size(); ++i) {
    double place = shares.begin[at(i)];
    for (std::int32_t c = drawn.childBegin[at(i)]; c < drawn.childEnd[at(i)]; ++c) {
      shares.begin[at(c)] = place;
      place += shares.size[at(c)];
    }
  }
  return shares;
}

void placeRadial(const SidTrie& trie, const Drawn& drawn, int maxDepth, std::vector<TreeNode>& tree) {
  const Shares shares = shareOut(drawn);
  const double turn = 2 * std::numbers::pi / shares.size[0];
  for (std::int32_t i = 0; i < drawn.size(); ++i) {
    TreeNode& node = tree[at(i)];
    const double begin = shares.begin[at(i)] * turn, end = (shares.begin[at(i)] + shares.size[at(i)]) * turn;
    const double radius = 0.5 * trie.depth(drawn.node[at(i)]) / std::max(1, maxDepth), angle = (begin + end) / 2;
    node.angleBegin = static_cast<float>(begin);
    node.angleEnd = static_cast<float>(end);
    node.x = static_cast<float>(0.5 + radius * std::cos(angle));
    node.y = static_cast<float>(0.5 + radius * std::sin(angle));
  }
}

void placeIcicle(const SidTrie& trie, const Drawn& drawn, int maxDepth, std::vector<TreeNode>& tree) {
  const Shares shares = shareOut(drawn);
  for (std::int32_t i = 0; i < drawn.size(); ++i) {
    TreeNode& node = tree[at(i)];
    node.x = static_cast<float>(shares.begin[at(i)] / shares.size[0]);
    node.width = static_cast<float>(shares.size[at(i)] / shares.size[0]);
    node.height = static_cast<float>(1.0 / (maxDepth + 1));
    node.y = static_cast<float>(trie.depth(drawn.node[at(i)]) / (maxDepth + 1.0));
  }
}

/// Smallest distance from the axis at which discs of these radii fit side by side: each disc takes the wedge it is tangent to, 2 asin(r / distance).
double ringRadius(const double* radius, std::size_t n) {
  if (n <= 1) return 0;
  double sum = 0, largest = 0;
  for (std::size_t i = 0; i < n; ++i) {
    sum += radius[i];
    largest = std::max(largest, radius[i]);
  }
  double low = largest, high = std::max(largest, sum) * 2;
  for (int round = 0; round < 60; ++round) {
    const double middle = (low + high) / 2;
    double angle = 0;
    for (std::size_t i = 0; i < n; ++i) angle += std::asin(std::min(1.0, radius[i] / middle));
    (angle > std::numbers::pi ? low : high) = middle;
  }
  return high;
}

void placeCone(const SidTrie& trie, const Drawn& drawn, int maxDepth, std::vector<TreeNode>& tree) {
  const std::size_t n = at(drawn.size());
  std::vector<double> radius(n), ring(n, 0), x(n, 0), y(n, 0);
  for (std::size_t i = n; i-- > 0;) {
    const auto first = at(drawn.childBegin[i]), count = at(drawn.childEnd[i]) - first;
    const double own = std::sqrt(1.0 + drawn.folded[i]);
    ring[i] = ringRadius(radius.data() + first, count);
    const double widest = count == 0 ? 0 : *std::max_element(radius.begin() + static_cast<std::ptrdiff_t>(first), radius.begin() + static_cast<std::ptrdiff_t>(first + count));
    radius[i] = std::max(own, ring[i] + widest);
  }
  for (std::size_t i = 0; i < n; ++i) {
    double angle = 0;
    for (auto c = at(drawn.childBegin[i]); c < at(drawn.childEnd[i]); ++c) {
      const double half = ring[i] > 0 ? std::asin(std::min(1.0, radius[c] / ring[i])) : 0;
      x[c] = x[i] + ring[i] * std::cos(angle + half);
      y[c] = y[i] + ring[i] * std::sin(angle + half);
      angle += 2 * half;
    }
    tree[i].x = static_cast<float>(x[i] / radius[0]);
    tree[i].y = static_cast<float>(y[i] / radius[0]);
    tree[i].z = static_cast<float>(1 - 2.0 * trie.depth(drawn.node[i]) / std::max(1, maxDepth));
    tree[i].width = static_cast<float>(radius[i] / radius[0]);
  }
}

TreeNode describe(const TreeSource& source, const Drawn& drawn, std::int32_t i, Role role) {
  const SidTrie::Node id = drawn.node[at(i)];
  TreeNode node;
  node.id = id;
  node.parent = i == 0 ? -1 : drawn.node[at(drawn.parent[at(i)])];
  node.role = role;
  node.depth = source.trie.depth(id);
  node.items = static_cast<std::int32_t>(source.trie.itemsBelow(id).size());
  if (source.trie.isTerminal(id)) node.item = source.trie.itemsAt(id).front();
  node.folded = drawn.folded[at(i)];
  node.foldedRole = drawn.foldedRole[at(i)];
  if (source.popularity != nullptr && source.popularity->trainEvents > 0) {
    for (sid::ItemId item : source.trie.itemsBelow(id)) {
      node.events += source.popularity->count[at(item)];
      node.heads += source.popularity->isHead(item) ? 1 : 0;
    }
    node.weight = static_cast<float>(static_cast<double>(node.events) / static_cast<double>(source.popularity->trainEvents));
  }
  if (source.shown != nullptr) {
    node.shown = 0;
    for (sid::ItemId item : source.trie.itemsBelow(id)) node.shown += (*source.shown)[at(item)];
  }
  if (i > 0) node.label = source.table.tokenName(source.trie.token(id));
  return node;
}

}  // namespace

std::vector<std::int64_t> listPlaces(const std::filesystem::path& lists, std::int32_t items) {
  std::vector<std::int64_t> places;
  std::error_code ignored;
  if (!std::filesystem::exists(lists, ignored)) return places;
  places.assign(at(items), 0);
  for (const decode::RankedList& list : eval::readLists(lists, items))
    for (const data::ItemId item : list.items)
      if (item >= 0 && item < items) ++places[at(item)];
  return places;
}

std::vector<Role> treeRoles(const TreeSource& source) {
  std::vector<Role> roles(at(source.trie.nodes()), source.popularity == nullptr ? Role::Neutral : Role::Tail);
  roles[0] = Role::Neutral;
  if (source.popularity == nullptr) return roles;
  for (SidTrie::Node n = source.trie.nodes() - 1; n > 0; --n) {  // children have larger numbers, so every path is marked bottom-up
    for (sid::ItemId item : source.trie.itemsAt(n)) {
      if (source.popularity->isHead(item)) roles[at(n)] = Role::Head;
    }
    const SidTrie::Node parent = source.trie.parent(n);
    if (roles[at(n)] == Role::Head && parent > 0) roles[at(parent)] = Role::Head;
  }
  return roles;
}

std::vector<TreeNode> layoutTree(const TreeSource& source, const TreeOptions& options) {
  const std::vector<Role> roles = treeRoles(source);
  const Drawn drawn = select(source.trie, roles, options);
  std::vector<TreeNode> tree;
  tree.reserve(at(drawn.size()));
  int maxDepth = 0;
  for (std::int32_t i = 0; i < drawn.size(); ++i) {
    tree.push_back(describe(source, drawn, i, roles[at(drawn.node[at(i)])]));
    maxDepth = std::max(maxDepth, tree.back().depth);
  }
  switch (options.shape) {
    case Panel::TreeShape::Radial: placeRadial(source.trie, drawn, maxDepth, tree); break;
    case Panel::TreeShape::Icicle: placeIcicle(source.trie, drawn, maxDepth, tree); break;
    case Panel::TreeShape::Cone: placeCone(source.trie, drawn, maxDepth, tree); break;
  }
  return tree;
}

}  // namespace ghost::figure
