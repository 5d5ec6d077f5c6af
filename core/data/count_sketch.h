#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace ghost::data {

/// Whether a name was seen at least `least` times, never a wrong no: one counter for all names of a hash, so that a hundred million names cost the size of the
/// table, and counters of 2, 4 or 8 bits, as `least` needs. A name that shares its counter is counted too high, which keeps rows that a later exact count takes
/// out. Not thread-safe.
class CountSketch {
 public:
  static constexpr std::int64_t highest = 255;  ///< of `least`: more counts as that
  /// 2^bits counters; none at all where `least` is 1 or less, as every name that is asked for was seen.
  CountSketch(int bits, std::int64_t least);
  static std::uint64_t hashOf(std::string_view name);
  /// For those who ask for many: a few of them before add() or mayHave().
  void fetch(std::uint64_t hash) const { if (m_width > 0) __builtin_prefetch(&m_words[placeOf(hash).word]); }
  void add(std::uint64_t hash);
  bool mayHave(std::uint64_t hash) const;

 private:
  struct Place { std::size_t word; unsigned shift; };
  Place placeOf(std::uint64_t hash) const;
  unsigned m_width = 0;              ///< bits a counter; 0 = none is needed
  std::uint64_t m_least = 0, m_mask = 0, m_counters = 0;
  std::vector<std::uint64_t> m_words;
};

}  // namespace ghost::data
