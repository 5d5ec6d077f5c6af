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

}  // namespace

void expand(std::span<const Hypothesis> hypotheses, const sid::SidTable& table, const sid::SidTrie& trie, const TokenMap& map, int slots, RankedList& list, std::span<const data::ItemId> without) {
  list.items.clear();
  list.scores.clear();
  list.invalidSids.clear();
  const auto limit = static_cast<std::size_t>(std::max(0, slots));
  for (const Hypothesis& hypothesis : hypotheses) {
    if (list.items.size() >= limit) return;
    const auto node = hypothesis.ended ? nodeOf(trie, map, hypothesis.tokens) : -1;
    if (node < 0 || !trie.isTerminal(node)) {
      list.items.push_back(-1);
      list.scores.push_back(hypothesis.score);
      list.invalidSids.push_back(textOf(hypothesis.tokens, table, map));
      continue;
    }
    for (const sid::ItemId item : trie.itemsAt(node)) {
      if (list.items.size() >= limit) return;
      if (std::find(without.begin(), without.end(), item) != without.end()) continue;
      list.items.push_back(item);
      list.scores.push_back(hypothesis.score);
    }
  }
}

std::span<const data::ItemId> leftOut(std::span<const data::ItemId> sequence, data::Part part, bool keepHistory) {
  if (keepHistory) return {};
  return data::evaluationExample(sequence, part, std::numeric_limits<int>::max()).history;
}

}  // namespace ghost::decode
