#pragma once
#include <filesystem>
#include <vector>

#include "decode/ranked_list.h"

namespace ghost::eval {

/// lists/<part>.jsonl.zst: one object a user {"u","h","t","r","s","sid"}; metrics are computed from this file and nothing else.
void saveLists(const std::filesystem::path& file, const std::vector<decode::RankedList>& lists);
/// Reads .jsonl or .jsonl.zst (bounded while inflating). Throws Error{Data} with line number for anything malformed or an item id outside [-1, items).
std::vector<decode::RankedList> readLists(const std::filesystem::path& file, std::int32_t items);

}  // namespace ghost::eval
