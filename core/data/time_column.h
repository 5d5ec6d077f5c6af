#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "data/event_time.h"

namespace ghost::data {

/// The first rows of a source, by which its columns (or fields) are judged. Columns are 0-based, -1 = not known.
struct ColumnSample {
  std::vector<std::string> names;              ///< of the columns; empty where the source has none
  std::vector<std::vector<std::string>> rows;  ///< a text a column
  int user = -1, item = -1;
  std::vector<int> others;                     ///< columns that are known to mean something else
  bool dayFirst = false;                       ///< the source is written as countries do that put the day before the month

  std::size_t columns() const { return names.empty() && !rows.empty() ? rows.front().size() : names.size(); }
  /// Its name, or its number from 1.
  std::string nameOf(int column) const { return names.empty() ? std::to_string(column + 1) : names[static_cast<std::size_t>(column)]; }
  static constexpr std::size_t mostRows = 2000;
};

/// What a name says of a column of times.
struct TimeName {
  int usual = -1;          ///< place among the usual names, the likely ones first; -1 = none of them
  bool tells = false;      ///< usual, or with a word of time in it: listened_at, t_dat
  bool ofProperty = false; ///< of something that isn't the event: release_date, birthday
  bool ofChange = false;   ///< of a later change: updated_at
  bool ofQuantity = false; ///< an id, a price, a count, a duration: its numbers are no times
  bool ofYears = false, ofDays = false;
};
TimeName timeName(std::string_view name);

/// A column that can be read as times.
struct TimeColumn {
  int column = -1;
  TimeName name;
  TimeForm form;
  bool firm = false;         ///< by its values; false: by its name, as numbers that could be anything
  bool clockOnly = false;    ///< times of day without a date
  bool dayOnly = false;      ///< dates without a time of day
  std::vector<DateOrder> orders;  ///< where several orders of a date's numbers fit all values
  std::string unknownZone;   ///< a zone that isn't known
  std::string example;
  std::vector<std::optional<std::int64_t>> times;  ///< milliseconds, one a row
  std::size_t missing = 0;   ///< rows without one
};

/// The column read as times, as `format` (a value of the parameter time_format) and its values say; nothing where it holds none. With `named` a person has said that it holds
/// them: then any number is one.
std::optional<TimeColumn> timeColumn(const ColumnSample& sample, int column, const std::string& format, bool zonesIgnored, bool named = false);
/// "YYYYMMDD", "milliseconds since 1970", ...
std::string formWords(const TimeColumn& column);

}  // namespace ghost::data
