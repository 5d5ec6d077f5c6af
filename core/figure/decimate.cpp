#include "figure/decimate.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace ghost::figure {

std::vector<std::size_t> decimate(std::span<const double> place, std::span<const double> value, double cell) {
  std::vector<std::size_t> kept;
  const std::size_t n = std::min(place.size(), value.size());
  for (std::size_t begin = 0; begin < n;) {
    const double column = std::floor(place[begin] / cell);
    std::size_t lowest = begin, highest = begin, end = begin;
    while (end < n && std::floor(place[end] / cell) == column) {
      if (value[end] < value[lowest]) lowest = end;
      if (value[end] > value[highest]) highest = end;
      ++end;
    }
    if (end == begin) end = begin + 1;  // a place that is no number has no column
    std::array<std::size_t, 4> corners{begin, lowest, highest, end - 1};
    std::sort(corners.begin(), corners.end());
    for (std::size_t i = 0; i < corners.size(); ++i) {
      if (i == 0 || corners[i] != corners[i - 1]) kept.push_back(corners[i]);
    }
    begin = end;
  }
  return kept;
}

}  // namespace ghost::figure
