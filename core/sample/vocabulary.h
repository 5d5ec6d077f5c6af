#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "sid/sid_table.h"

namespace ghost::sample {

/// Model token ids of SID-only prompts: 0 = <pad>, 1 = <eos>, then the SID tokens in the table's order. One id space for history, target and undesired SIDs.
class Vocabulary {
 public:
  static constexpr std::int32_t pad = 0, eos = 1, firstSid = 2;
  explicit Vocabulary(const sid::SidTable& table) : m_size(firstSid + table.tokens()) {}
  std::int32_t size() const { return m_size; }
  static std::int32_t ofSid(sid::SidToken token) { return firstSid + token; }
  static sid::SidToken toSid(std::int32_t token) { return token - firstSid; }
  static bool isSid(std::int32_t token) { return token >= firstSid; }

 private:
  std::int32_t m_size;
};

/// Appends the item's SID tokens and EOS (methods.md 0.7: every item, in history and target alike).
void appendItem(std::vector<std::int32_t>& tokens, const sid::SidTable& table, sid::ItemId item);
/// A decoding prompt: every history item with its EOS; the next item's first token is predicted from the last row.
std::vector<std::int32_t> prompt(const sid::SidTable& table, std::span<const sid::ItemId> history);

}  // namespace ghost::sample
