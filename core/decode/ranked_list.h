#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "data/split.h"
#include "decode/beam_search.h"
#include "sid/sid_table.h"

namespace ghost::decode {

/// What one user was recommended. `items[i]` is -1 for a generated SID that no item has (then `invalidSids` holds the strings, in order of the -1 slots).
/// Only items and target are read by the metrics.
struct RankedList {
  data::UserId user = 0;
  std::vector<data::ItemId> history;
  data::ItemId target = -1;
  std::vector<data::ItemId> items;
  std::vector<double> scores;
  std::vector<std::string> invalidSids;
};

/// Hypotheses -> items: a shared SID expands to its items in id order, one slot each, equal score; cut at `slots`. What names no item takes one slot as -1, with
/// its token strings joined (`<token 7>` for a model token that is no SID token). Items `without` take no slot, so that the list may be shorter.
/// Overwrites items, scores and invalidSids only.
void expand(std::span<const Hypothesis> hypotheses, const sid::SidTable& table, const sid::SidTrie& trie, const TokenMap& map, int slots, RankedList& list, std::span<const data::ItemId> without = {});

/// What a recommendation leaves out for a user: nothing with `keepHistory`, else all that comes before the part's target, what a model no longer reads included.
std::span<const data::ItemId> leftOut(std::span<const data::ItemId> sequence, data::Part part, bool keepHistory);

}  // namespace ghost::decode
