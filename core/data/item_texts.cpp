#include "data/item_texts.h"

#include <cstring>

#include <fmt/format.h>

#include "data/data_writer.h"

namespace ghost::data {
namespace {

constexpr std::size_t heldBytes = 4 << 20;

}  // namespace

void ItemTexts::set(std::size_t item, std::string_view title, std::string_view description, std::string_view brand, std::string_view categories) {
  if (m_last.size() >= heldBytes) {
    if (!m_file) m_file = std::make_unique<SpillFile>(m_folder);
    m_file->append(m_last);
    m_last.clear();
  }
  m_places[item] = spilledBytes() + m_last.size();
  const std::string entry = itemEntry(title, description, brand, categories);
  const std::uint64_t length = entry.size();
  m_last.append(reinterpret_cast<const char*>(&length), sizeof(length)).append(entry);
}

std::string ItemTexts::entryAt(std::uint64_t place) const {
  std::uint64_t length = 0;
  if (place >= spilledBytes()) {
    const std::size_t at = static_cast<std::size_t>(place - spilledBytes());
    std::memcpy(&length, m_last.data() + at, sizeof(length));
    return m_last.substr(at + sizeof(length), static_cast<std::size_t>(length));
  }
  m_file->read(place, reinterpret_cast<char*>(&length), sizeof(length));
  std::string entry(static_cast<std::size_t>(length), '\0');
  m_file->read(place + sizeof(length), entry.data(), entry.size());
  return entry;
}

void ItemTexts::write(FileStream& stream) const {
  const std::string silent = itemEntry({}, {}, {}, {});
  stream.write("{");
  for (std::size_t item = 0; item < m_places.size(); ++item) stream.write(fmt::format("{}\n\"{}\": {}", item == 0 ? "" : ",", item, m_places[item] == none ? silent : entryAt(m_places[item])));
  stream.write("\n}\n");
}

}  // namespace ghost::data
