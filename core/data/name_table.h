#pragma once
#include <array>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

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
  /// Valid as long as the table. Costs a walk over at most seven other names.
  std::string_view name(std::uint32_t id) const;
  std::uint32_t size() const { return m_size; }
  /// Gives back what idOf() and find() need, for a table that is only asked for names any more.
  void forgetHashes();

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
  std::vector<const char*> m_groups; ///< where the names 0, 8, 16, ... begin
  std::vector<Slot> m_slots;         ///< open addressing, a power of two, at most three quarters full
};

}  // namespace ghost::data
