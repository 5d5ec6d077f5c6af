#include "data/time_column.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <set>

#include "data/missing_text.h"
#include "data/usual_fields.h"

namespace ghost::data {
namespace {

using Numbers = TimeForm::Numbers;
using Words = std::set<std::string_view>;

const Words timeWords{"time", "timestamp", "times", "ts", "date", "datetime", "dt", "dat", "day", "at", "on", "when", "epoch", "unix", "unixtime", "stamp", "datum", "zeit", "zeitpunkt", "fecha", "hora", "heure", "tijd", "moment", "year", "month", "yr"};
const Words propertyWords{"release", "released", "birth", "birthday", "birthdate", "born", "dob", "publish", "published", "publication", "publishing", "pub", "expire", "expires", "expired", "expiry", "expiration", "signup", "register", "registered", "registration",
                          "join", "joined", "since", "launch", "launched", "premiere", "premiered", "aired", "founded"};
const Words changeWords{"updated", "update", "modified", "modification", "edited", "edit", "changed", "crawled", "scraped"};
const Words quantityWords{"id", "ids", "uid", "uuid", "no", "nr", "num", "number", "code", "count", "cnt", "price", "cost", "amount", "qty", "quantity", "total", "score", "rating", "ratings", "stars", "rank", "views", "likes", "votes", "length", "len", "size", "age", "zip", "zipcode", "phone",
                          "isbn", "ean", "upc", "gtin", "sku", "asin", "idx", "index", "position", "duration", "dur", "hours", "minutes", "elapsed", "spent", "playtime", "watchtime", "runtime", "lifetime", "weight", "lat", "lon", "latitude", "longitude", "hash", "version"};
const Words durationWords{"play", "playing", "watch", "watched", "watching", "dwell", "read", "reading", "run", "response", "wait", "waiting", "listening", "prep", "cook", "total"};

bool isLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool isUpper(char c) { return c >= 'A' && c <= 'Z'; }

/// "listenedAt", "listened_at" -> listened, at
std::vector<std::string> wordsIn(std::string_view name) {
  std::vector<std::string> words(1);
  for (std::size_t i = 0; i < name.size(); ++i) {
    const char c = name[i];
    const bool part = isLetter(c) || static_cast<unsigned char>(c) >= 0x80;
    if (!words.back().empty() && (!part || (isUpper(c) && i > 0 && !isUpper(name[i - 1])))) words.emplace_back();
    if (part) words.back() += isUpper(c) ? static_cast<char>(c | 0x20) : c;
  }
  if (words.back().empty()) words.pop_back();
  return words;
}

bool endsAs(std::string_view word, std::initializer_list<std::string_view> ends) {
  return std::any_of(ends.begin(), ends.end(), [&](std::string_view end) { return word.ends_with(end); });
}

std::optional<double> numberOf(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

constexpr std::int64_t second = 1000, of1980 = 315532800 * second, of1990 = 631152000 * second, of2050 = 2524608000 * second, of2100 = 4102444800 * second;

/// Judges the values of one column.
class Judge {
 public:
  Judge(const ColumnSample& sample, int column, const std::string& format, bool zonesIgnored, bool named) : m_sample(sample), m_format(format), m_named(named) {
    m_result.column = column;
    m_result.form = timeFormOf(format);
    m_result.form.zonesIgnored = zonesIgnored;
    if (!sample.names.empty()) m_result.name = timeName(sample.names[static_cast<std::size_t>(column)]);
    for (const auto& row : sample.rows) {
      const std::string_view text = static_cast<std::size_t>(column) < row.size() ? trimmed(row[static_cast<std::size_t>(column)]) : std::string_view();
      const bool missing = isMissingText(text) || text.starts_with("0000-00-00");
      m_texts.push_back(missing ? std::string_view() : text);
      if (!missing) m_values.push_back(text);
    }
    m_result.missing = m_texts.size() - m_values.size();
  }

  std::optional<TimeColumn> judge() {
    if (m_values.empty()) return std::nullopt;
    std::size_t dates = 0, clocks = 0, numbers = 0;
    for (const auto text : m_values) {
      if (numberOf(text)) {
        ++numbers;
        continue;
      }
      const DateText date = readDate(text, DateOrder::Unknown);
      dates += date.isDate || date.needsOrder;
      clocks += !date.isDate && date.isClock;
    }
    const std::size_t n = m_values.size();
    const auto most = [&](std::size_t count) { return count * 5 >= n * 4 || (count * 2 >= n && (m_named || m_result.name.usual >= 0)); };
    const bool readable = most(dates) ? asDates() : most(clocks) ? asClocks() : (numbers == n || ((m_named || m_result.name.usual >= 0) && numbers * 2 >= n)) && asNumbers();
    if (!readable) return std::nullopt;
    m_result.example = std::string(m_values.front());
    for (const auto text : m_texts) m_result.times.push_back(text.empty() ? std::nullopt : timeOf(text));
    const auto read = static_cast<std::size_t>(std::count_if(m_result.times.begin(), m_result.times.end(), [](const auto& time) { return time.has_value(); }));
    return 2 * read >= n ? std::optional(std::move(m_result)) : std::nullopt;
  }

 private:
  std::optional<std::int64_t> timeOf(std::string_view text) const {
    if (!m_result.clockOnly) return parseTime(text, lenient());
    const DateText clock = readDate(text, DateOrder::Unknown);
    return clock.isClock ? std::optional(clock.milliseconds) : std::nullopt;
  }
  /// A zone that isn't known doesn't keep a column from being one of times.
  TimeForm lenient() const {
    TimeForm form = m_result.form;
    form.zonesIgnored = true;
    return form;
  }

  bool asClocks() {
    m_result.clockOnly = m_result.firm = true;
    return !m_result.name.ofQuantity;
  }

  bool asDates() {
    const TimeName& name = m_result.name;
    if (name.ofQuantity && !name.tells && !m_named) return false;  // 1.2.21 may be a version
    m_result.firm = true;
    bool asks = false;
    m_result.dayOnly = true;
    for (const auto text : m_values) {
      const DateText date = readDate(text, DateOrder::Unknown);
      asks = asks || (date.needsOrder && !date.isDate);
      if (readDate(text, DateOrder::DayFirst).isClock || readDate(text, DateOrder::MonthFirst).isClock) m_result.dayOnly = false;
      if (!date.unknownZone.empty() && m_result.unknownZone.empty()) m_result.unknownZone = std::string(date.unknownZone);
    }
    return !asks || m_result.form.dates != DateOrder::Unknown || orderDates();
  }

  /// Which of a date's numbers is the day: the order under which most values are dates.
  bool orderDates() {
    std::size_t best = 0;
    std::vector<DateOrder> fitting;
    for (const DateOrder order : {DateOrder::DayFirst, DateOrder::MonthFirst, DateOrder::YearFirst}) {
      const auto count = static_cast<std::size_t>(std::count_if(m_values.begin(), m_values.end(), [&](std::string_view text) { return readDate(text, order).isDate; }));
      if (count > best) fitting.clear();
      if (count >= std::max<std::size_t>(best, 1)) fitting.push_back(order);
      best = std::max(best, count);
    }
    if (fitting.empty()) return false;
    const bool local = m_sample.dayFirst && fitting.front() == DateOrder::DayFirst;
    m_result.form.dates = fitting.front();
    if (fitting.size() > 1 && !local) m_result.orders = fitting;
    for (const auto text : m_values)
      if (const DateText date = readDate(text, m_result.form.dates); !date.unknownZone.empty() && m_result.unknownZone.empty()) m_result.unknownZone = std::string(date.unknownZone);
    return true;
  }

  template <class Holds>
  bool every(Holds holds) const { return std::all_of(m_values.begin(), m_values.end(), holds); }
  bool everyIn(const TimeForm& form, std::int64_t from, std::int64_t to) const {
    return every([&](std::string_view text) {
      const auto time = parseTime(text, form);
      return time && *time >= from && *time <= to;
    });
  }

  bool asNumbers() {
    const TimeName& name = m_result.name;
    if (name.ofQuantity && !m_named && name.usual < 0) return false;
    if (m_format != "auto" && m_result.form.dates == DateOrder::Unknown) return (m_named || name.tells) && everyIn(m_result.form, 0, of2100);
    return asCalendar() || asEpoch() || asSpareForm() || asCounter();
  }

  bool asCalendar() {
    const TimeForm calendar{Numbers::Calendar, m_result.form.dates, false};
    const auto digits = [](std::string_view text) { return text.substr(0, text.find('.')).size(); };
    const std::size_t length = digits(m_values.front());
    if (!every([&](std::string_view text) { return digits(text) == length; }) || !everyIn(calendar, 0, of2100)) return false;
    if (length == 6 && !m_named && !m_result.name.tells) return false;
    m_result.form.numbers = Numbers::Calendar;
    m_result.firm = length > 6;
    m_result.dayOnly = length <= 8;
    return true;
  }

  /// All in one unit and in the years that people have data of; without a word of time in its name in the likely ones.
  bool asEpoch() {
    const bool tells = m_named || m_result.name.tells;
    if (!everyIn({}, tells ? of1980 : of1990, tells ? of2100 : of2050)) return false;
    if (!tells && every([](std::string_view text) { return text.front() == '0'; })) return false;
    std::vector<std::pair<double, Numbers>> limits{{5e9, Numbers::Seconds}, {5e12, Numbers::Milliseconds}, {5e15, Numbers::Microseconds}, {5e18, Numbers::Nanoseconds}};
    const auto unit = [&](std::string_view text) { return std::find_if(limits.begin(), limits.end(), [&](const auto& limit) { return numberOf(text).value_or(0) < limit.first; }); };
    const auto of = unit(m_values.front());
    if (of == limits.end() || (!tells && !every([&](std::string_view text) { return unit(text) == of; }))) return false;
    m_result.firm = true;
    m_result.form.numbers = every([&](std::string_view text) { return unit(text) == of; }) ? of->second : Numbers::Epoch;
    return true;
  }

  /// Years, and days as spreadsheets count them, where the name tells of such.
  bool asSpareForm() {
    const auto all = [&](double from, double to) { return every([&](std::string_view text) { return *numberOf(text) >= from && *numberOf(text) <= to; }); };
    if (m_result.name.ofYears && everyIn({Numbers::Years}, 0, of2100)) {
      m_result.form.numbers = Numbers::Years;
      return m_result.dayOnly = true;
    }
    const bool fractions = every([](std::string_view text) { return text.find('.') != std::string_view::npos && !text.ends_with(".0"); });
    if (!(m_result.name.ofDays || (m_result.name.tells && fractions)) || !all(30000, 60000)) return false;
    m_result.form.numbers = Numbers::Days;
    return true;
  }

  /// Any numbers, under a name that can mean nothing else.
  bool asCounter() {
    if (!m_named && m_result.name.usual < 0) return false;
    const auto good = static_cast<std::size_t>(std::count_if(m_values.begin(), m_values.end(), [](std::string_view text) { return parseTime(text).has_value(); }));
    m_result.form.numbers = Numbers::Epoch;
    return 2 * good >= m_values.size();
  }

  const ColumnSample& m_sample;
  const std::string& m_format;
  bool m_named;
  TimeColumn m_result;
  std::vector<std::string_view> m_texts, m_values;  ///< of all rows, empty = missing; and those that aren't
};

}  // namespace

TimeName timeName(std::string_view name) {
  TimeName result;
  const auto words = wordsIn(name);
  const auto any = [&](const Words& of) { return std::any_of(words.begin(), words.end(), [&](const std::string& word) { return of.contains(word); }); };
  result.usual = usualRank(name, FieldRole::Time);
  const bool duration = any(durationWords) && any({"time", "times"}) && result.usual < 0;
  const bool ends = std::any_of(words.begin(), words.end(), [](const std::string& word) { return endsAs(word, {"time", "date", "stamp", "datum"}); });
  result.tells = result.usual >= 0 || ((any(timeWords) || ends) && !duration);
  result.ofProperty = result.usual < 0 && (any(propertyWords) || std::any_of(words.begin(), words.end(), [](const std::string& word) { return word.starts_with("release") || word.starts_with("publish") || word.starts_with("birth"); }));
  result.ofChange = result.usual < 0 && any(changeWords);
  result.ofQuantity = duration || any(quantityWords) || (result.usual < 0 && !words.empty() && endsAs(words.back(), {"id", "price", "count", "playtime", "duration", "number"}));
  result.ofYears = any({"year", "yr", "jahr"});
  result.ofDays = any({"date", "dates", "day", "datum", "dat", "fecha"}) || std::any_of(words.begin(), words.end(), [](const std::string& word) { return word.ends_with("date"); });
  return result;
}

std::optional<TimeColumn> timeColumn(const ColumnSample& sample, int column, const std::string& format, bool zonesIgnored, bool named) { return Judge(sample, column, format, zonesIgnored, named).judge(); }

std::string formWords(const TimeColumn& column) {
  if (column.clockOnly) return "times of day";
  switch (column.form.numbers) {
    case Numbers::Seconds: return "seconds since 1970";
    case Numbers::Milliseconds: return "milliseconds since 1970";
    case Numbers::Microseconds: return "microseconds since 1970";
    case Numbers::Nanoseconds: return "nanoseconds since 1970";
    case Numbers::Calendar: return "digits of a date, YYYYMMDD";
    case Numbers::Days: return "days as a spreadsheet counts them";
    case Numbers::Years: return "years";
    case Numbers::Epoch: break;
  }
  const bool number = numberOf(column.example).has_value();
  if (number) return column.firm ? "seconds or smaller units since 1970" : "numbers, of which only the order says something";
  if (column.form.dates == DateOrder::DayFirst) return "dates, the day first";
  if (column.form.dates == DateOrder::MonthFirst) return "dates, the month first";
  return "dates";
}

}  // namespace ghost::data
