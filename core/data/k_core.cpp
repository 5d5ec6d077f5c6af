#include "data/k_core.h"

#include <algorithm>
#include <utility>

namespace ghost::data {
namespace {

constexpr std::uint64_t between = 1 << 20;  ///< events from one look at the stop request to the next

/// Takes out those with fewer than k; whether one of them had events.
bool takeOut(std::vector<bool>& stays, const std::vector<std::uint32_t>& counts, std::int64_t k) {
  bool any = false;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (!stays[i] || counts[i] >= k) continue;
    stays[i] = false;
    any = any || counts[i] > 0;
  }
  return any;
}

/// Lists of the other side, CSR.
struct Neighbours {
  explicit Neighbours(const std::vector<std::uint32_t>& counts) : offsets(counts.size() + 1, 0) {
    for (std::size_t i = 0; i < counts.size(); ++i) offsets[i + 1] = offsets[i] + counts[i];
    others.resize(offsets.back());
    next.assign(offsets.begin(), offsets.end() - 1);
  }
  void add(std::uint32_t one, std::uint32_t other) { others[next[one]++] = other; }
  std::vector<std::uint64_t> offsets, next;
  std::vector<std::uint32_t> others;
};

}  // namespace

KCore::KCore(const SpilledList<Event>& events, std::uint32_t users, std::uint32_t items, std::int64_t k, const std::stop_token& stop) : m_events(events), m_k(k), m_stop(stop), m_userStays(users, true), m_itemStays(items, true), m_ofUsers(users), m_ofItems(items) {
  int rounds = 0;
  bool more = true;
  while (more && rounds++ < mostRounds && !m_stop.stop_requested()) more = round();
  if (more && !m_stop.stop_requested()) peel();
  for (std::size_t item = 0; item < m_ofItems.size(); ++item) m_items += m_itemStays[item] && m_ofItems[item] > 0;
  m_ofItems = {};  // they have done their work
}

void KCore::count() {
  std::fill(m_ofUsers.begin(), m_ofUsers.end(), 0);
  std::fill(m_ofItems.begin(), m_ofItems.end(), 0);
  m_size = 0;
  std::uint64_t seen = 0;
  m_events.walk([&](const Event& event) {
    if (has(event)) {
      ++m_ofUsers[event.user];
      ++m_ofItems[event.item];
      ++m_size;
    }
    return ++seen % between != 0 || !m_stop.stop_requested();
  });
}

bool KCore::round() {
  count();
  const bool users = takeOut(m_userStays, m_ofUsers, m_k), items = takeOut(m_itemStays, m_ofItems, m_k);
  return users || items;
}

void KCore::peel() {
  count();
  Neighbours itemsOf(m_ofUsers), usersOf(m_ofItems);
  m_events.walk([&](const Event& event) {
    if (!has(event)) return true;
    itemsOf.add(event.user, event.item);
    usersOf.add(event.item, event.user);
    return true;
  });
  struct Side { std::vector<bool>& stays; std::vector<std::uint32_t>& counts; const Neighbours& neighbours; };
  const Side sides[2] = {{m_userStays, m_ofUsers, itemsOf}, {m_itemStays, m_ofItems, usersOf}};
  std::vector<std::pair<int, std::uint32_t>> going;
  const auto look = [&](int side, std::uint32_t one) {
    if (!sides[side].stays[one] || sides[side].counts[one] >= m_k) return;
    sides[side].stays[one] = false;
    going.emplace_back(side, one);
  };
  for (int side = 0; side < 2; ++side)
    for (std::uint32_t one = 0; one < sides[side].counts.size(); ++one) look(side, one);
  while (!going.empty() && !m_stop.stop_requested()) {
    const auto [side, one] = going.back();
    going.pop_back();
    const Neighbours& list = sides[side].neighbours;
    for (std::uint64_t i = list.offsets[one]; i < list.offsets[one + 1]; ++i) {
      const std::uint32_t other = list.others[i];
      if (!sides[1 - side].stays[other]) continue;  // its events went with it
      --sides[1 - side].counts[other];
      look(1 - side, other);
    }
  }
  m_size = 0;
  for (std::size_t user = 0; user < m_ofUsers.size(); ++user) {
    if (!m_userStays[user]) m_ofUsers[user] = 0;
    m_size += m_ofUsers[user];
  }
}

}  // namespace ghost::data
