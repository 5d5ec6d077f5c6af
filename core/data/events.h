#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "data/event_runs.h"
#include "data/event_time.h"
#include "data/import_options.h"
#include "data/importers.h"
#include "data/name_table.h"
#include "data/title_log.h"

namespace ghost::data {

/// One event as its row writes it; empty = the format has no such column. Views are valid while the row is taken.
struct EventRow {
  const std::string* file = nullptr;  ///< name, for reports
  std::int64_t line = 0;
  std::string_view user, item, rating, time, title;
  const char* fault = nullptr;        ///< what is wrong with the row as a whole
  std::string_view text = {};         ///< the line as written
  bool withoutId = false;             ///< the user or the item is one of the words for nothing (NULL, nan, ...), which name nobody
  bool nameMeant = false;             ///< the user is called as written, whatever word that is
};
/// How the values of a source are written.
struct ValueForms {
  TimeForm times;
  bool decimalComma = false;          ///< 4,5 is a number
};
/// False = no more rows are wanted.
using TakeEvent = std::function<bool(const EventRow& row)>;

/// All good events of an import and every name once. Whatever there may be of them, events and titles take some ten megabytes of memory: the rest of them lies in
/// temporary files in `folder`.
struct EventLog {
  explicit EventLog(const std::filesystem::path& place = std::filesystem::temp_directory_path(), std::size_t most = EventRuns::usual) : folder(place), held(most), events(place, most), titles(place) {}
  std::filesystem::path folder;
  std::size_t held;                 ///< events in memory
  NameTable users, items;
  EventRuns events;
  TitleLog titles;                  ///< where rows carry titles
  std::int64_t foreignTitles = 0;   ///< titles that aren't UTF-8 and were left out
  bool itemsAreLookedUp = true;     ///< later, by the rows of the metadata

  /// Names that are only walked any more go to the disk too, where they are many.
  void spillNames();
  static constexpr std::uint64_t manyNames = 64u << 20;  ///< bytes
};

/// What is wrong with a row's user, item, time or rating; empty when nothing is.
struct CheckedEvent {
  std::int64_t time = 0;
  double rating = 0;
  std::string fault;
};
/// The number that a text is, with a decimal comma instead of a point where that is said; nothing where it is none.
std::optional<double> numberIn(std::string_view text, bool decimalComma);
CheckedEvent checkEvent(const EventRow& row, const ValueForms& forms);
/// Whether it is a good one inside the options' window and not below their rating.
bool admits(const EventRow& row, const CheckedEvent& event, const EventOptions& options);

/// Takes rows into a log: a bad one is counted with its line, one outside the options' window or below their rating is left out. Both must outlive it.
class EventSink {
 public:
  EventSink(const EventOptions& options, const ValueForms& forms, EventLog& log, ImportReport& report) : m_options(options), m_forms(forms), m_log(log), m_report(report) {}
  bool operator()(const EventRow& row);
  /// The same, but `keep(time)` does with an admitted event what is to be done.
  template <class Keep>
  bool take(const EventRow& row, const Keep& keep) {
    CheckedEvent event = checkEvent(row, m_forms);
    if (admits(row, event, m_options)) {
      ++m_report.rowsRead;
      keep(event.time);
    } else {
      refuse(row, std::move(event));
    }
    return true;
  }
  void takeTitle(std::string_view title, std::uint32_t item);

 private:
  void refuse(const EventRow& row, CheckedEvent event);  ///< counts why

  const EventOptions& m_options;
  ValueForms m_forms;
  EventLog& m_log;
  ImportReport& m_report;
};

}  // namespace ghost::data
