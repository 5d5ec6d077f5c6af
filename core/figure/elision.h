#pragma once
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace ghost::figure {

/// Labels for a room too narrow for them, cut so that they can still be told apart. Where cutting out the middle makes two different ones alike, what they have in common
/// is cut instead and the part that differs stays. `width` measures UTF-8 text in the unit of `room`; a label that fits stays as it is. As many results as labels.
std::vector<std::string> elided(std::span<const std::string> labels, double room, const std::function<double(const std::string&)>& width);

}  // namespace ghost::figure
