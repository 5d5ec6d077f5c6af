#include "decode/ranked_list.h"

#include <algorithm>
#include <limits>

#include "decode/token_mask.h"

namespace ghost::decode {
namespace {

std::string textOf(std::span<const std::int32_t> tokens, const sid::SidTable& table, const TokenMap& map) {
  std::string text;
  for (const std::int32_t token : tokens) {
    const std::int32_t inTable = token - map.firstSid;
    const bool isSid = token >= map.firstSid && inTable < table.tokens();
    text += isSid ? table.tokenName(inTable) : "<token " + std::to_string(token) + ">";
  }
  return text;
}

/// Takes places one by one; the numbers of items are only kept where some place has several.
class Places {
 public:
  explicit Places(RankedList& list) : m_list(list) {
    m_list.items.clear();
    m_list.scores.clear();
    m_list.invalidSids.clear();
    m_list.itemsAtPlace.clear();
  }
  std::size_t size() const { return m_places; }
  void add(data::ItemId item, double score) {
    m_list.items.push_back(item);
    m_list.scores.push_back(score);
    ++m_open;
  }
  /// Ends a place; one without items is none.
  void close() {
    if (m_open == 0) return;
    if (m_open > 1 && m_list.itemsAtPlace.empty()) m_list.itemsAtPlace.assign(m_places, 1);
    if (m_open > 1 || !m_list.itemsAtPlace.empty()) m_list.itemsAtPlace.push_back(m_open);
    ++m_places;
    m_open = 0;
  }

 private:
  RankedList& m_list;
  std::size_t m_places = 0;
  std::int32_t m_open = 0;
};

}  // namespace

void expand(std::span<const Hypothesis> hypotheses, const sid::SidTable& table, const sid::SidTrie& trie, const TokenMap& map, int slots, RankedList& list, std::span<const data::ItemId> without) {
  const auto limit = static_cast<std::size_t>(std::max(0, slots));
  Places places(list);
  for (const Hypothesis& hypothesis : hypotheses) {
    if (places.size() >= limit) return;
    const auto node = hypothesis.ended ? nodeOf(trie, map, hypothesis.tokens) : -1;
    if (node < 0 || !trie.isTerminal(node)) {
      places.add(-1, hypothesis.score);
      list.invalidSids.push_back(textOf(hypothesis.tokens, table, map));
    } else {
      for (const sid::ItemId item : trie.itemsAt(node))
        if (std::find(without.begin(), without.end(), item) == without.end()) places.add(item, hypothesis.score);
    }
    places.close();
  }
}

std::int32_t sharersOf(const sid::SidTable& table, const sid::SidTrie& trie, data::ItemId item) {
  return static_cast<std::int32_t>(trie.itemsAt(trie.find(table.sid(item))).size());
}

std::span<const data::ItemId> leftOut(std::span<const data::ItemId> sequence, data::Part part, bool keepHistory) {
  if (keepHistory) return {};
  return data::evaluationExample(sequence, part, std::numeric_limits<int>::max()).history;
}

}  // namespace ghost::decode
