#pragma once
#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <type_traits>
#include <vector>

#include "base/spill_file.h"

namespace ghost {

/// A list that is written once and then read from the beginning, as often as one likes: at most `held` elements stand in memory, the others in a SpillFile.
/// Not thread-safe. Throws Error{Resource} where the disk doesn't take them.
template <class T>
class SpilledList {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  static constexpr std::size_t usual = 1 << 16;
  SpilledList() : SpilledList(std::filesystem::temp_directory_path()) {}
  explicit SpilledList(std::filesystem::path folder, std::size_t held = usual) : m_folder(std::move(folder)), m_held(std::max<std::size_t>(held, 1)) {}

  void add(const T& element) {
    if (m_last.size() == m_held) spill();
    m_last.push_back(element);
  }
  std::uint64_t size() const { return spilledBytes() / sizeof(T) + m_last.size(); }
  bool empty() const { return size() == 0; }
  std::uint64_t spilledBytes() const { return m_file ? m_file->size() : 0; }
  /// Each element in the order of add(); ends where `each` answers false.
  template <class Each>
  void walk(const Each& each) const {
    std::vector<T> block;
    for (std::uint64_t at = 0; at < spilledBytes(); at += block.size() * sizeof(T)) {
      block.resize(static_cast<std::size_t>(std::min<std::uint64_t>(usual, (spilledBytes() - at) / sizeof(T))));
      m_file->read(at, reinterpret_cast<char*>(block.data()), block.size() * sizeof(T));
      for (const T& element : block)
        if (!each(element)) return;
    }
    for (const T& element : m_last)
      if (!each(element)) return;
  }

 private:
  void spill() {
    if (!m_file) m_file = std::make_unique<SpillFile>(m_folder);
    m_file->append({reinterpret_cast<const char*>(m_last.data()), m_last.size() * sizeof(T)});
    m_last.clear();
  }

  std::filesystem::path m_folder;
  std::size_t m_held;
  std::unique_ptr<SpillFile> m_file;
  std::vector<T> m_last;
};

}  // namespace ghost
