#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "data/date_text.h"

namespace ghost::data {

/// How the times of a source are written: what its plain numbers are, and which number of a date such as 05/06/2021 stands first.
struct TimeForm {
  enum class Numbers {
    Epoch,         ///< since 1970, in the unit that their size tells: seconds up to 4.1e9, milliseconds from 1e11, microseconds from 1e14, nanoseconds from 1e17
    Seconds, Milliseconds, Microseconds, Nanoseconds,
    Calendar,      ///< digits of a date: YYYYMMDD, with HH, HHMM, HHMMSS or HHMMSSmmm behind it, or YYYYMM
    Days,          ///< of a spreadsheet: days since 1899-12-30
    Years
  };
  Numbers numbers = Numbers::Epoch;
  DateOrder dates = DateOrder::Unknown;
  bool zonesIgnored = false;  ///< zones whose name isn't known are passed over
};

/// Times of events are milliseconds since 1970 (UTC), from 1970 to 2100. Anything else in a file is a fault of its row.
/// A number as the form says, or a date (date_text.h).
std::optional<std::int64_t> parseTime(std::string_view text, const TimeForm& form = {});
/// Why a text is no time, as the fault of its row.
std::string timeFault(std::string_view text, const TimeForm& form);
/// For options: the above with 20181002 as a date, and 2018 and 2018-10 (the beginning of that year or month).
std::optional<std::int64_t> parseBoundary(std::string_view text);
/// 2018-10-02 09:30:15
std::string timeText(std::int64_t milliseconds);

/// The values of the parameter `time_format`: auto, and one for each way to read a time that can be named.
std::vector<std::string> timeFormatNames();
/// The form of such a name; `given` for "auto".
TimeForm timeFormOf(std::string_view name, TimeForm given = {});

}  // namespace ghost::data
