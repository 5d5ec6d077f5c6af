#include "data/time_choice.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <numeric>
#include <tuple>

#include <fmt/format.h>

#include "data/importers.h"

namespace ghost::data {
namespace {

using Times = std::vector<std::optional<std::int64_t>>;

constexpr std::size_t mostNamed = 5;

/// Pairs of neighbouring rows of a user, and how times run along them.
struct Steps {
  std::size_t rising = 0, falling = 0, level = 0;
  bool contradicts() const { return falling * 100 > rising + falling; }
};

class Chooser {
 public:
  Chooser(const ColumnSample& sample, const TimeWish& wish) : m_sample(sample), m_wish(wish) {
    std::map<std::string_view, std::vector<std::size_t>> users;
    for (std::size_t row = 0; row < sample.rows.size(); ++row) users[cell(row, sample.user)].push_back(row);
    for (auto& [user, rows] : users)
      if (sample.user >= 0 && rows.size() > 1) m_groups.push_back(std::move(rows));
    if (m_groups.empty()) {
      m_groups.emplace_back(sample.rows.size());
      std::iota(m_groups.front().begin(), m_groups.front().end(), std::size_t{0});
    }
  }

  TimeChoice choose() {
    for (int i = 0; i < static_cast<int>(m_sample.columns()); ++i)
      if (isFree(i)) consider(i);
    if (m_wish.none) warnOfUnused(nullptr);
    else if (!m_wish.columns.empty()) takeNamed();
    else takeBest();
    return std::move(m_choice);
  }

 private:
  std::string_view cell(std::size_t row, int column) const {
    const auto& fields = m_sample.rows[row];
    return column >= 0 && static_cast<std::size_t>(column) < fields.size() ? std::string_view(fields[static_cast<std::size_t>(column)]) : std::string_view();
  }
  bool isFree(int column) const { return column != m_sample.user && column != m_sample.item && std::find(m_sample.others.begin(), m_sample.others.end(), column) == m_sample.others.end(); }
  std::string nameOf(int column) const { return shownLine(m_sample.nameOf(column)); }
  std::string shown(const TimeColumn& column) const { return fmt::format("{} (\"{}\")", nameOf(column.column), shownLine(std::string_view(column.example).substr(0, 40))); }
  std::string option(int column) const { return "-o time=" + nameOf(column); }

  void consider(int column) {
    auto found = timeColumn(m_sample, column, m_wish.format, m_wish.zonesIgnored);
    if (!found) {
      if (!m_sample.names.empty() && timeName(m_sample.names[static_cast<std::size_t>(column)]).usual >= 0) m_unread.push_back(column);
    } else if (found->clockOnly) {
      m_clocks.push_back(std::move(*found));
    } else {
      (found->firm ? m_firm : m_weak).push_back(std::move(*found));
    }
  }

  /// How `of` runs over the rows in the order of `by` (in the order of the file where that is null): a pair counts where both tell its rows apart.
  Steps steps(const Times& of, const Times* by) const {
    Steps result;
    for (auto rows : m_groups) {
      std::erase_if(rows, [&](std::size_t row) { return !of[row] || (by != nullptr && !(*by)[row]); });
      if (by != nullptr) std::stable_sort(rows.begin(), rows.end(), [&](std::size_t a, std::size_t b) { return *(*by)[a] < *(*by)[b]; });
      for (std::size_t i = 1; i < rows.size(); ++i) {
        const bool apart = by == nullptr || *(*by)[rows[i - 1]] != *(*by)[rows[i]];
        result.rising += apart && *of[rows[i - 1]] < *of[rows[i]];
        result.falling += apart && *of[rows[i - 1]] > *of[rows[i]];
        result.level += apart && *of[rows[i - 1]] == *of[rows[i]];
      }
    }
    return result;
  }

