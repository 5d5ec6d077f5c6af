#include "data/date_text.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <utility>

namespace ghost::data {
namespace {

namespace chrono = std::chrono;

bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool isLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool isBlank(char c) { return c == ' ' || c == '\t'; }

constexpr std::array<std::string_view, 12> monthNames{"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"};
constexpr std::array<std::string_view, 7> dayNames{"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"};

/// Hours that a zone is ahead of UTC. Letters that several countries use for different times (IST, BST) are left out.
constexpr std::pair<std::string_view, double> zoneHours[] = {{"z", 0}, {"utc", 0}, {"gmt", 0}, {"ut", 0}, {"est", -5}, {"edt", -4}, {"cst", -6}, {"cdt", -5}, {"mst", -7}, {"mdt", -6}, {"pst", -8}, {"pdt", -7},
                                                             {"wet", 0}, {"west", 1}, {"cet", 1}, {"cest", 2}, {"mez", 1}, {"mesz", 2}, {"eet", 2}, {"eest", 3}, {"msk", 3}, {"jst", 9}, {"kst", 9}, {"hkt", 8}, {"acst", 9.5}, {"aest", 10}, {"aedt", 11}, {"nzst", 12}, {"nzdt", 13}};

/// The place of a name written in full or by at least its first three letters (Tues, Sept); -1 = none.
template <std::size_t Count>
int nameAt(const std::array<std::string_view, Count>& names, std::string_view word) {
  for (std::size_t i = 0; i < Count; ++i)
    if (word.size() >= 3 && word.size() <= names[i].size() && names[i].starts_with(word)) return static_cast<int>(i);
  return -1;
}

/// One pass over the text, piece by piece.
class DateReader {
 public:
  DateReader(std::string_view text, DateOrder order) : m_rest(text), m_order(order) {}

  DateText read() {
    while (!m_rest.empty())
      if (!piece()) return {};
    return m_behindT ? DateText{} : assembled();
  }

 private:
  enum class Piece { None, Number, Clock, Word };
  struct Number { int value = 0; std::size_t digits = 0; char gap = 0; bool behindClock = false; };

  bool piece() {
    const char c = m_rest.front();
    if (isDigit(c)) return number();
    if (isLetter(c)) return word();
    if (c == '+' || (c == '-' && m_last == Piece::Clock) || (c == '-' && m_zoneNamed)) return offset();
    // A zone's name behind its offset: [Europe/Berlin], (Central European Time).
    if (m_zoned && ((c == '[' && m_rest.ends_with(']')) || (c == '(' && m_rest.ends_with(')')))) return m_rest = {}, true;
    m_rest.remove_prefix(1);
    if (isBlank(c) || c == ',') return m_gap = m_gap == 0 ? ' ' : m_gap, true;
    if (c == '.' && m_last == Piece::Word) return true;
    if (c != '-' && c != '/' && c != '.') return false;
    m_gap = c;
    return m_last == Piece::Number || (m_last == Piece::Word && m_month > 0);
  }

  /// The digits at the start, at most 9 of them read.
  std::pair<int, std::size_t> takeDigits() {
    int value = 0;
    std::size_t digits = 0;
    for (; digits < m_rest.size() && isDigit(m_rest[digits]); ++digits)
      if (digits < 9) value = value * 10 + (m_rest[digits] - '0');
    m_rest.remove_prefix(digits);
    return {value, digits};
  }

  bool number() {
    const auto [value, digits] = takeDigits();
    if (digits <= 2 && m_rest.starts_with(':')) return clock(value);
    if (m_behindT) return (digits == 4 || digits == 6) && packedClock(digits == 4 ? value * 100 : value);
    const char gap = std::exchange(m_gap, '\0');
    if (digits == 8 && m_numbers == 0) {  // 20180102T...
      add({value / 10000, 4, 0, false});
      add({value / 100 % 100, 2, '-', false});
      return add({value % 100, 2, '-', false});
    }
    return digits <= 4 && add({value, digits, gap, m_clocked});
  }
  bool add(Number number) {
    m_last = Piece::Number;
    if (m_numbers == m_number.size()) return false;
    m_number[m_numbers++] = number;
    return true;
  }

