#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "base/rng.h"
#include "sample/token_tree.h"

namespace ghost::sample {

inline data::Interactions interactionsOf(const std::vector<std::vector<data::ItemId>>& sequences) {
  data::Interactions result;
  for (const auto& sequence : sequences) {
    result.items.insert(result.items.end(), sequence.begin(), sequence.end());
    result.offsets.push_back(static_cast<std::int64_t>(result.items.size()));
    result.userNames.push_back(std::to_string(result.userNames.size()));
  }
  return result;
}

/// Only the head mark matters to this room.
inline data::Popularity popularityOf(const std::vector<bool>& head) {
  data::Popularity result;
  result.head = head;
  result.count.assign(head.size(), 1);
  for (std::size_t i = 0; i < head.size(); ++i)
    if (head[i]) result.headItems.push_back(static_cast<data::ItemId>(i));
  return result;
}

/// Items 0 and 1 are heads with two codes, 2 and 3 tails that inherit them and go on; model tokens: a_0 = 2, a_1 = 3, b_0 = 4, b_1 = 5, e_0 = 6, e_1 = 7.
inline sid::SidTable fourItems() {
  return sid::SidTable::fromTokens({{"<a_0>", "<b_0>"}, {"<a_1>", "<b_1>"}, {"<a_0>", "<b_0>", "<e_0>"}, {"<a_1>", "<b_1>", "<e_1>"}});
}

/// A random data set: `items` items, SIDs of 1 to 4 tokens (some shared), every other item a head, users of 3 to `longest` items.
struct RandomWorld {
  data::Interactions interactions;
  data::Popularity popularity;
  sid::SidTable table;
  UndesiredSets undesired;
  std::vector<data::UserId> users;

  RandomWorld(std::uint64_t seed, int items, int userCount, int longest) {
    Rng rng(seed);
    std::vector<std::vector<std::string>> sids;
    std::vector<bool> head;
    std::vector<std::vector<sid::ItemId>> lists;
    for (int i = 0; i < items; ++i) {
      std::vector<std::string> tokens;
      const auto length = 1 + rng.below(4);
      for (std::uint64_t level = 0; level < length; ++level) tokens.push_back(sid::tokenText({static_cast<std::int8_t>(level), static_cast<std::int32_t>(rng.below(4))}));
      sids.push_back(tokens);
      head.push_back(i % 2 == 0);
      std::vector<sid::ItemId> list;
      for (std::uint64_t k = rng.below(4); k > 0; --k) list.push_back(static_cast<sid::ItemId>(rng.below(static_cast<std::uint64_t>(items))));
      lists.push_back(list);
    }
    std::vector<std::vector<data::ItemId>> sequences;
    for (int u = 0; u < userCount; ++u) {
      std::vector<data::ItemId> sequence(3 + rng.below(static_cast<std::uint64_t>(longest - 2)));
      for (auto& item : sequence) item = static_cast<data::ItemId>(rng.below(static_cast<std::uint64_t>(items)));
      sequences.push_back(sequence);
      users.push_back(u);
    }
    interactions = interactionsOf(sequences);
    popularity = popularityOf(head);
    table = sid::SidTable::fromTokens(sids);
    undesired = UndesiredSets::fromLists(lists);
  }
};

}  // namespace ghost::sample
