#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

namespace ghost::data {

/// How often a name was seen, never too low: one counter of a byte for all names of a hash, so that a hundred million names cost the size of the table.
/// A name that shares its counter is counted too high, which keeps rows that a later exact count takes out. Not thread-safe.
class CountSketch {
 public:
  static constexpr unsigned highest = 255;
  /// 2^bits counters.
  explicit CountSketch(int bits) : m_counts(std::size_t{1} << bits, 0) {}
  void add(std::string_view name) {
    std::uint8_t& count = m_counts[placeOf(name)];
    count += count < highest;
  }
  /// False only where `name` was seen fewer than `least` times; `least` above `highest` counts as that.
  bool mayHave(std::string_view name, std::int64_t least) const { return m_counts[placeOf(name)] >= (least < highest ? least : highest); }

 private:
  std::size_t placeOf(std::string_view name) const;
  std::vector<std::uint8_t> m_counts;
};

}  // namespace ghost::data
