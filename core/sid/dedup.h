#pragma once
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "data/popularity.h"
#include "sid/sid_table.h"

namespace ghost::sid {

/// Which items get a suffix token `<p_k>` that tells equal code lists apart: all of them, those whose code list is not unique, or none. Repair gives none either: there
/// the quantiser's codes were changed instead (sid/code_repair.h).
enum class Dedup { All, Colliding, Repair, None };
/// "all", "colliding", "repair" or "none"; throws Error{Usage} for another word.
Dedup dedupOf(std::string_view word);

/// Code lists of all items, CSR; the place in a list is the level.
struct CodeLists {
  std::vector<std::int32_t> offsets{0};
  std::vector<std::int32_t> codes;

  std::int32_t items() const { return static_cast<std::int32_t>(offsets.size() - 1); }
  std::span<const std::int32_t> of(ItemId item) const {
    const auto i = static_cast<std::size_t>(item);
    return std::span(codes).subspan(static_cast<std::size_t>(offsets[i]), static_cast<std::size_t>(offsets[i + 1] - offsets[i]));
  }
  void add(std::span<const std::int32_t> list) {
    codes.insert(codes.end(), list.begin(), list.end());
    offsets.push_back(static_cast<std::int32_t>(codes.size()));
  }
};

/// Head items in head order, then tail items by id: the order in which suffixes are handed out.
std::vector<ItemId> headsThenTails(const data::Popularity& popularity);

/// Per item the ordinal 1, 2, ... of its suffix token, 0 for none. Within a group of equal code lists ordinals follow `order`, which names every item once.
std::vector<std::int32_t> suffixes(const CodeLists& lists, std::span<const ItemId> order, Dedup policy);

/// Code lists and suffixes as a SID table: `<a_..>`, `<b_..>`, ..., then `<p_k>` where there is a suffix. `from` names the first of a group: the ordinal
/// 1, 2, ... becomes `<p_from>`, `<p_{from+1}>`, ... (1 in Ghost's code, 0 in TIGER and ED2).
SidTable tableOf(const CodeLists& lists, std::span<const std::int32_t> suffixes, std::int32_t from = 1);

}  // namespace ghost::sid
