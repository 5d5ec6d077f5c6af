#pragma once
#include <span>
#include <string>
#include <string_view>

namespace ghost {

/// The entry of `known` that `word` probably stands for: equal but for case, hyphens and the like, at most a third of its letters wrong (neighbours that changed
/// places are one mistake), or the beginning of an entry. The nearest one, the first of several; empty when none is near: a far one misleads.
std::string_view closestOf(std::string_view word, std::span<const std::string_view> known);

/// "no such recipe; did you mean ghost?", where nothing is near "no such recipe; there are a, b and c", or how to list them where they are many.
std::string noSuch(std::string_view what, std::string_view word, std::span<const std::string_view> known);

}  // namespace ghost
