#pragma once
#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/spill_file.h"

namespace ghost::data {

/// Names <-> numbers 0, 1, 2, ... in order of first appearance. Names stand one after the other in blocks that never move: a name of 14 bytes costs 16 there and
/// 6 to 13 in the table. The table's hash has a key of this process alone, so that no file can be made whose names all meet in one slot. Not thread-safe.
class NameTable {
 public:
  static constexpr std::uint32_t none = 0xffffffffu;

  /// Of a name in the tables of this process: for those who ask for many names and want their places fetched in time, fetchSlot() a few names before
  /// fetchName() and that a few before idOf().
  static std::uint64_t hashOf(std::string_view name);
  void fetchSlot(std::uint64_t hash) const;
  void fetchName(std::uint64_t hash) const;
  /// The number of `name`, a new one where it wasn't seen. Throws Error{Resource} beyond 2^31 - 2 names.
  std::uint32_t idOf(std::string_view name) { return idOf(name, hashOf(name)); }
  std::uint32_t idOf(std::string_view name, std::uint64_t hash);
  /// `none` where it wasn't seen, or after forgetHashes().
  std::uint32_t find(std::string_view name) const;
  /// Valid as long as the table, after spill() until the next call. Costs a walk over at most seven other names.
  std::string_view name(std::uint32_t id) const;
  std::uint32_t size() const { return m_size; }
  /// Gives back what idOf() and find() need, for a table that is only asked for names any more.
  void forgetHashes();
  /// Takes the names themselves to the disk as well, 1 byte a name stays: for a table that is only walked any more. Nothing new can be named then.
  /// Throws Error{Resource} where the disk doesn't take them.
  void spill(const std::filesystem::path& folder);
  std::uint64_t bytes() const { return m_bytes; }  ///< of the names
  std::uint64_t spilledBytes() const { return m_file ? m_file->size() : 0; }

 private:
  /// A number (0 = none, else 1 + id) in four bytes, and a byte of the hash that tells most other names without fetching them.
  using Slot = std::array<std::uint8_t, 5>;
  std::size_t slotOf(std::string_view name, std::uint64_t hash) const;
  void grow();
  void store(std::string_view name);

  std::uint32_t m_size = 0;
  std::vector<std::unique_ptr<char[]>> m_blocks;
  char* m_next = nullptr;            ///< free place in the last block
  std::size_t m_free = 0;            ///< bytes from there on
  std::uint64_t m_bytes = 0;
  std::vector<const char*> m_groups; ///< where the names 0, 8, 16, ... begin
  std::unique_ptr<SpillFile> m_file; ///< then they begin at
  std::vector<std::uint64_t> m_places;
  mutable std::string m_group;       ///< the one that was read last
  std::vector<Slot> m_slots;         ///< open addressing, a power of two, at most three quarters full
};

}  // namespace ghost::data
