#include "decode/token_mask.h"

#include <algorithm>
#include <numeric>

namespace ghost::decode {

std::vector<std::vector<sid::SidToken>> levelTokens(const sid::SidTrie& trie) {
  std::vector<std::vector<sid::SidToken>> levels;
  for (sid::SidTrie::Node node = 1; node < trie.nodes(); ++node) {
    const auto position = static_cast<std::size_t>(trie.depth(node) - 1);
    if (levels.size() <= position) levels.resize(position + 1);
    levels[position].push_back(trie.token(node));
  }
  for (auto& tokens : levels) {
    std::ranges::sort(tokens);
    tokens.erase(std::unique(tokens.begin(), tokens.end()), tokens.end());
  }
  return levels;
}

sid::SidTrie::Node nodeOf(const sid::SidTrie& trie, const TokenMap& map, std::span<const std::int32_t> tokens) {
  auto node = trie.root();
  for (const std::int32_t token : tokens) {
    if (node < 0 || token < map.firstSid) return -1;
    node = trie.child(node, token - map.firstSid);
  }
  return node;
}

TokenMask::TokenMask(const sid::SidTrie& trie, const TokenMap& map, Mask mask, std::int32_t vocabulary) : m_trie(trie), m_map(map), m_mask(mask), m_vocabulary(vocabulary) {
  if (mask == Mask::Level) m_levels = levelTokens(trie);
}

std::vector<std::int32_t> TokenMask::allowed(std::span<const std::int32_t> generated) const {
  if (m_mask == Mask::Trie) return inTrie(generated);
  if (m_mask == Mask::Level) return atLevel(generated.size());
  std::vector<std::int32_t> all(static_cast<std::size_t>(m_vocabulary));
  std::iota(all.begin(), all.end(), 0);
  return all;
}

std::vector<std::int32_t> TokenMask::inTrie(std::span<const std::int32_t> generated) const {
  std::vector<std::int32_t> result;
  const auto node = nodeOf(m_trie, m_map, generated);
  if (node < 0) return result;
  for (const sid::SidToken token : m_trie.childTokens(node)) result.push_back(m_map.firstSid + token);
  if (m_trie.isTerminal(node)) result.insert(std::ranges::lower_bound(result, m_map.eos), m_map.eos);
  return result;
}

std::vector<std::int32_t> TokenMask::atLevel(std::size_t position) const {
  std::vector<std::int32_t> result;
  if (position == m_levels.size()) result.push_back(m_map.eos);
  if (position < m_levels.size())
    for (const sid::SidToken token : m_levels[position]) result.push_back(m_map.firstSid + token);
  return result;
}

}  // namespace ghost::decode
