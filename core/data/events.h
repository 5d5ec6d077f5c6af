#pragma once
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "data/import_options.h"
#include "data/importers.h"
#include "data/name_table.h"

namespace ghost::data {

/// One event as its row writes it; empty = the format has no such column. Views are valid while the row is taken.
struct EventRow {
  const std::string* file = nullptr;  ///< name, for reports
  std::int64_t line = 0;
  std::string_view user, item, rating, time, title;
  const char* fault = nullptr;        ///< what is wrong with the row as a whole
  std::string_view text = {};         ///< the line as written
};
/// False = no more rows are wanted.
using TakeEvent = std::function<bool(const EventRow& row)>;

/// A good event. The order in the file is the order in EventLog::events.
struct Event {
  std::uint32_t user, item;
  std::int64_t time;  ///< milliseconds; 0 where the format has no time
};
static_assert(sizeof(Event) == 16);

/// Per user of the log a run of items with their times, CSR.
struct Sequences {
  std::vector<std::int64_t> offsets;
  std::vector<std::uint32_t> items;
  std::vector<std::int64_t> times;

  std::size_t users() const { return offsets.size() - 1; }
  std::size_t begin(std::size_t user) const { return static_cast<std::size_t>(offsets[user]); }
  std::size_t end(std::size_t user) const { return static_cast<std::size_t>(offsets[user + 1]); }
};

/// All good events of an import: 16 bytes each and every name once.
struct EventLog {
  NameTable users, items;
  std::deque<Event> events;         ///< a deque: it grows without a second copy
  std::optional<Sequences> grouped;  ///< instead of `events`, where the reader could tell their places
  std::vector<std::string> titles;  ///< by item, where rows carry titles; shorter than `items` where they don't
  std::int64_t foreignTitles = 0;   ///< titles that aren't UTF-8 and were left out
};

/// What is wrong with a row's user, item, time or rating; empty when nothing is. `milliseconds` as in parseTime().
struct CheckedEvent {
  std::int64_t time = 0;
  double rating = 0;
  std::string fault;
};
CheckedEvent checkEvent(const EventRow& row, bool milliseconds);
/// Whether it is a good one inside the options' window and not below their rating.
bool admits(const EventRow& row, const CheckedEvent& event, const EventOptions& options);

/// Takes rows into a log: a bad one is counted with its line, one outside the options' window or below their rating is left out. Both must outlive it.
class EventSink {
 public:
  EventSink(const EventOptions& options, bool milliseconds, EventLog& log, ImportReport& report) : m_options(options), m_milliseconds(milliseconds), m_log(log), m_report(report) {}
  bool operator()(const EventRow& row);
  /// The same, but `keep(time)` does with an admitted event what is to be done.
  template <class Keep>
  bool take(const EventRow& row, const Keep& keep) {
    CheckedEvent event = checkEvent(row, m_milliseconds);
    if (admits(row, event, m_options)) {
      ++m_report.rowsRead;
      keep(event.time);
    } else {
      refuse(row, std::move(event));
    }
    return true;
  }
  void takeTitle(const EventRow& row, std::uint32_t item);

 private:
  void refuse(const EventRow& row, CheckedEvent event);  ///< counts why

  const EventOptions& m_options;
  bool m_milliseconds;
  EventLog& m_log;
  ImportReport& m_report;
};

}  // namespace ghost::data
