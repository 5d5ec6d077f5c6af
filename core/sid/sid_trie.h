#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "sid/sid_table.h"

namespace ghost::sid {

/// Prefix tree over all SIDs of a table, CSR. Node 0 is the root; nodes are numbered level by level, children of a node are contiguous and sorted by token.
/// A node is terminal when at least one item ends there: [1,2] and [1,2,3] can both be items, and one terminal may hold several items (shared SID, in id order).
class SidTrie {
 public:
  using Node = std::int32_t;
  /// Linear in the tokens of the table, in time (one counting sort a position) and memory.
  explicit SidTrie(const SidTable& table);
  Node root() const { return 0; }
  Node nodes() const { return static_cast<Node>(m_childBegin.size() - 1); }
  /// Child reached by `token`, or -1.
  Node child(Node node, SidToken token) const;
  std::span<const SidToken> childTokens(Node node) const;
  Node firstChild(Node node) const { return m_childBegin[static_cast<std::size_t>(node)]; }
  std::span<const ItemId> itemsAt(Node node) const;   ///< items whose SID ends here
  bool isTerminal(Node node) const { return !itemsAt(node).empty(); }
  /// All items below (and at) a node are contiguous in this order.
  std::span<const ItemId> itemsBelow(Node node) const;
  int depth(Node node) const { return m_depth[static_cast<std::size_t>(node)]; }
  Node parent(Node node) const { return m_parent[static_cast<std::size_t>(node)]; }
  SidToken token(Node node) const { return m_token[static_cast<std::size_t>(node)]; }  ///< -1 at the root
  /// Node of a token list, or -1.
  Node find(std::span<const SidToken> sid) const;

 private:
  std::vector<std::int32_t> m_childBegin;  ///< node -> first child; children of n are nodes [m_childBegin[n], m_childBegin[n+1])
  std::vector<SidToken> m_token;
  std::vector<Node> m_parent;
  std::vector<std::int8_t> m_depth;
  std::vector<ItemId> m_items;             ///< items in depth-first order, those ending at a node before those below it
  std::vector<std::int32_t> m_itemBegin, m_itemEndHere, m_itemEnd;
};

}  // namespace ghost::sid
