#include "data/count_sketch.h"

#include <algorithm>
#include <functional>

namespace ghost::data {

CountSketch::CountSketch(int bits, std::int64_t least) {
  if (least <= 1) return;
  m_least = static_cast<std::uint64_t>(std::min(least, highest));
  m_width = m_least <= 3 ? 2 : m_least <= 15 ? 4 : 8;
  m_mask = (std::uint64_t{1} << m_width) - 1;
  m_counters = std::uint64_t{1} << bits;
  m_words.resize((m_counters * m_width + 63) / 64);
}

std::uint64_t CountSketch::hashOf(std::string_view name) { return std::hash<std::string_view>{}(name); }

CountSketch::Place CountSketch::placeOf(std::uint64_t hash) const {
  const std::uint64_t bit = (hash & (m_counters - 1)) * m_width;
  return {static_cast<std::size_t>(bit / 64), static_cast<unsigned>(bit % 64)};
}

void CountSketch::add(std::uint64_t hash) {
  if (m_width == 0) return;
  const Place place = placeOf(hash);
  std::uint64_t& word = m_words[place.word];
  if (((word >> place.shift) & m_mask) < m_least) word += std::uint64_t{1} << place.shift;
}

bool CountSketch::mayHave(std::uint64_t hash) const {
  if (m_width == 0) return true;
  const Place place = placeOf(hash);
  return ((m_words[place.word] >> place.shift) & m_mask) >= m_least;
}

}  // namespace ghost::data