  /// Whether all rows of each value of the column have one time.
  bool constantBy(int key, const TimeColumn& column) const {
    std::map<std::string_view, std::int64_t> first;
    std::size_t again = 0;
    for (std::size_t row = 0; key >= 0 && row < m_sample.rows.size(); ++row) {
      if (!column.times[row]) continue;
      const auto [it, added] = first.emplace(cell(row, key), *column.times[row]);
      if (!added && it->second != *column.times[row]) return false;
      again += !added;
    }
    return again > 0;
  }

  /// Rows of a user that the column tells apart.
  std::size_t fineness(const TimeColumn& column) const { return steps(column.times, &column.times).rising; }

  /// The columns that aren't passed over for others.
  std::vector<const TimeColumn*> contenders(const std::vector<TimeColumn>& columns) const {
    std::vector<const TimeColumn*> left;
    for (const auto& column : columns) left.push_back(&column);
    const auto drop = [&](const auto& weaker) {
      if (!std::all_of(left.begin(), left.end(), weaker)) std::erase_if(left, weaker);
    };
    drop([](const TimeColumn* column) { return column->name.ofProperty; });
    drop([&](const TimeColumn* column) { return column->missing * 2 > m_sample.rows.size(); });
    drop([](const TimeColumn* column) { return column->name.ofChange; });
    drop([&](const TimeColumn* column) { return column->missing * 50 > m_sample.rows.size(); });
    drop([&](const TimeColumn* column) { return constantBy(m_sample.user, *column); });
    drop([&](const TimeColumn* column) { return constantBy(m_sample.item, *column); });
    return left;
  }

  void takeBest() {
    const auto& columns = m_firm.empty() ? m_weak : m_firm;
    if (columns.empty()) return refuseUnread();
    const auto left = contenders(columns);
    if (std::all_of(left.begin(), left.end(), [](const TimeColumn* column) { return column->name.ofProperty; })) return askWhether(left);
    const auto finer = [&](const TimeColumn* a, const TimeColumn* b) {
      const auto of = [&](const TimeColumn* column) { return std::tuple(fineness(*column), !column->dayOnly, column->name.usual < 0 ? -1000 : -column->name.usual, column->name.tells, -column->column); };
      return of(a) < of(b);
    };
    const TimeColumn* best = *std::max_element(left.begin(), left.end(), finer);
    for (const TimeColumn* other : left)
      if (other != best && steps(other->times, &best->times).contradicts()) return askWhich(left);
    take(*best);
  }

  void takeNamed() {
    std::vector<TimeColumn> named;
    for (const int column : m_wish.columns) {
      auto found = timeColumn(m_sample, column, m_wish.format, m_wish.zonesIgnored, true);
      if (!found) return refuseValues(column);
      named.push_back(std::move(*found));
    }
    if (named.size() == 2 && named[0].clockOnly) std::swap(named[0], named[1]);
    if (named[0].clockOnly || (named.size() == 2 && !named[1].clockOnly)) {
      m_choice.question = named.size() == 2 ? fmt::format("{} and {} aren't one {} of dates and one of times of day", nameOf(named[0].column), nameOf(named[1].column), m_wish.what)
                                            : fmt::format("the {} {} holds times of day, but no dates; name both, as in -o time=DATE+{}", m_wish.what, shown(named[0]), nameOf(named[0].column));
      return;
    }
    if (named.size() == 2) m_clocks = {named[1]};
    else m_clocks.clear();
    take(named[0]);
    warnOfUnused(&named[0]);
  }

  void take(const TimeColumn& column) {
    m_choice.column = column.column;
    m_choice.form = column.form;
    m_choice.words = fmt::format("{}: \"{}\" is {}", formWords(column), shownLine(std::string_view(column.example).substr(0, 40)), exampleText(column));
    if (!column.orders.empty()) return askOrder(column);
    if (!column.unknownZone.empty() && !m_wish.zonesIgnored) return askZone(column);
    if (column.dayOnly) takeClock(column);
    if (m_choice.clock < 0) warnOfTies(column);
  }

