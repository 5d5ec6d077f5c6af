#include "data/event_time.h"

#include <array>
#include <charconv>
#include <chrono>
#include <cmath>

#include <fmt/format.h>

#include "data/importers.h"

namespace ghost::data {
namespace {

namespace chrono = std::chrono;
using Numbers = TimeForm::Numbers;
constexpr std::int64_t latestSecond = 4102444800;

template <class Number>
std::optional<Number> numberOf(std::string_view text) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

/// Units of the number in a second; for Epoch by its size, 0 where it tells none.
double unitsASecond(double value, Numbers numbers) {
  if (numbers == Numbers::Seconds) return 1;
  if (numbers == Numbers::Milliseconds) return 1e3;
  if (numbers == Numbers::Microseconds) return 1e6;
  if (numbers == Numbers::Nanoseconds) return 1e9;
  constexpr auto latest = static_cast<double>(latestSecond);
  if (value <= latest) return 1;
  for (const double units : {1e3, 1e6, 1e9})
    if (value >= units * 1e8 && value <= latest * units) return units;
  return 0;
}

/// Milliseconds of whole units; a double would lose the last digits of nanoseconds.
std::optional<std::int64_t> fromWhole(std::int64_t value, Numbers numbers) {
  const auto units = static_cast<std::int64_t>(unitsASecond(static_cast<double>(value), numbers));
  if (value < 0 || units == 0 || value / units > latestSecond) return std::nullopt;
  return units == 1 ? value * 1000 : value / (units / 1000);
}
std::optional<std::int64_t> fromReal(double value, Numbers numbers) {
  const double units = unitsASecond(value, numbers);
  if (!(value >= 0) || units == 0 || value / units > static_cast<double>(latestSecond)) return std::nullopt;
  return std::llround(value / units * 1000);
}

/// YYYYMM, YYYYMMDD, ...HH, ...HHMM, ...HHMMSS, ...HHMMSSmmm; ".0" behind them, as programs write that take them for numbers.
std::optional<std::int64_t> fromCalendar(std::string_view digits) {
  if (digits.ends_with(".0")) digits.remove_suffix(2);
  const auto n = digits.size();
  if ((n != 6 && n != 8 && n != 10 && n != 12 && n != 14 && n != 17) || digits.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
  const auto part = [&](std::size_t at, std::size_t length, int otherwise) { return at + length <= n ? numberOf<int>(digits.substr(at, length)).value_or(otherwise) : otherwise; };
  const int year = part(0, 4, 0), hours = part(8, 2, 0), minutes = part(10, 2, 0), seconds = part(12, 2, 0);
  const chrono::year_month_day date{chrono::year(year), chrono::month(static_cast<unsigned>(part(4, 2, 0))), chrono::day(static_cast<unsigned>(part(6, 2, 1)))};
  if (!date.ok() || year < 1970 || year > 2100 || hours > 23 || minutes > 59 || seconds > 60) return std::nullopt;
  return chrono::duration_cast<chrono::milliseconds>(chrono::sys_days(date).time_since_epoch()).count() + ((hours * 60 + minutes) * 60 + seconds) * std::int64_t{1000} + part(14, 3, 0);
}

std::optional<std::int64_t> fromDays(double days) {
  constexpr double of1970 = 25569, of2100 = 73051;
  return days >= of1970 && days <= of2100 ? std::optional<std::int64_t>(std::llround((days - of1970) * 86400) * 1000) : std::nullopt;
}

std::optional<std::int64_t> fromYear(double year) {
  if (year < 1970 || year > 2100 || year != std::floor(year)) return std::nullopt;
  return chrono::duration_cast<chrono::milliseconds>(chrono::sys_days(chrono::year(static_cast<int>(year)) / 1 / 1).time_since_epoch()).count();
}

constexpr std::array<std::pair<std::string_view, Numbers>, 7> numberNames{{{"seconds", Numbers::Seconds}, {"milliseconds", Numbers::Milliseconds}, {"microseconds", Numbers::Microseconds}, {"nanoseconds", Numbers::Nanoseconds}, {"yyyymmdd", Numbers::Calendar}, {"spreadsheet_days", Numbers::Days}, {"years", Numbers::Years}}};
constexpr std::array<std::pair<std::string_view, DateOrder>, 3> orderNames{{{"day_first", DateOrder::DayFirst}, {"month_first", DateOrder::MonthFirst}, {"year_first", DateOrder::YearFirst}}};

}  // namespace

std::optional<std::int64_t> parseTime(std::string_view text, const TimeForm& form) {
  if (form.numbers == Numbers::Calendar)
    if (const auto time = fromCalendar(text)) return time;
  if (const auto real = numberOf<double>(text)) {
    if (form.numbers == Numbers::Calendar) return std::nullopt;
    if (form.numbers == Numbers::Days) return fromDays(*real);
    if (form.numbers == Numbers::Years) return fromYear(*real);
    const auto whole = numberOf<std::int64_t>(text);
    return whole ? fromWhole(*whole, form.numbers) : fromReal(*real, form.numbers);
  }
  const DateText date = readDate(text, form.dates);
  return date.isDate && (date.unknownZone.empty() || form.zonesIgnored) ? std::optional(date.milliseconds) : std::nullopt;
}

std::string timeFault(std::string_view text, const TimeForm& form) {
  const DateText date = readDate(text, form.dates);
  const std::string shown = shownLine(text.substr(0, 60));
  if (date.isDate && !date.unknownZone.empty()) return fmt::format("the zone \"{}\" of the time \"{}\" isn't known", date.unknownZone, shown);
  if (date.needsOrder && form.dates == DateOrder::Unknown) return fmt::format("the date \"{}\" may begin with the day or the month", shown);
  return fmt::format("the time \"{}\" is no time from 1970 to 2100", shown);
}

std::optional<std::int64_t> parseBoundary(std::string_view text) {
  if (text.size() == 4)
    if (const auto year = parseTime(text, {Numbers::Years})) return year;
  if (text.size() == 8)
    if (const auto day = fromCalendar(text)) return day;
  return parseTime(text);
}

std::string timeText(std::int64_t milliseconds) {
  const chrono::sys_time<chrono::milliseconds> time{chrono::milliseconds(milliseconds)};
  const auto day = chrono::floor<chrono::days>(time);
  const chrono::year_month_day date(day);
  const auto seconds = chrono::duration_cast<chrono::seconds>(time - day).count();
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), seconds / 3600, seconds / 60 % 60, seconds % 60);
}

std::vector<std::string> timeFormatNames() {
  std::vector<std::string> names{"auto"};
  for (const auto& [name, numbers] : numberNames) names.emplace_back(name);
  for (const auto& [name, order] : orderNames) names.emplace_back(name);
  return names;
}

TimeForm timeFormOf(std::string_view name, TimeForm given) {
  for (const auto& [known, numbers] : numberNames)
    if (name == known) given.numbers = numbers;
  for (const auto& [known, order] : orderNames)
    if (name == known) given.dates = order;
  return given;
}

}  // namespace ghost::data