  bool clock(int hours) {
    m_rest.remove_prefix(1);
    const auto [minutes, digits] = takeDigits();
    int seconds = 0;
    if (m_clocked || digits != 2) return false;
    if (m_rest.starts_with(':')) {
      m_rest.remove_prefix(1);
      const auto [value, length] = takeDigits();
      if (length != 2) return false;
      seconds = value;
    }
    return setClock(hours, minutes, seconds);
  }
  bool packedClock(int digits) { return !m_clocked && setClock(digits / 10000, digits / 100 % 100, digits % 100); }
  bool setClock(int hours, int minutes, int seconds) {
    m_clocked = true;
    m_behindT = false;
    m_last = Piece::Clock;
    m_gap = 0;
    m_hours = hours;
    m_withinHour = (minutes * 60 + seconds) * std::int64_t{1000};
    if (m_rest.size() > 1 && (m_rest[0] == '.' || m_rest[0] == ',') && isDigit(m_rest[1])) {
      m_rest.remove_prefix(1);
      for (int scale = 100; !m_rest.empty() && isDigit(m_rest.front()); scale /= 10, m_rest.remove_prefix(1)) m_withinHour += (m_rest.front() - '0') * scale;
    }
    return hours <= 23 && minutes <= 59 && seconds <= 60;
  }

  bool offset() {
    const bool behind = m_rest.front() == '-';
    m_rest.remove_prefix(1);
    auto [hours, digits] = takeDigits();
    int minutes = 0;
    if (digits == 4) minutes = hours % 100, hours /= 100;
    else if (digits != 2 && !(digits == 1 && m_zoneNamed)) return false;
    else if (m_rest.starts_with(':')) {
      m_rest.remove_prefix(1);
      const auto [value, length] = takeDigits();
      if (length != 2) return false;
      minutes = value;
    }
    if (!m_clocked || (m_zoned && !m_zoneNamed) || hours > 14 || minutes > 59) return false;
    m_zoned = true;
    m_zoneNamed = false;
    m_ahead = (behind ? -1 : 1) * (hours * 60 + minutes) * std::int64_t{60000};
    m_last = Piece::Word;
    return true;
  }

