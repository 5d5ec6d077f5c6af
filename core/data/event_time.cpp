#include "data/event_time.h"

#include <charconv>
#include <chrono>
#include <cmath>

#include <fmt/format.h>

namespace ghost::data {
namespace {

namespace chrono = std::chrono;
constexpr std::int64_t latestSecond = 4102444800, leastMilliseconds = 100000000000;

template <class Number>
std::optional<Number> numberOf(std::string_view text) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::optional<std::int64_t> fromNumber(double value, bool milliseconds) {
  if (!(value >= 0)) return std::nullopt;
  if (value <= static_cast<double>(latestSecond)) return std::llround(value * 1000);
  if (milliseconds && value >= static_cast<double>(leastMilliseconds) && value <= static_cast<double>(latestSecond) * 1000) return std::llround(value);
  return std::nullopt;
}

/// Exactly `digits` digits at the start of `text`, which moves behind them.
std::optional<int> takeDigits(std::string_view& text, std::size_t digits) {
  if (text.size() < digits || text.substr(0, digits).find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
  const auto number = numberOf<int>(text.substr(0, digits));
  text.remove_prefix(digits);
  return number;
}

bool take(std::string_view& text, char c) {
  if (!text.starts_with(c)) return false;
  text.remove_prefix(1);
  return true;
}

/// Milliseconds that a zone at the end is ahead of UTC: nothing or Z, +02:00, -0530, +02.
std::optional<std::int64_t> zone(std::string_view text) {
  if (text.empty() || text == "Z") return 0;
  const bool behind = text.front() == '-';
  if (!behind && text.front() != '+') return std::nullopt;
  text.remove_prefix(1);
  const auto hours = takeDigits(text, 2);
  take(text, ':');
  const auto minutes = text.empty() ? std::optional(0) : takeDigits(text, 2);
  if (!hours || !minutes || *hours > 14 || *minutes > 59 || !text.empty()) return std::nullopt;
  return (behind ? -1 : 1) * (*hours * 60 + *minutes) * std::int64_t{60000};
}

/// Milliseconds of what follows a date: nothing, or " 09:30", "T09:30:15", "T09:30:15.250Z", "T09:30:15+02:00".
std::optional<std::int64_t> timeOfDay(std::string_view text) {
  if (text.empty()) return 0;
  if (!take(text, ' ') && !take(text, 'T')) return std::nullopt;
  const auto hours = takeDigits(text, 2);
  const auto minutes = take(text, ':') ? takeDigits(text, 2) : std::nullopt;
  if (!hours || !minutes || *hours > 23 || *minutes > 59) return std::nullopt;
  std::int64_t result = (*hours * 60 + *minutes) * 60000;
  if (take(text, ':')) {
    const auto seconds = takeDigits(text, 2);
    if (!seconds || *seconds > 60) return std::nullopt;
    result += *seconds * 1000;
    if (take(text, '.'))
      for (int scale = 100; !text.empty() && text.front() >= '0' && text.front() <= '9'; scale /= 10, text.remove_prefix(1)) result += (text.front() - '0') * scale;
  }
  const auto ahead = zone(text);
  return ahead ? std::optional(result - *ahead) : std::nullopt;
}

/// A date; with `coarse` the month and the day may be left out.
std::optional<std::int64_t> fromDate(std::string_view text, bool coarse) {
  const auto year = takeDigits(text, 4);
  std::optional<int> month, day;
  const char between = text.starts_with('/') ? '/' : '-';
  if (year && take(text, between)) month = takeDigits(text, 2);
  if (month && take(text, between)) day = takeDigits(text, 2);
  if (!year || (!coarse && !day) || (!day && !text.empty())) return std::nullopt;
  const chrono::year_month_day date{chrono::year(*year), chrono::month(static_cast<unsigned>(month.value_or(1))), chrono::day(static_cast<unsigned>(day.value_or(1)))};
  const auto within = timeOfDay(text);
  if (!date.ok() || !within || *year < 1970 || *year > 2100) return std::nullopt;
  const std::int64_t time = chrono::duration_cast<chrono::milliseconds>(chrono::sys_days(date).time_since_epoch()).count() + *within;
  return time >= 0 ? std::optional(time) : std::nullopt;
}

/// "Tue Nov 17 11:37:35 -0800 2009"
std::optional<std::int64_t> fromWords(std::string_view text) {
  constexpr std::string_view months = "JanFebMarAprMayJunJulAugSepOctNovDec";
  if (text.size() < 28 || text[3] != ' ' || text[7] != ' ' || text[10] != ' ' || text[text.size() - 5] != ' ' || text[text.size() - 11] != ' ') return std::nullopt;
  const auto month = months.find(text.substr(4, 3));
  if (month == std::string_view::npos || month % 3 != 0) return std::nullopt;
  const auto zoneAt = text.size() - 10;
  return fromDate(fmt::format("{}-{:02}-{}T{}{}", text.substr(text.size() - 4), month / 3 + 1, text.substr(8, 2), text.substr(11, zoneAt - 12), text.substr(zoneAt, 5)), false);
}

}  // namespace

std::optional<std::int64_t> parseTime(std::string_view text, bool milliseconds) {
  if (const auto whole = numberOf<std::int64_t>(text)) {
    if (*whole >= 0 && *whole <= latestSecond) return *whole * 1000;
    return milliseconds && *whole >= leastMilliseconds && *whole <= latestSecond * 1000 ? whole : std::nullopt;
  }
  if (const auto real = numberOf<double>(text)) return fromNumber(*real, milliseconds);
  const auto date = fromDate(text, false);
  return date ? date : fromWords(text);
}

std::optional<std::int64_t> parseBoundary(std::string_view text) {
  if (const auto date = fromDate(text, true)) return date;
  return parseTime(text, true);
}

std::string timeText(std::int64_t milliseconds) {
  const chrono::sys_time<chrono::milliseconds> time{chrono::milliseconds(milliseconds)};
  const auto day = chrono::floor<chrono::days>(time);
  const chrono::year_month_day date(day);
  const auto seconds = chrono::duration_cast<chrono::seconds>(time - day).count();
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), seconds / 3600, seconds / 60 % 60, seconds % 60);
}

}  // namespace ghost::data
