#pragma once
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace ghost::data {

/// Names <-> numbers 0, 1, 2, ... in order of first appearance. About 60 bytes a name of up to 15 characters. Not thread-safe.
class NameTable {
 public:
  static constexpr std::uint32_t none = 0xffffffffu;

  /// The number of `name`, a new one where it wasn't seen. Throws Error{Resource} beyond 2^31 - 2 names.
  std::uint32_t idOf(std::string_view name);
  /// `none` where it wasn't seen.
  std::uint32_t find(std::string_view name) const;
  const std::string& name(std::uint32_t id) const { return m_names[id]; }
  std::uint32_t size() const { return static_cast<std::uint32_t>(m_names.size()); }

 private:
  /// The hash stands beside the number, so that a slot of another name is told without fetching that name.
  struct Slot { std::uint32_t id = none, hash = 0; };
  std::size_t slotOf(std::string_view name, std::uint32_t hash) const;
  void grow();

  std::deque<std::string> m_names;     ///< a deque: it grows without a second copy
  std::vector<Slot> m_slots;           ///< open addressing, a power of two, at most half full
};

}  // namespace ghost::data