  void takeClock(const TimeColumn& column) {
    for (const auto& clock : m_clocks) {
      const bool beside = clock.column == column.column + 1;
      if (!m_wish.columns.empty() || (!clock.name.ofQuantity && (clock.name.tells || beside))) m_choice.clock = clock.column;
    }
    if (m_choice.clock >= 0) m_choice.words += fmt::format("; with the times of day of {} {}", m_wish.what, nameOf(m_choice.clock));
  }

  /// Events at the same time keep the order of the file: in a file that begins with the newest that is the wrong one.
  void warnOfTies(const TimeColumn& column) {
    const Steps run = steps(column.times, nullptr);
    if (run.falling < 3 || run.rising > 0 || run.level == 0) return;
    m_choice.warnings.push_back(fmt::format("the rows run from the newest to the oldest by {} {}, and events of a user at the same time stay in that order; if another {} tells them apart, name it with -o time=...", m_wish.what, nameOf(column.column), m_wish.what));
  }

  static std::string exampleText(const TimeColumn& column) {
    const auto first = std::find_if(column.times.begin(), column.times.end(), [](const auto& time) { return time.has_value(); });
    if (first == column.times.end()) return "no time";
    const std::string text = timeText(**first);
    return column.dayOnly ? text.substr(0, 10) : text;
  }

  void askOrder(const TimeColumn& column) {
    std::string choices;
    for (const DateOrder order : column.orders) choices += fmt::format("{}-o time_format={}", choices.empty() ? "" : " or ", order == DateOrder::DayFirst ? "day_first" : order == DateOrder::MonthFirst ? "month_first" : "year_first");
    m_choice.question = fmt::format("the dates of {} {} may begin with the day or the month; say which with {}", m_wish.what, shown(column), choices);
  }
  void askZone(const TimeColumn& column) {
    m_choice.question = fmt::format("the times of {} {} are in the zone \"{}\", which isn't known here; write UTC or an offset such as +02:00 instead, or take the times as they stand with -o zones=ignore", m_wish.what, shown(column), shownLine(column.unknownZone));
  }

  std::string options(const std::vector<const TimeColumn*>& columns) const {
    std::string text;
    for (std::size_t i = 0; i < std::min(columns.size(), mostNamed); ++i) text += option(columns[i]->column) + ", ";
    return text + "or -o time=none for the order of the file";
  }
  void askWhich(const std::vector<const TimeColumn*>& columns) {
    std::string names;
    for (std::size_t i = 0; i < std::min(columns.size(), mostNamed); ++i) names += (i == 0 ? "" : i + 1 == columns.size() ? " and " : ", ") + shown(*columns[i]);
    if (columns.size() > mostNamed) names += fmt::format(" and {} more", columns.size() - mostNamed);
    m_choice.question = fmt::format("{} could be the time of the events, and they put the rows in different orders; say which is with {}", names, options(columns));
  }
  void askWhether(const std::vector<const TimeColumn*>& columns) {
    m_choice.question = fmt::format("by its name the {} {} is a date of something else than the event; if it is the time of the events say {}", m_wish.what, shown(*columns.front()), options(columns));
  }
  void refuseValues(int column) {
    std::string_view first;
    for (std::size_t row = 0; first.empty() && row < m_sample.rows.size(); ++row) first = cell(row, column);
    m_choice.question = fmt::format("what stands in the {} {} (\"{}\") isn't read as a time{}; seconds to nanoseconds since 1970, 20211231, 2021-12-31 23:59:59 and dates with English months are. Say how it is written with -o time_format=..., name another {} with -o time=..., or give -o time=none for the order of the file",
                                    m_wish.what, nameOf(column), shownLine(first.substr(0, 40)), m_wish.format == "auto" ? "" : " of the format " + m_wish.format, m_wish.what);
  }
  void refuseUnread() {
    if (!m_clocks.empty() && m_clocks.front().name.usual >= 0) {
      m_choice.question = fmt::format("the {} {} holds times of day, but no {} holds their dates; give -o time=none for the order of the file", m_wish.what, shown(m_clocks.front()), m_wish.what);
      return;
    }
    if (!m_unread.empty() && !m_sample.rows.empty()) return refuseValues(m_unread.front());
    warnOfFallingNumbers();
  }

