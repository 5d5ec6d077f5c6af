#pragma once
#include <cstdint>
#include <utility>
#include <vector>

#include "base/rng.h"
#include "data/event_runs.h"
#include "data/name_table.h"

namespace ghost::data {

/// The shuffled order of a user's events at one time: each event has a random key made of the seed, the names of its user and its item, and how often the item
/// came before among them; keys are sorted. So the order is as random as a shuffle's, but depends neither on other users, nor on the order of the file, nor on
/// events with other items that are left out earlier or later. Memory: 8 bytes an item of the table, from the first sort() on. The tables must outlive it.
class TieOrder {
 public:
  TieOrder(const NameTable& users, const NameTable& items, std::int64_t seed) : m_users(users), m_items(items), m_rng(Rng(static_cast<std::uint64_t>(seed)).split("import ties")) {}
  /// `ties` are events of one user; they are put in order.
  void sort(std::vector<Event>& ties);

 private:
  const NameTable& m_users;
  const NameTable& m_items;
  Rng m_rng, m_ofUser;
  std::uint32_t m_user = NameTable::none;       ///< whose m_ofUser is
  std::vector<std::uint64_t> m_ofItems;         ///< asking the table for each event's name would cost more than all else
  std::vector<std::pair<std::uint64_t, Event>> m_keyed;
};

}  // namespace ghost::data
