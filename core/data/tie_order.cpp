#include "data/tie_order.h"

#include <algorithm>
#include <utility>

namespace ghost::data {

void TieOrder::sort(std::vector<Event>& ties) {
  // Items of one number side by side, so that repeats are counted in one walk; which number an item has doesn't matter.
  std::sort(ties.begin(), ties.end(), [](const Event& a, const Event& b) { return a.item < b.item; });
  if (m_ofItems.empty()) {
    m_ofItems.reserve(m_items.size());
    for (std::uint32_t item = 0; item < m_items.size(); ++item) m_ofItems.push_back(m_rng.split(m_items.name(item)).next());
  }
  if (std::exchange(m_user, ties.front().user) != ties.front().user) m_ofUser = m_rng.split(m_users.name(ties.front().user));
  m_keyed.clear();
  std::uint64_t before = 0;
  for (std::size_t i = 0; i < ties.size(); ++i) {
    before = i > 0 && ties[i - 1].item == ties[i].item ? before + 1 : 0;
    m_keyed.emplace_back(m_ofUser.split(m_ofItems[ties[i].item]).split(before).next(), ties[i]);
  }
  std::sort(m_keyed.begin(), m_keyed.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  for (std::size_t i = 0; i < ties.size(); ++i) ties[i] = m_keyed[i].second;
}

}  // namespace ghost::data
