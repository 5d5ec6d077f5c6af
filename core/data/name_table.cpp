#include "data/name_table.h"

#include <functional>

#include "base/error.h"

namespace ghost::data {

namespace {

/// Both halves of the wide hash: the slot takes the low bits.
std::uint32_t hashOf(std::string_view name) {
  const std::uint64_t wide = std::hash<std::string_view>{}(name);
  return static_cast<std::uint32_t>(wide ^ (wide >> 32));
}

}  // namespace

std::size_t NameTable::slotOf(std::string_view name, std::uint32_t hash) const {
  const std::size_t mask = m_slots.size() - 1;
  std::size_t slot = hash & mask;
  while (m_slots[slot].id != none && (m_slots[slot].hash != hash || m_names[m_slots[slot].id] != name)) slot = (slot + 1) & mask;
  return slot;
}

void NameTable::grow() {
  std::vector<Slot> before(m_slots.empty() ? 1024 : m_slots.size() * 2);
  before.swap(m_slots);
  for (const Slot& slot : before) {
    std::size_t to = slot.hash & (m_slots.size() - 1);
    while (slot.id != none && m_slots[to].id != none) to = (to + 1) & (m_slots.size() - 1);
    if (slot.id != none) m_slots[to] = slot;
  }
}

std::uint32_t NameTable::idOf(std::string_view name) {
  if (m_names.size() * 2 >= m_slots.size()) grow();
  const std::uint32_t hash = hashOf(name);
  Slot& slot = m_slots[slotOf(name, hash)];
  if (slot.id != none) return slot.id;
  if (m_names.size() >= 0x7ffffffe) throw resourceError("import", "there are more than 2^31 different names; import a part of the file");
  slot = {size(), hash};
  m_names.emplace_back(name);
  return slot.id;
}

std::uint32_t NameTable::find(std::string_view name) const { return m_slots.empty() ? none : m_slots[slotOf(name, hashOf(name))].id; }

}  // namespace ghost::data
