#include "decode/next_item.h"

#include <algorithm>
#include <utility>

#include "data/split.h"

namespace ghost::decode {

Followers::Followers(const data::Interactions& interactions, std::int32_t items) : m_offsets(static_cast<std::size_t>(items) + 1, 0) {
  std::vector<std::pair<data::ItemId, data::ItemId>> steps;
  for (data::UserId user = 0; user < interactions.users(); ++user) {
    const auto sequence = data::trainSequence(interactions.sequence(user));
    for (std::size_t i = 1; i < sequence.size(); ++i) steps.emplace_back(sequence[i - 1], sequence[i]);
  }
  std::ranges::sort(steps);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (i == 0 || steps[i] != steps[i - 1]) {
      m_followers.push_back({steps[i].second, 0, 0});
      ++m_offsets[static_cast<std::size_t>(steps[i].first) + 1];
    }
    m_followers.back().score += 1;
  }
  for (std::size_t i = 1; i < m_offsets.size(); ++i) m_offsets[i] += m_offsets[i - 1];
}

std::span<const ScoredItem> Followers::of(data::ItemId item) const {
  const auto begin = static_cast<std::size_t>(m_offsets[static_cast<std::size_t>(item)]);
  return std::span(m_followers).subspan(begin, static_cast<std::size_t>(m_offsets[static_cast<std::size_t>(item) + 1]) - begin);
}

}  // namespace ghost::decode
