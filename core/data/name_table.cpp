#include "data/name_table.h"

#include <functional>

#include "base/error.h"

namespace ghost::data {

std::size_t NameTable::slotOf(std::string_view name) const {
  const std::size_t mask = m_slots.size() - 1;
  std::size_t slot = std::hash<std::string_view>{}(name) & mask;
  while (m_slots[slot] != none && m_names[m_slots[slot]] != name) slot = (slot + 1) & mask;
  return slot;
}

void NameTable::grow() {
  m_slots.assign(m_slots.empty() ? 1024 : m_slots.size() * 2, none);
  for (std::uint32_t id = 0; id < size(); ++id) m_slots[slotOf(m_names[id])] = id;
}

std::uint32_t NameTable::idOf(std::string_view name) {
  if (m_names.size() * 2 >= m_slots.size()) grow();
  std::uint32_t& id = m_slots[slotOf(name)];
  if (id != none) return id;
  if (m_names.size() >= 0x7ffffffe) throw resourceError("import", "there are more than 2^31 different names; import a part of the file");
  id = size();
  m_names.emplace_back(name);
  return id;
}

std::uint32_t NameTable::find(std::string_view name) const { return m_slots.empty() ? none : m_slots[slotOf(name)]; }

}  // namespace ghost::data
