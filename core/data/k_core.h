#pragma once
#include <cstdint>
#include <stop_token>
#include <vector>

#include "base/spilled_list.h"
#include "data/event_runs.h"

namespace ghost::data {

/// The k-core of events: the largest part of them in which every user and every item that has any has k at least. It doesn't depend on the order in which offenders
/// are taken out. `events` are grouped by user; memory is 4 bytes a user and an item as long as rounds over the list find it, which they do in real data. Where
/// each round finds next to nothing (a chain made for that), what is left is taken into memory, 8 bytes an event, and peeled in linear time.
class KCore {
 public:
  /// `users` and `items`: how many there are; k = 0 takes out nothing. Ends early after a stop request.
  KCore(const SpilledList<Event>& events, std::uint32_t users, std::uint32_t items, std::int64_t k, const std::stop_token& stop);

  bool has(const Event& event) const { return m_userStays[event.user] && m_itemStays[event.item]; }
  /// Events in the core, by user.
  const std::vector<std::uint32_t>& ofUsers() const { return m_ofUsers; }
  std::uint64_t size() const { return m_size; }
  std::size_t items() const { return m_items; }

  static constexpr int mostRounds = 40;

 private:
  bool round();   ///< counts and takes out; whether anything that has events went
  void peel();
  void count();

  const SpilledList<Event>& m_events;
  std::int64_t m_k;
  std::stop_token m_stop;
  std::vector<bool> m_userStays, m_itemStays;
  std::vector<std::uint32_t> m_ofUsers, m_ofItems;
  std::uint64_t m_size = 0;
  std::size_t m_items = 0;
};

}  // namespace ghost::data
