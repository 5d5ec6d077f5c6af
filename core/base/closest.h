#pragma once
#include <span>
#include <string_view>

namespace ghost {

/// The entry of `known` with the smallest edit distance to `word`, the first of several; empty when `known` is. For "did you mean".
std::string_view closestOf(std::string_view word, std::span<const std::string_view> known);

}  // namespace ghost
