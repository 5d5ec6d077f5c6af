#pragma once
#include <cstdint>
#include <deque>
#include <functional>
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

/// All good events of an import: 16 bytes each and every name once.
struct EventLog {
  NameTable users, items;
  std::deque<Event> events;         ///< a deque: it grows without a second copy
  std::vector<std::string> titles;  ///< by item, where rows carry titles; shorter than `items` where they don't
};

/// What is wrong with a row's user, item, time or rating; empty when nothing is. `milliseconds` as in parseTime().
struct CheckedEvent {
  std::int64_t time = 0;
  double rating = 0;
  std::string fault;
};
CheckedEvent checkEvent(const EventRow& row, bool milliseconds);

/// Takes rows into a log: a bad one is counted with its line, one outside the options' window or below their rating is left out. Both must outlive it.
class EventSink {
 public:
  EventSink(const EventOptions& options, bool milliseconds, EventLog& log, ImportReport& report) : m_options(options), m_milliseconds(milliseconds), m_log(log), m_report(report) {}
  bool operator()(const EventRow& row);

 private:
  const EventOptions& m_options;
  bool m_milliseconds;
  EventLog& m_log;
  ImportReport& m_report;
};

}  // namespace ghost::data
