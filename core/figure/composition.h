#pragma once
#include <array>
#include <vector>

#include "data/popularity.h"
#include "decode/ranked_list.h"

namespace ghost::figure {

/// Who is shown: per list position the share of users who see a head item, a tail item, or nothing valid there (an invalid generation, or the list ended);
/// the three sum to 1. `exposure[g]` = share of all users x k slots that hold an item of popularity fifth g (0 = most popular), `training[g]` = the fifth's
/// share of training events (GP and GH of methods 0.6 for fifths).
struct ListComposition {
  std::vector<double> head, tail, nothing;
  std::array<double, 5> exposure{}, training{};
};
ListComposition composition(const std::vector<decode::RankedList>& lists, const data::Popularity& popularity, int k);

}  // namespace ghost::figure