  /// A time that isn't used must not contradict what is.
  void warnOfUnused(const TimeColumn* used) {
    const auto left = contenders(m_firm);
    for (const TimeColumn* other : left) {
      if (used != nullptr && other->column == used->column) continue;
      const Steps run = steps(other->times, used != nullptr ? &used->times : nullptr);
      if (run.falling == 0 || (used != nullptr && !run.contradicts())) continue;
      m_choice.warnings.push_back(fmt::format("the {} {} looks like a time too, and by it the events {}; {} orders them by it", m_wish.what, shown(*other), run.rising * 10 < run.falling ? "run from the newest to the oldest" : "stand in another order", option(other->column)));
      return;
    }
    if (used == nullptr && left.empty()) warnOfFallingNumbers();
  }

  /// Without any time: numbers that fall from row to row are likely counted from the newest on.
  void warnOfFallingNumbers() {
    for (int i = 0; i < static_cast<int>(m_sample.columns()); ++i) {
      if (!isFree(i)) continue;
      Times numbers;
      for (std::size_t row = 0; row < m_sample.rows.size(); ++row) {
        const auto text = cell(row, i);
        std::int64_t value = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        numbers.push_back(error == std::errc() && end == text.data() + text.size() && !text.empty() ? std::optional(value) : std::nullopt);
      }
      const Steps run = steps(numbers, nullptr);
      if (run.falling < 5 || run.rising > 0) continue;
      m_choice.warnings.push_back(fmt::format("the numbers of {} {} fall from row to row of each user: if the file begins with the newest, order it by {}", m_wish.what, nameOf(i), option(i)));
      return;
    }
  }

  const ColumnSample& m_sample;
  const TimeWish& m_wish;
  std::vector<std::vector<std::size_t>> m_groups;  ///< rows of each user who has several; of all where nobody has
  std::vector<TimeColumn> m_firm, m_weak, m_clocks;
  std::vector<int> m_unread;                       ///< called like times, but not read as such
  TimeChoice m_choice;
};

}  // namespace

TimeWish timeWishOf(const ParamValues& values, const std::string& what, const std::function<int(const std::string& given)>& place, const std::function<int()>& required) {
  TimeWish wish;
  wish.what = what;
  wish.format = values.text("time_format");
  wish.zonesIgnored = values.text("zones") == "ignore";
  const std::string given = values.text("time");
  if (given.empty()) return wish;
  const auto plus = given.find('+');
  if (const int column = place(given); column >= 0) wish.columns = {column};
  else if (given == "none") wish.none = true;
  else if (plus != std::string::npos && place(given.substr(0, plus)) >= 0 && place(given.substr(plus + 1)) >= 0) wish.columns = {place(given.substr(0, plus)), place(given.substr(plus + 1))};
  else wish.columns = {required()};
  return wish;
}

std::vector<ParamSpec> timeParams(const std::string& what) {
  return {textParam("time", "", what + " of the time; DATE+CLOCK for two of them, none = the order of the file counts; empty = judged by what stands in them."),
          choiceParam("time_format", "auto", timeFormatNames(), "How times are written, where their looks leave it open."),
          choiceParam("zones", "read", {"read", "ignore"}, "Whether the zones behind times count; ignore = the times as they stand, for zones that aren't known.")};
}

TimeChoice chooseTime(const ColumnSample& sample, const TimeWish& wish) { return Chooser(sample, wish).choose(); }

}  // namespace ghost::data
