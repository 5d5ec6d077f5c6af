#pragma once
#include "sid/child_split.h"

namespace ghost::sid {

/// Where the search of splitChildren() begins, no part empty: children by falling popularity onto the least popular part; children to the nearest of seeds that lie
/// far apart; children in turn.
std::vector<Parts> splitStarts(const Children& children, std::int32_t count);

}  // namespace ghost::sid
