#include "sid/sid_trie.h"

#include <algorithm>
#include <numeric>

namespace ghost::sid {
namespace {

// Item ids ordered by SID (a prefix before what continues it), equal SIDs by id: one stable counting sort a position, last position first.
std::vector<ItemId> sortedBySid(const SidTable& table) {
  std::vector<ItemId> order(static_cast<std::size_t>(table.items())), next(order.size());
  std::iota(order.begin(), order.end(), 0);
  std::vector<SidToken> keys(order.size());  // token + 1 at the position, 0 where the SID has ended
  std::vector<std::int32_t> place(static_cast<std::size_t>(table.tokens()) + 2);
  for (int position = table.maxLength() - 1; position >= 0; --position) {
    std::fill(place.begin(), place.end(), 0);
    for (std::size_t i = 0; i < order.size(); ++i) {
      const auto sid = table.sid(order[i]);
      keys[i] = position < static_cast<int>(sid.size()) ? sid[static_cast<std::size_t>(position)] + 1 : 0;
      ++place[static_cast<std::size_t>(keys[i]) + 1];
    }
    std::partial_sum(place.begin(), place.end(), place.begin());
    for (std::size_t i = 0; i < order.size(); ++i) next[static_cast<std::size_t>(place[static_cast<std::size_t>(keys[i])]++)] = order[i];
    order.swap(next);
  }
  return order;
}

}  // namespace

SidTrie::SidTrie(const SidTable& table) : m_items(sortedBySid(table)) {
  const auto append = [&](SidToken token, Node parent, int depth, std::int32_t begin, std::int32_t end) {
    m_token.push_back(token);
    m_parent.push_back(parent);
    m_depth.push_back(static_cast<std::int8_t>(depth));
    m_itemBegin.push_back(begin);
    m_itemEnd.push_back(end);
  };
  append(-1, -1, 0, 0, table.items());
  m_childBegin.clear();
  // Breadth first: a node's items are a run of m_items, those that end here first, then one run a child.
  for (std::size_t node = 0; node < m_token.size(); ++node) {
    const auto depth = static_cast<std::size_t>(m_depth[node]);
    const std::int32_t end = m_itemEnd[node];
    std::int32_t at = m_itemBegin[node];
    const auto sidAt = [&](std::int32_t place) { return table.sid(m_items[static_cast<std::size_t>(place)]); };
    while (at < end && sidAt(at).size() == depth) ++at;
    m_itemEndHere.push_back(at);
    m_childBegin.push_back(static_cast<Node>(m_token.size()));
    while (at < end) {
      const SidToken token = sidAt(at)[depth];
      std::int32_t stop = at + 1;
      while (stop < end && sidAt(stop)[depth] == token) ++stop;
      append(token, static_cast<Node>(node), static_cast<int>(depth) + 1, at, stop);
      at = stop;
    }
  }
  m_childBegin.push_back(static_cast<Node>(m_token.size()));
}

std::span<const SidToken> SidTrie::childTokens(Node node) const {
  const auto begin = static_cast<std::size_t>(m_childBegin[static_cast<std::size_t>(node)]);
  return std::span(m_token).subspan(begin, static_cast<std::size_t>(m_childBegin[static_cast<std::size_t>(node) + 1]) - begin);
}

SidTrie::Node SidTrie::child(Node node, SidToken token) const {
  const auto tokens = childTokens(node);
  const auto it = std::lower_bound(tokens.begin(), tokens.end(), token);
  return it != tokens.end() && *it == token ? firstChild(node) + static_cast<Node>(it - tokens.begin()) : -1;
}

std::span<const ItemId> SidTrie::itemsAt(Node node) const {
  const auto n = static_cast<std::size_t>(node);
  return std::span(m_items).subspan(static_cast<std::size_t>(m_itemBegin[n]), static_cast<std::size_t>(m_itemEndHere[n] - m_itemBegin[n]));
}

std::span<const ItemId> SidTrie::itemsBelow(Node node) const {
  const auto n = static_cast<std::size_t>(node);
  return std::span(m_items).subspan(static_cast<std::size_t>(m_itemBegin[n]), static_cast<std::size_t>(m_itemEnd[n] - m_itemBegin[n]));
}

SidTrie::Node SidTrie::find(std::span<const SidToken> sid) const {
  Node node = root();
  for (const SidToken token : sid) {
    node = child(node, token);
    if (node < 0) return -1;
  }
  return node;
}

}  // namespace ghost::sid
