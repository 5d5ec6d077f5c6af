#pragma once
#include <numeric>
#include <vector>

#include "data/popularity.h"
#include "decode/ranked_list.h"

namespace ghost::testing_eval {

inline decode::RankedList list(data::UserId user, data::ItemId target, std::vector<data::ItemId> items) {
  decode::RankedList result;
  result.user = user;
  result.target = target;
  result.items = std::move(items);
  return result;
}

/// Counts with a head of one's own choosing, past the rule.
inline data::Popularity withHead(std::vector<std::int64_t> counts, const std::vector<data::ItemId>& head) {
  data::Popularity p;
  p.count = std::move(counts);
  p.head.assign(p.count.size(), false);
  p.headItems = head;
  double headEvents = 0;
  for (const auto item : head) {
    p.head[static_cast<std::size_t>(item)] = true;
    headEvents += static_cast<double>(p.count[static_cast<std::size_t>(item)]);
  }
  p.trainEvents = std::accumulate(p.count.begin(), p.count.end(), std::int64_t{0});
  p.headShare = headEvents / static_cast<double>(p.trainEvents);
  return p;
}

}  // namespace ghost::testing_eval
