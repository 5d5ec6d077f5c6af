#include "data/count_sketch.h"

#include <functional>

namespace ghost::data {

std::size_t CountSketch::placeOf(std::string_view name) const { return std::hash<std::string_view>{}(name) & (m_counts.size() - 1); }

}  // namespace ghost::data
