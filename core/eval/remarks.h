#pragma once
#include <span>
#include <string>
#include <vector>

#include "base/json_file.h"
#include "data/interactions.h"
#include "decode/ranked_list.h"

namespace ghost::eval {

/// What a reader has to know before comparing these metrics with others, a sentence each; `metrics` are those of evaluate(), with coverage() where it was asked for.
/// Empty for a list of K slots or more for every user of the data.
std::vector<std::string> remarks(const OrderedJson& metrics);

/// How far lists of unknown origin belong to these interactions: users_in_data, and foreign_targets, the lists whose target is neither the user's test nor validation
/// item. Throws Error{Data} for a user that the data doesn't have.
OrderedJson coverage(std::span<const decode::RankedList> lists, const data::Interactions& interactions);

}  // namespace ghost::eval
