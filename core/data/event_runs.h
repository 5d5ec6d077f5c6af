#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <stop_token>
#include <vector>

#include "base/spill_file.h"

namespace ghost::data {

/// A good event; users and items by their numbers in the log.
struct Event {
  std::uint32_t user, item;
  std::int64_t time;  ///< milliseconds; 0 where the format has no time
};
static_assert(sizeof(Event) == 16);

/// Events in the order of the file -> in order of user and time, those of one user and time in the order of the file. At most `held` of them stand in memory:
/// beyond that, sorted runs of that many go to the disk (SpillFile) and are merged, so that any number costs the same. Not thread-safe.
class EventRuns {
 public:
  static constexpr std::size_t usual = 1 << 21;  ///< 32 MB, and half as much while they are sorted
  explicit EventRuns(std::filesystem::path folder = std::filesystem::temp_directory_path(), std::size_t held = usual);

  /// Throws Error{Resource} where the disk doesn't take a run.
  void add(const Event& event);
  std::uint64_t size() const { return m_size; }
  std::uint64_t spilledBytes() const { return m_file ? m_file->size() : 0; }
  /// Hands on all events in order and forgets them; ends early after a stop request.
  void merge(const std::stop_token& stop, const std::function<void(const Event&)>& take);

 private:
  struct Cursor;
  void sortHeld();
  void spill();
  void mergeRuns(const std::stop_token& stop, const std::function<void(const Event&)>& take);

  std::filesystem::path m_folder;
  std::size_t m_limit;
  std::uint64_t m_size = 0;
  std::vector<Event> m_held;
  std::vector<std::uint64_t> m_ends;  ///< in events of each run in the file
  std::unique_ptr<SpillFile> m_file;
};

}  // namespace ghost::data
