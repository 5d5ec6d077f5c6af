#include "sample/vocabulary.h"

namespace ghost::sample {

void appendItem(std::vector<std::int32_t>& tokens, const sid::SidTable& table, sid::ItemId item) {
  for (const sid::SidToken token : table.sid(item)) tokens.push_back(Vocabulary::ofSid(token));
  tokens.push_back(Vocabulary::eos);
}

std::vector<std::int32_t> prompt(const sid::SidTable& table, std::span<const sid::ItemId> history) {
  std::vector<std::int32_t> tokens;
  tokens.reserve(history.size() * static_cast<std::size_t>(table.maxLength() + 1));
  for (const sid::ItemId item : history) appendItem(tokens, table, item);
  return tokens;
}

}  // namespace ghost::sample
