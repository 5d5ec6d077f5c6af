#pragma once
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "data/basket.h"
#include "data/events.h"
#include "rows/csv_dialect.h"
#include "rows/reading.h"

namespace ghost::data {

/// How a table of events is laid out. Columns are 0-based, -1 = not there.
struct EventTable {
  rows::CsvDialect dialect;
  bool header = false;       ///< the first record names the columns
  int user = 0, item = 1, rating = -1, time = -1, title = -1;
  bool latin1 = false;       ///< titles are ISO 8859-1
  std::size_t fields = 0;    ///< of every record; another number is a fault. 0 = those of the columns above at least
  int clock = -1;            ///< times of day, where `time` holds dates alone
  ValueForms forms;
  Basket basket;             ///< where an item's field holds several
  std::string timeWords;     ///< how the times are read, for a preview
  std::vector<std::string> warnings;

  /// Of user, item, rating, time, title those that are there.
  std::vector<std::string> columnNames() const;
};

/// Hands on every record of the file after the header; a record with another number of fields comes with a fault.
void readEventTable(const std::filesystem::path& file, const EventTable& table, rows::Reading& reading, const TakeEvent& take);

/// A date and a time of day as one time; without the latter the date alone.
std::string withClock(std::string_view date, std::string_view clock);

/// The fields of the first line of `sample`; quotes are undone where they close on it.
std::vector<std::string> firstRecord(std::string_view sample, std::string_view delimiter, bool quotes = true);

}  // namespace ghost::data
