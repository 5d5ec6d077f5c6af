#include "data/event_passes.h"

#include <algorithm>
#include <array>
#include <bit>
#include <string>
#include <utility>

#include "base/error.h"
#include "data/count_sketch.h"
#include "rows/open_file.h"

namespace ghost::data {
namespace fs = std::filesystem;
namespace {

constexpr std::int64_t shortest = 3;  // events of a user that can be split

/// A counter for every 64 bytes of text, 2^27 (at 4 bits 64 MB) at most.
int sketchBits(const EventSource& source) { return std::clamp(static_cast<int>(std::bit_width(textBytes(source) / 64)), 16, 27); }

/// What a pass saw, in its order: equal for two passes over the same events.
struct Seen {
  std::uint64_t rows = 0, mixed = 0;
  void add(std::uint64_t user, std::uint64_t item, std::int64_t time) {
    ++rows;
    mixed = (mixed ^ user) * 0x9e3779b97f4a7c15ull + item;
    mixed = (mixed ^ static_cast<std::uint64_t>(time)) * 0xd1342543de82ef95ull;
  }
  bool operator==(const Seen&) const = default;
};

/// A row on its way through the second pass.
struct Pending {
  std::string user, item, title;
  std::int64_t time = 0;
  std::uint64_t userHash = 0, itemHash = 0;  ///< of the sketches, then of the name tables
  bool userStays = false, itemStays = false;
};

/// Rows go through their steps some rows apart. Each step asks for the memory that the next one needs (counters, slots, names lie anywhere in hundreds of
/// megabytes), which has come by then: waiting for it would be nine tenths of the time.
template <class Element, int steps>
class Belt {
 public:
  static constexpr std::uint64_t apart = 16;
  Element& add() { return m_ring[m_count++ % m_ring.size()]; }
  /// Once the added element is filled: act(step, element) for all that are due.
  template <class Do>
  void move(const Do& act) { turn(m_count - 1, act); }
  template <class Do>
  void end(const Do& act) {
    for (std::uint64_t n = m_count; n < m_count + steps * apart; ++n) turn(n, act);
  }

 private:
  template <class Do>
  void turn(std::uint64_t n, const Do& act) {
    for (int step = 0; step < steps; ++step)
      if (const std::uint64_t behind = static_cast<std::uint64_t>(step) * apart; n >= behind && n - behind < m_count) act(step, m_ring[(n - behind) % m_ring.size()]);
  }
  std::array<Element, steps * apart> m_ring;
  std::uint64_t m_count = 0;
};

class Passes {
 public:
  Passes(const EventSource& source, const EventOptions& options, const ImportInput& input, EventLog& log, ImportReport& report)
      : m_source(source), m_options(options), m_input(input), m_log(log), m_report(report),
        m_users(sketchBits(source), std::max<std::int64_t>(options.kCore, shortest)),
        // Whether item numbers stay is seen from all of them, so then all are named.
        m_items(sketchBits(source) - 1, source.keepItemNumbers ? 0 : options.kCore) {}

  void run() {
    const Seen first = count();
    if (m_input.reading.stopped()) return;
    const Seen second = take();
    if (!m_input.reading.stopped() && first != second) throw dataError(m_input.source.string(), "the source changed while it was read; import it again when nothing writes to it any more");
  }

 private:
  Seen count() {
    Seen seen;
    Belt<std::pair<std::uint64_t, std::uint64_t>, 2> belt;
    const auto act = [&](int step, const auto& hashes) {
      if (step == 0) {
        m_users.fetch(hashes.first);
        m_items.fetch(hashes.second);
      } else {
        m_users.add(hashes.first);
        m_items.add(hashes.second);
      }
    };
    m_source.events([&](const EventRow& row) {
      const CheckedEvent event = checkEvent(row, m_source.forms);
      if (!admits(row, event, m_options)) return true;
      auto& hashes = belt.add();
      hashes = {CountSketch::hashOf(row.user), CountSketch::hashOf(row.item)};
      seen.add(hashes.first, hashes.second, event.time);
      belt.move(act);
      return true;
    });
    belt.end(act);
    return seen;
  }

  Seen take() {
    Seen seen;
    EventSink sink(m_options, m_source.forms, m_log, m_report);
    Belt<Pending, 4> belt;
    const auto act = [&](int step, Pending& row) {
      if (step == 0) ask(row);
      else if (step == 1) choose(row);
      else if (step == 2) fetchNames(row);
      else name(row, sink);
    };
    m_source.events([&](const EventRow& row) {
      return sink.take(row, [&](std::int64_t time) {
        Pending& pending = belt.add();
        pending.user = row.user;
        pending.item = row.item;
        pending.title = row.title;
        pending.time = time;
        pending.userHash = CountSketch::hashOf(row.user);
        pending.itemHash = CountSketch::hashOf(row.item);
        seen.add(pending.userHash, pending.itemHash, time);
        belt.move(act);
      });
    });
    belt.end(act);
    return seen;
  }

  void ask(const Pending& row) const {
    m_users.fetch(row.userHash);
    m_items.fetch(row.itemHash);
  }
  /// An item's title is the first in the file, whoever's event it stands beside.
  bool namesItem(const Pending& row) const { return row.itemStays && (row.userStays || m_source.keepItemNumbers || !row.title.empty()); }
  void choose(Pending& row) const {
    row.userStays = m_users.mayHave(row.userHash);
    row.itemStays = m_items.mayHave(row.itemHash);
    row.userHash = NameTable::hashOf(row.user);
    row.itemHash = NameTable::hashOf(row.item);
    if (row.userStays) m_log.users.fetchSlot(row.userHash);
    if (namesItem(row)) m_log.items.fetchSlot(row.itemHash);
  }
  void fetchNames(const Pending& row) const {
    if (row.userStays) m_log.users.fetchName(row.userHash);
    if (namesItem(row)) m_log.items.fetchName(row.itemHash);
  }
  void name(const Pending& row, EventSink& sink) {
    // Users are numbered by their first event, whatever its item.
    const std::uint32_t user = row.userStays ? m_log.users.idOf(row.user, row.userHash) : NameTable::none;
    const std::uint32_t item = namesItem(row) ? m_log.items.idOf(row.item, row.itemHash) : NameTable::none;
    if (item != NameTable::none) sink.takeTitle(row.title, item);
    if (row.userStays && row.itemStays) m_log.events.add({user, item, row.time});
    else ++(m_options.kCore > 0 ? m_report.leftOut.core : m_report.leftOut.shortUsers);
  }

  const EventSource& m_source;
  const EventOptions& m_options;
  const ImportInput& m_input;
  EventLog& m_log;
  ImportReport& m_report;
  CountSketch m_users, m_items;
};

}  // namespace

std::uint64_t textBytes(const EventSource& source) {
  std::uint64_t bytes = 0;
  for (const auto& file : source.eventFiles) {
    std::error_code unknown;
    const auto size = fs::file_size(file, unknown);
    if (!unknown) bytes += size * (rows::isGzip(rows::OpenFile(file).start()) ? 4 : 1);
  }
  return bytes;
}

void readInPasses(const EventSource& source, const EventOptions& options, const ImportInput& input, EventLog& log, ImportReport& report) { Passes(source, options, input, log, report).run(); }

bool worthPasses(const EventSource& source, const EventOptions& options) { return !source.rebuilt && textBytes(source) >= options.passesFrom; }

}  // namespace ghost::data
