#pragma once
#include <string>
#include <string_view>

#include "decode/ranked_list.h"

namespace ghost::eval {

/// One ranked list as a line of the saved file (without the newline) and back; `where` names file and line in errors. See saved_lists.h for the rules.
std::string lineOf(const decode::RankedList& list);
decode::RankedList listOf(std::string_view line, std::int32_t items, const std::string& where);

}  // namespace ghost::eval
