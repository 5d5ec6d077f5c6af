#pragma once
#include <cstdint>
#include <string_view>

namespace ghost::data {

/// Which of the three numbers of a date stands first, where the text itself doesn't tell: 2018-10-02 does, 23/05/2021 doesn't.
enum class DateOrder { Unknown, YearFirst, DayFirst, MonthFirst };

/// What a text says of a time: a date, a time of day or both; neither where it is none.
struct DateText {
  bool isDate = false, isClock = false;
  bool needsOrder = false;          ///< three numbers of which the year isn't the first: read by the order asked for; with Unknown only 23.05.2021 is
  bool zoned = false;               ///< says how far it is from UTC
  std::int64_t milliseconds = 0;    ///< with a date since 1970 (UTC where it names no zone), otherwise of the day
  std::string_view unknownZone{};   ///< a word at the end that can only be a zone, but isn't known; the time is read as it stands
};

/// Dates from 1970 to 2100 as numbers or with English names of months: 2018-10-02, 2018/10/2, 23.05.2021, 5/23/2021, 23-May-21, May 23rd, 2021, 20180102T0930, 2018-10 (its
/// first day); days of the week are passed over. Times of day behind or before them: 09:30, 9:30:15.250, 04:05:06 PM. Zones: Z, UTC, GMT+2, +02, -0530, +02:00, the usual
/// letters of North America (RFC 822), Europe, Japan and Australia. A year of two digits is one of 1970 to 2068.
DateText readDate(std::string_view text, DateOrder order);

}  // namespace ghost::data
