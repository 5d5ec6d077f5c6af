#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ghost::data {

/// Times of events are milliseconds since 1970 (UTC), from 1970 to 2100. Anything else in a file is a fault of its row.
/// Whole or decimal seconds; milliseconds where `milliseconds` is set and the number is at least 1e11 (as seconds that would be the year 5138);
/// or a date: 2018-10-02 or 2018/10/02, 2018-10-02 09:30, 2018-10-02T09:30:15.250Z, 2018-10-02T09:30:15+02:00 (UTC without a zone);
/// or as Goodreads writes it: Tue Nov 17 11:37:35 -0800 2009.
std::optional<std::int64_t> parseTime(std::string_view text, bool milliseconds);
/// For options: the above, 2018 and 2018-10 (the beginning of that year or month).
std::optional<std::int64_t> parseBoundary(std::string_view text);
/// 2018-10-02 09:30:15
std::string timeText(std::int64_t milliseconds);

}  // namespace ghost::data