  bool word() {
    const std::string_view from = m_rest;
    std::size_t length = 0;
    while (length < from.size() && isLetter(from[length])) ++length;
    m_rest.remove_prefix(length);
    std::array<char, 10> letters{};
    if (length <= letters.size()) std::transform(from.begin(), from.begin() + static_cast<std::ptrdiff_t>(length), letters.begin(), [](char c) { return static_cast<char>(c | 0x20); });
    const std::string_view small(letters.data(), length <= letters.size() ? length : 0);
    const bool glued = m_last == Piece::Number && m_gap == 0;
    if (glued && small == "t" && m_numbers == 3 && !m_clocked) return m_behindT = true, true;
    if (glued && (small == "st" || small == "nd" || small == "rd" || small == "th")) return true;
    const Piece before = std::exchange(m_last, Piece::Word);
    if (before == Piece::Clock && (small == "am" || small == "pm")) return half(small == "pm");
    if (before == Piece::Clock && (small == "a" || small == "p") && (m_rest.starts_with(".m") || m_rest.starts_with(".M"))) {
      m_rest.remove_prefix(2);
      if (m_rest.starts_with('.')) m_rest.remove_prefix(1);
      return half(small == "p");
    }
    if (!small.empty() && nameAt(dayNames, small) >= 0) return true;
    if (const int month = small.empty() ? -1 : nameAt(monthNames, small); month >= 0 && m_month == 0) return m_month = month + 1, true;
    if (m_zoned) return std::all_of(from.begin(), from.begin() + static_cast<std::ptrdiff_t>(length), [](char letter) { return letter >= 'A' && letter <= 'Z'; });  // +0200 CEST
    return m_clocked && zone(small, from);
  }
  bool half(bool afternoon) {
    if (m_hours < 1 || m_hours > 12) return false;
    m_hours = m_hours % 12 + (afternoon ? 12 : 0);
    m_last = Piece::Clock;
    return true;
  }
  bool zone(std::string_view small, std::string_view from) {
    const bool alone = m_rest.empty() || !(m_rest.front() == '/' || m_rest.front() == '_' || isDigit(m_rest.front()));
    for (const auto& [name, hours] : zoneHours)
      if (alone && small == name) {
        m_zoned = true;
        m_zoneNamed = hours == 0;
        m_ahead = static_cast<std::int64_t>(hours * 3600000);
        return true;
      }
    const std::string_view all = from.substr(0, from.find_last_not_of(" \t") + 1);
    const bool letters = all.size() >= 2 && all.size() <= 5 && std::all_of(all.begin(), all.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
    const bool place = all.find('/') != std::string_view::npos && all.size() < 40 && std::all_of(all.begin(), all.end(), [](char c) { return isLetter(c) || isDigit(c) || c == '/' || c == '_' || c == '-' || c == '+'; });
    if (!letters && !place) return false;
    m_unknown = all;
    m_rest = {};
    return true;
  }

  struct Day { int year = 0, month = 0, day = 0; };

  /// Year, month and day of the numbers; nothing where they are no date, or one whose order isn't known.
  std::optional<Day> day(bool& needsOrder) const {
    const auto& n = m_number;
    const auto yearOf = [](const Number& number) { return number.digits == 4 ? number.value : number.digits == 2 && !number.behindClock ? number.value + (number.value < 69 ? 2000 : 1900) : 0; };
    if (m_month > 0) {
      if (m_numbers != 2) return std::nullopt;
      const bool yearLeads = n[0].digits == 4;
      return Day{yearOf(n[yearLeads ? 0 : 1]), m_month, n[yearLeads ? 1 : 0].digits <= 2 ? n[yearLeads ? 1 : 0].value : 0};
    }
    if (m_numbers == 2) return n[0].digits == 4 && n[1].digits == 2 && (n[1].gap == '-' || n[1].gap == '/') && !m_clocked ? std::optional(Day{n[0].value, n[1].value, 1}) : std::nullopt;
    if (m_numbers != 3 || n[1].gap == 0 || n[1].gap != n[2].gap || n[1].digits > 2) return std::nullopt;
    if (n[0].digits == 4) return n[2].digits <= 2 && n[1].gap != ' ' ? std::optional(Day{n[0].value, n[1].value, n[2].value}) : std::nullopt;
    if (n[0].digits > 2 || n[2].digits == 1 || n[2].digits == 3 || (n[1].gap == ' ' && n[2].digits != 4)) return std::nullopt;
    needsOrder = true;
    const DateOrder order = m_order == DateOrder::Unknown && n[1].gap == '.' ? DateOrder::DayFirst : m_order;
    if (order == DateOrder::DayFirst) return Day{yearOf(n[2]), n[1].value, n[0].value};
    if (order == DateOrder::MonthFirst) return Day{yearOf(n[2]), n[0].value, n[1].value};
    if (order == DateOrder::YearFirst && n[0].digits == 2 && n[2].digits == 2) return Day{yearOf(n[0]), n[1].value, n[2].value};
    return std::nullopt;
  }

  DateText assembled() const {
    DateText text;
    const std::int64_t within = m_hours * std::int64_t{3600000} + m_withinHour;
    if (m_numbers == 0 && m_month == 0) {
      text.isClock = m_clocked;
      text.milliseconds = within;
      return text;
    }
    const auto date = day(text.needsOrder);
    if (!date || date->year < 1970 || date->year > 2100) return text;
    const chrono::year_month_day checked{chrono::year(date->year), chrono::month(static_cast<unsigned>(date->month)), chrono::day(static_cast<unsigned>(date->day))};
    if (!checked.ok()) return text;
    text.milliseconds = chrono::duration_cast<chrono::milliseconds>(chrono::sys_days(checked).time_since_epoch()).count() + within - m_ahead;
    if (text.milliseconds < 0) return text;
    text.isDate = true;
    text.isClock = m_clocked;
    text.zoned = m_zoned;
    text.unknownZone = m_unknown;
    return text;
  }

  std::string_view m_rest;
  DateOrder m_order;
  Piece m_last = Piece::None;
  char m_gap = 0;                     ///< between the last number and the next
  std::array<Number, 3> m_number{};
  std::size_t m_numbers = 0;
  int m_month = 0, m_hours = 0;
  bool m_clocked = false, m_behindT = false, m_zoned = false;
  bool m_zoneNamed = false;           ///< UTC or GMT, behind which hours may stand
  std::int64_t m_withinHour = 0, m_ahead = 0;
  std::string_view m_unknown;
};

}  // namespace

DateText readDate(std::string_view text, DateOrder order) {
  constexpr std::size_t longest = 80;
  while (!text.empty() && isBlank(text.front())) text.remove_prefix(1);
  while (!text.empty() && isBlank(text.back())) text.remove_suffix(1);
  return text.size() > longest ? DateText{} : DateReader(text, order).read();
}

}  // namespace ghost::data
