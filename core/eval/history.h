#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_file.h"
#include "data/interactions.h"
#include "data/popularity.h"
#include "decode/ranked_list.h"

namespace ghost::eval {

/// Whether lists may name items that the user already has. Metrics say it under the key "history": numbers of the two ways can't be compared, since what is
/// left out makes room for items that were not seen.
inline constexpr std::string_view historyKept = "kept", historyLeftOut = "left out";

/// The key "history" of metrics; where they lack it, what the run's parameters say (keep_history; the manifest's "parameters"); empty where neither does.
std::string historyOf(const OrderedJson& metrics, const OrderedJson& parameters);

/// "kept" where a list names an item that comes before its target in the user's sequence, "left out" where none does. Lists of unknown origin are judged by it.
std::string_view historyShown(std::span<const decode::RankedList> lists, const data::Interactions& interactions);

/// What a user had before the target of this list: everything before the test or validation item, the history's items where the target is neither.
std::span<const data::ItemId> itemsBefore(const decode::RankedList& list, const data::Interactions& interactions);

/// The same lists with the items taken out that the user already has; what follows moves up. Places of a shared SID lose those items and keep the others.
std::vector<decode::RankedList> withoutHistory(std::span<const decode::RankedList> lists, const data::Interactions& interactions);

/// Metrics of withoutHistory(), for the cuts that the lists are long enough for: those at which at most one user of a hundred has fewer than K items left. They
/// name history "left out" and, under history_short{K: users}, how many have fewer; history_dropped{K: users} are the other cuts. Throws Error{Data} where no cut remains, and as evaluate() does.
OrderedJson evaluateWithoutHistory(std::span<const decode::RankedList> lists, const data::Interactions& interactions, const data::Popularity& popularity, std::span<const int> cuts);

}  // namespace ghost::eval
