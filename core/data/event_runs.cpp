#include "data/event_runs.h"

#include <algorithm>
#include <utility>

namespace ghost::data {
namespace {

/// Of all runs together while they are merged.
constexpr std::size_t mergeEvents = 1 << 21, mostOfRun = 1 << 14;

bool before(const Event& a, const Event& b) { return a.user != b.user ? a.user < b.user : a.time < b.time; }

}  // namespace

/// A run on the disk, read piece by piece.
struct EventRuns::Cursor {
  const SpillFile* file;
  std::uint64_t at, end;  ///< in events: what isn't read yet
  std::size_t run, most;
  std::vector<Event> block{};
  std::size_t next = 0;

  const Event& head() const { return block[next]; }
  /// False at the end of the run.
  bool advance() {
    if (++next < block.size()) return true;
    block.resize(static_cast<std::size_t>(std::min<std::uint64_t>(most, end - at)));
    if (block.empty()) return false;
    file->read(at * sizeof(Event), reinterpret_cast<char*>(block.data()), block.size() * sizeof(Event));
    at += block.size();
    next = 0;
    return true;
  }
};

EventRuns::EventRuns(std::filesystem::path folder, std::size_t held) : m_folder(std::move(folder)), m_limit(std::max<std::size_t>(held, 1)) {}

void EventRuns::add(const Event& event) {
  if (m_held.size() == m_limit) spill();
  if (m_held.size() == m_held.capacity()) m_held.reserve(std::min(m_limit, std::max<std::size_t>(1024, 2 * m_held.size())));
  m_held.push_back(event);
  ++m_size;
}

void EventRuns::sortHeld() { std::stable_sort(m_held.begin(), m_held.end(), before); }

void EventRuns::spill() {
  sortHeld();
  if (!m_file) m_file = std::make_unique<SpillFile>(m_folder);
  m_file->append({reinterpret_cast<const char*>(m_held.data()), m_held.size() * sizeof(Event)});
  m_ends.push_back(m_file->size() / sizeof(Event));
  m_held.clear();
}

void EventRuns::merge(const std::stop_token& stop, const std::function<void(const Event&)>& take) {
  if (m_file) {
    spill();
    m_held = {};
    mergeRuns(stop, take);
  } else {
    sortHeld();
    for (const Event& event : m_held) take(event);
  }
  m_held = {};
  m_file.reset();
  m_ends.clear();
  m_size = 0;
}

void EventRuns::mergeRuns(const std::stop_token& stop, const std::function<void(const Event&)>& take) {
  std::vector<Cursor> cursors;
  const std::size_t most = std::clamp<std::size_t>(mergeEvents / m_ends.size(), 1, mostOfRun);
  for (std::size_t run = 0; run < m_ends.size(); ++run) {
    cursors.push_back({m_file.get(), run == 0 ? 0 : m_ends[run - 1], m_ends[run], run, most});
    if (!cursors.back().advance()) cursors.pop_back();
  }
  // A heap of pointers: what moves in it must not be the blocks. In front stands the earliest; of equal ones that of the earlier run.
  std::vector<Cursor*> order;
  for (Cursor& cursor : cursors) order.push_back(&cursor);
  const auto later = [](const Cursor* a, const Cursor* b) { return before(b->head(), a->head()) || (!before(a->head(), b->head()) && b->run < a->run); };
  std::make_heap(order.begin(), order.end(), later);
  for (std::uint64_t done = 0; !order.empty(); ++done) {
    if (done % (1 << 20) == 0 && stop.stop_requested()) return;
    Cursor* first = order.front();
    take(first->head());
    if (!first->advance()) {
      order.front() = order.back();
      order.pop_back();
    }
    // The new head sinks to its place: half the work of taking it out and putting it in again.
    for (std::size_t at = 0;;) {
      std::size_t child = 2 * at + 1;
      if (child >= order.size()) break;
      if (child + 1 < order.size() && later(order[child], order[child + 1])) ++child;
      if (!later(order[at], order[child])) break;
      std::swap(order[at], order[child]);
      at = child;
    }
  }
}

}  // namespace ghost::data
