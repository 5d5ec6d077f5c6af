#pragma once
#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "data/split.h"
#include "decode/beam_search.h"
#include "sid/sid_table.h"

namespace ghost::decode {

/// What one user was recommended, place by place. A place is one item, one generated SID that no item has (item -1; then `invalidSids` holds the strings, in order
/// of those places), or one SID that several items share: it stands for all of them, and nothing says which is meant. `items` and `scores` hold the items of all
/// places one after the other, those of one place in any order and with one score. Items, places and target are what the metrics read.
struct RankedList {
  data::UserId user = 0;
  std::vector<data::ItemId> history;
  data::ItemId target = -1;
  std::vector<data::ItemId> items;
  std::vector<double> scores;
  std::vector<std::string> invalidSids;
  std::vector<std::int32_t> itemsAtPlace = {};  ///< number of items of each place; empty: every item is a place of its own
  std::int32_t targetSharers = 1;               ///< items that have the target's SID, itself among them; 1 where items are ranked without SIDs

  std::size_t places() const { return itemsAtPlace.empty() ? items.size() : itemsAtPlace.size(); }
};

/// body(place, items) for the first `limit` places of a list, place 0 first; `items` is {-1} where no item has the SID.
template <class Body>
void forEachPlace(const RankedList& list, std::size_t limit, Body&& body) {
  const std::size_t places = std::min(list.places(), limit);
  for (std::size_t place = 0, first = 0; place < places; ++place) {
    const auto items = list.itemsAtPlace.empty() ? std::size_t{1} : static_cast<std::size_t>(list.itemsAtPlace[place]);
    body(place, std::span(list.items).subspan(first, items));
    first += items;
  }
}

/// Hypotheses -> places: a SID takes one slot whether one item has it or several share it; cut at `slots`. What names no item takes one slot as -1, with
/// its token strings joined (`<token 7>` for a model token that is no SID token). Items `without` are left out, and a SID none of whose items remain takes no slot,
/// so that the list may be shorter. Overwrites items, scores, invalidSids and itemsAtPlace only.
void expand(std::span<const Hypothesis> hypotheses, const sid::SidTable& table, const sid::SidTrie& trie, const TokenMap& map, int slots, RankedList& list, std::span<const data::ItemId> without = {});

/// Number of items that have the SID of `item`.
std::int32_t sharersOf(const sid::SidTable& table, const sid::SidTrie& trie, data::ItemId item);

/// What a recommendation leaves out for a user: nothing with `keepHistory`, else all that comes before the part's target, what a model no longer reads included.
std::span<const data::ItemId> leftOut(std::span<const data::ItemId> sequence, data::Part part, bool keepHistory);

}  // namespace ghost::decode
