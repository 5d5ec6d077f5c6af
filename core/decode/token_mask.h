#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "decode/beam_search.h"

namespace ghost::decode {

/// The union over all items of the tokens at each position (SID tokens, ascending): the table behind Mask::Level.
std::vector<std::vector<sid::SidToken>> levelTokens(const sid::SidTrie& trie);

/// Answers which model tokens may follow what was generated. Holds the trie by reference.
class TokenMask {
 public:
  TokenMask(const sid::SidTrie& trie, const TokenMap& map, Mask mask, std::int32_t vocabulary);
  /// Ascending; EOS among them where it may come. Empty when nothing may follow.
  std::vector<std::int32_t> allowed(std::span<const std::int32_t> generated) const;

 private:
  std::vector<std::int32_t> inTrie(std::span<const std::int32_t> generated) const;
  std::vector<std::int32_t> atLevel(std::size_t position) const;

  const sid::SidTrie& m_trie;
  TokenMap m_map;
  Mask m_mask;
  std::int32_t m_vocabulary;
  std::vector<std::vector<sid::SidToken>> m_levels;
};

/// Node that a list of model tokens leads to, -1 if none (a token that is no SID token included).
sid::SidTrie::Node nodeOf(const sid::SidTrie& trie, const TokenMap& map, std::span<const std::int32_t> tokens);

}  // namespace ghost::decode
