#pragma once
#include <cstdint>
#include <filesystem>
#include <vector>

#include "decode/ranked_list.h"

namespace ghost::eval {

/// lists/<part>.jsonl.zst: one object a user {"u","h","t","r","s","sid"}; metrics are computed from this file and nothing else. A name that doesn't end in
/// .zst is written as plain text. Where items share a SID two keys more: "n", how many items of "r" stand at each place (all of one SID; without it one each), and "tn",
/// how many items have the target's SID (without it 1). `items` and `scores` have the same length, or there are no scores; scores are finite and read back bit for bit.
void saveLists(const std::filesystem::path& file, const std::vector<decode::RankedList>& lists);

/// Reads .jsonl or .jsonl.zst, told apart by content. Inflating stops at 200 times the compressed size (beyond the first 16 MB) or `maxText` bytes.
/// Throws Error{Data} with line number for anything malformed, an item id outside [-1, items) (a target or history item outside [0, items)), a user that
/// stands twice, or no user at all. Unknown keys are passed over.
std::vector<decode::RankedList> readLists(const std::filesystem::path& file, std::int32_t items, std::uint64_t maxText = 64ull << 30);

}  // namespace ghost::eval
