#pragma once
#include <cstdint>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

#include "text/vocabulary.h"

namespace ghost::text {

/// The merges of a byte-pair encoding: which two neighbours become which token, and which pair goes first (the lower rank; of equal ones the leftmost).
/// Immutable, any thread.
class BpeMerges {
 public:
  struct Merge {
    std::int32_t rank = 0;
    TokenId result = 0;
  };
  /// `merges` is a list of pairs ["left", "right"] or of texts "left right". Throws Error{Data} when a side, or what both make together, is no token.
  BpeMerges(const JsonPlace& merges, const Vocabulary& vocabulary);
  /// Null when the two don't merge.
  const Merge* find(TokenId left, TokenId right) const;

 private:
  struct PairHash {
    std::size_t operator()(std::uint64_t pair) const;
  };
  std::unordered_map<std::uint64_t, Merge, PairHash> m_merges;
};

/// Applies merges to one piece after the other; keeps its buffers between pieces, so one belongs to one thread. Time n log n for a piece of n symbols:
/// symbols are a linked list, possible merges a heap. `merges` must outlive it.
class BpeMerger {
 public:
  explicit BpeMerger(const BpeMerges& merges) : m_merges(merges) {}
  /// Appends the tokens that the symbols become.
  void merge(std::span<const TokenId> symbols, std::vector<TokenId>& tokens);
  /// Entries taken from the heap since the beginning, the measure of the work done.
  std::uint64_t steps() const { return m_steps; }

 private:
  struct Symbol {
    TokenId token;
    std::int32_t before, after;  ///< neighbours, -1 = none
    bool gone = false;
  };
  struct Candidate {
    std::int32_t rank, at;
    TokenId result;
    bool operator>(const Candidate& other) const { return std::pair(rank, at) > std::pair(other.rank, other.at); }
  };
  void propose(std::int32_t at);
  void apply(const Candidate& candidate);

  const BpeMerges& m_merges;
  std::vector<Symbol> m_symbols;
  std::vector<Candidate> m_heap;
  std::uint64_t m_steps = 0;
};

}  // namespace ghost::text
