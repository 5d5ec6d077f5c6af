#include "data/name_table.h"

#include <algorithm>
#include <cstring>
#include <random>

#include "base/error.h"

namespace ghost::data {
namespace {

constexpr std::uint32_t groupSize = 8;
constexpr std::size_t blockBytes = 1 << 20;
/// Before a name stands its length, in one byte or after `longLength` in four; after `blockEnd` stands where the next block begins.
constexpr unsigned char longLength = 254, blockEnd = 255;
constexpr std::size_t linkBytes = 1 + sizeof(char*);

/// Where the length of a name really stands that is expected at `at`.
const char* followed(const char* at) {
  if (static_cast<unsigned char>(*at) != blockEnd) return at;
  std::memcpy(&at, at + 1, sizeof(at));
  return at;
}

std::string_view nameAt(const char* at) {
  const auto first = static_cast<unsigned char>(*at);
  if (first < longLength) return {at + 1, first};
  std::uint32_t length = 0;
  std::memcpy(&length, at + 1, sizeof(length));
  return {at + 5, length};
}

std::uint64_t multiplied(std::uint64_t a, std::uint64_t b) {
  const auto product = static_cast<unsigned __int128>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

std::uint32_t numberIn(const std::array<std::uint8_t, 5>& slot) {
  std::uint32_t number = 0;
  std::memcpy(&number, slot.data(), sizeof(number));
  return number;
}

std::uint8_t tagOf(std::uint64_t hash) { return static_cast<std::uint8_t>(hash >> 56); }

std::uint64_t keyOfThisProcess() {
  static const std::uint64_t key = [] {
    std::random_device device;
    return (static_cast<std::uint64_t>(device()) << 32) ^ device();
  }();
  return key;
}

}  // namespace

std::uint64_t NameTable::hashOf(std::string_view name) {
  const std::uint64_t key = keyOfThisProcess();
  std::uint64_t hash = key ^ name.size();
  for (; name.size() > 8; name.remove_prefix(8)) {
    std::uint64_t word = 0;
    std::memcpy(&word, name.data(), 8);
    hash = multiplied(hash ^ word, 0x9e3779b97f4a7c15ull ^ key) + key;
  }
  std::uint64_t word = 0;
  std::memcpy(&word, name.data(), name.size());
  return multiplied(multiplied(hash ^ word, 0xd1342543de82ef95ull ^ key) + key, 0x9e3779b97f4a7c15ull);
}

std::size_t NameTable::slotOf(std::string_view name, std::uint64_t hash) const {
  const std::size_t mask = m_slots.size() - 1;
  std::size_t at = hash & mask;
  for (;; at = (at + 1) & mask) {
    const Slot& slot = m_slots[at];
    const std::uint32_t number = numberIn(slot);
    if (number == 0 || (slot[4] == tagOf(hash) && this->name(number - 1) == name)) return at;
  }
}

/// The old table isn't needed for the new one: names are walked in their order.
void NameTable::grow() {
  if (m_file) throw Error(ErrorCode::Internal, "name table", "a name was asked for a number after the names went to the disk");
  std::size_t slots = 1024;
  while (slots * 3 < (m_size + std::size_t{1}) * 4) slots *= 2;
  m_slots = {};
  m_slots.resize(slots);
  const char* next = m_size > 0 ? m_groups.front() : nullptr;
  for (std::uint32_t id = 0; id < m_size; ++id) {
    const std::string_view name = nameAt(followed(next));
    next = name.data() + name.size();
    const std::uint64_t hash = hashOf(name);
    std::size_t at = hash & (slots - 1);
    while (numberIn(m_slots[at]) != 0) at = (at + 1) & (slots - 1);
    const std::uint32_t number = id + 1;
    std::memcpy(m_slots[at].data(), &number, sizeof(number));
    m_slots[at][4] = tagOf(hash);
  }
}

void NameTable::store(std::string_view name) {
  const bool isLong = name.size() >= longLength;
  const std::size_t needed = name.size() + (isLong ? 5 : 1);
  if (m_free < needed + linkBytes) {
    const std::size_t bytes = std::max(blockBytes, needed + linkBytes);
    m_blocks.push_back(std::make_unique_for_overwrite<char[]>(bytes));
    char* block = m_blocks.back().get();
    if (m_next != nullptr) {
      *m_next = static_cast<char>(blockEnd);
      std::memcpy(m_next + 1, &block, sizeof(block));
    }
    m_next = block;
    m_free = bytes;
  }
  if (m_size % groupSize == 0) m_groups.push_back(m_next);
  *m_next = static_cast<char>(isLong ? longLength : name.size());
  if (isLong) {
    const auto length = static_cast<std::uint32_t>(name.size());
    std::memcpy(m_next + 1, &length, sizeof(length));
  }
  std::memcpy(m_next + needed - name.size(), name.data(), name.size());
  m_next += needed;
  m_free -= needed;
  m_bytes += needed;
}

std::string_view NameTable::name(std::uint32_t id) const {
  const char* at = nullptr;
  if (m_file) {
    const std::size_t group = id / groupSize;
    m_group.resize(static_cast<std::size_t>((group + 1 < m_places.size() ? m_places[group + 1] : m_file->size()) - m_places[group]));
    m_file->read(m_places[group], m_group.data(), m_group.size());
    at = m_group.data();
  } else {
    at = followed(m_groups[id / groupSize]);
  }
  for (std::uint32_t behind = id % groupSize; behind > 0; --behind) {
    const std::string_view before = nameAt(at);
    at = before.data() + before.size();
    if (!m_file) at = followed(at);
  }
  return nameAt(at);
}

void NameTable::forgetHashes() { m_slots = {}; }

void NameTable::spill(const std::filesystem::path& folder) {
  if (m_file) return;
  auto file = std::make_unique<SpillFile>(folder);
  std::string piece;
  std::vector<std::uint64_t> places;
  places.reserve(m_groups.size());
  const char* next = m_size > 0 ? m_groups.front() : nullptr;
  for (std::uint32_t id = 0; id < m_size; ++id) {
    if (id % groupSize == 0) places.push_back(file->size() + piece.size());
    const char* begin = followed(next);
    const std::string_view name = nameAt(begin);
    next = name.data() + name.size();
    piece.append(begin, next);
    if (piece.size() < blockBytes) continue;
    file->append(piece);
    piece.clear();
  }
  file->append(piece);
  forgetHashes();
  m_groups = {};
  m_blocks.clear();
  m_blocks.shrink_to_fit();
  m_places = std::move(places);
  m_file = std::move(file);
}

void NameTable::fetchSlot(std::uint64_t hash) const {
  if (!m_slots.empty()) __builtin_prefetch(m_slots[hash & (m_slots.size() - 1)].data());
}

void NameTable::fetchName(std::uint64_t hash) const {
  for (std::size_t at = hash & (m_slots.size() - 1), tried = 0; tried < 8 && !m_slots.empty(); ++tried, at = (at + 1) & (m_slots.size() - 1)) {
    const std::uint32_t number = numberIn(m_slots[at]);
    if (number == 0) return;
    if (m_slots[at][4] != tagOf(hash)) continue;
    const char* group = m_groups[(number - 1) / groupSize];
    __builtin_prefetch(group);
    return __builtin_prefetch(group + 64);
  }
}

std::uint32_t NameTable::idOf(std::string_view name, std::uint64_t hash) {
  if ((m_size + std::size_t{1}) * 4 > m_slots.size() * 3) grow();
  Slot& slot = m_slots[slotOf(name, hash)];
  if (const std::uint32_t number = numberIn(slot); number != 0) return number - 1;
  if (m_size >= 0x7ffffffe) throw resourceError("import", "there are more than 2^31 different names; import a part of the file");
  store(name);
  const std::uint32_t number = ++m_size;
  std::memcpy(slot.data(), &number, sizeof(number));
  slot[4] = tagOf(hash);
  return number - 1;
}

std::uint32_t NameTable::find(std::string_view name) const {
  if (m_slots.empty()) return none;
  return numberIn(m_slots[slotOf(name, hashOf(name))]) - 1;  // 0 - 1 is `none`
}

}  // namespace ghost::data
