#include "data/table_layout.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <set>

#include <fmt/format.h>

#include "base/error.h"
#include "base/name_list.h"
#include "data/decimal_comma.h"
#include "data/event_time.h"
#include "data/missing_text.h"
#include "data/usual_fields.h"
#include "rows/csv_rows.h"
#include "rows/open_file.h"
#include "rows/text_stream.h"

namespace ghost::data {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t sampleBytes = 1 << 18, rowsLookedAt = 50, mostRatings = 21;  // 0 to 10 in halves

constexpr std::array<std::pair<std::string_view, std::string_view>, 6> delimiters{{{"comma", ","}, {"tab", "\t"}, {"semicolon", ";"}, {"bar", "|"}, {"two_colons", "::"}, {"blank", " "}}};

bool isNumber(const std::string& text) { return numberIn(text, false).has_value(); }
/// With a point or a comma.
bool isDecimal(const std::string& text) { return numberIn(text, true) && text.find_first_of(".,") != std::string::npos; }
bool isDate(const std::string& text) {
  const DateText date = readDate(text, DateOrder::Unknown);
  return date.isDate || date.needsOrder;
}
bool isRating(const std::string& text) {
  const auto number = numberIn(text, true);
  return number && *number >= 0 && *number <= 100;
}

std::vector<std::vector<std::string>> firstRows(std::string_view sample, const rows::CsvDialect& dialect, std::size_t most = rowsLookedAt) {
  const bool cut = !sample.ends_with('\n');
  std::vector<std::vector<std::string>> rows;
  rows::TextRecord record;
  while (rows.size() < most && rows::nextRecord(sample, dialect, record)) {
    if (sample.empty() && cut && rows.size() > 1) break;
    if (record.fault == nullptr) rows.push_back(std::move(record.fields));
  }
  return rows;
}

/// What the parameters say of the dialect; the rest is told by the sample.
rows::CsvDialect dialectOf(std::string_view sample, const ParamValues& values) {
  std::string delimiter;
  for (const auto& [name, text] : delimiters)
    if (values.text("delimiter") == name) delimiter = text;
  rows::CsvDialect dialect = rows::sniffDialect(sample, delimiter);
  const std::string quote = values.text("quote"), escape = values.text("escape");
  if (quote != "auto") dialect.quote = quote == "double" ? '"' : quote == "single" ? '\'' : '\0';
  if (escape != "auto") dialect.backslash = escape == "backslash";
  dialect.settled = dialect.settled || quote != "auto";
  return dialect;
}

/// Blanks stand in prose too: they separate fields only below headings that name user and item, with as many fields in every row.
bool namesByBlanks(std::string_view sample) {
  rows::CsvDialect blanks;
  blanks.delimiter = " ";
  blanks.quote = 0;
  const auto rows = firstRows(sample, blanks);
  if (rows.size() < 2 || usualField(rows.front(), FieldRole::User) < 0 || usualField(rows.front(), FieldRole::Item) < 0) return false;
  return std::all_of(rows.begin(), rows.end(), [&](const auto& row) { return row.size() == rows.front().size(); });
}

}  // namespace

std::string delimiterName(std::string_view delimiter) {
  for (const auto& [name, text] : delimiters)
    if (text == delimiter) return name == "two_colons" ? "two colons" : std::string(name);
  return std::string(delimiter);
}

std::vector<std::string> delimiterNames() {
  std::vector<std::string> names{"auto"};
  for (const auto& [name, text] : delimiters) names.emplace_back(name);
  return names;
}

std::string dialectText(const rows::CsvDialect& dialect) {
  std::string words = "separated by " + delimiterName(dialect.delimiter);
  if (dialect.quote == 0) words += ", nothing is quoted";
  else if (dialect.settled) words += dialect.quote == '"' ? ", quoted by \"" : ", quoted by '";
  else words += ", quoted where it must be";
  return dialect.backslash ? words + ", \\ before what is meant as it is" : words;
}

std::vector<ParamSpec> dialectParams() {
  return {choiceParam("delimiter", "auto", delimiterNames(), "What separates the fields."),
          choiceParam("quote", "auto", {"auto", "double", "single", "none"}, "What a field that holds delimiters or line ends is enclosed in; none: every quote is text."),
          choiceParam("escape", "auto", {"auto", "doubled", "backslash"}, "How a quote inside a quoted field is written: doubled (\"\") or behind a backslash, as in Book-Crossing.")};
}

TableLayout::TableLayout(fs::path file, const ParamValues& values) : m_file(std::move(file)), m_values(values) {
  const std::string sample = rows::startOfText(m_file);
  m_readable = !sample.empty() && sample.substr(0, sample.find('\n')).find('\0') == std::string::npos;
  m_dialect = dialectOf(sample, m_values);
  if (m_dialect.delimiter.empty() && namesByBlanks(sample)) {
    m_dialect.delimiter = " ";
    m_dialect.quote = 0;
  }
  if (m_dialect.delimiter.empty() || !m_readable) return;
  m_first = firstRows(sample, m_dialect);
  if (m_first.empty()) return;
  m_dialect.fields = firstRow().size();
  const std::string header = m_values.text("header");
  m_header = header == "yes" || (header == "auto" && looksLikeHeader());
  if (m_header)
    for (auto& heading : m_first.front()) heading = std::string(trimmed(heading));
}

std::vector<std::string> TableLayout::headings() const {
  if (m_first.empty()) return {};
  auto columns = m_first.front();
  if (!m_header)
    for (std::size_t i = 0; i < columns.size(); ++i) columns[i] = std::to_string(i + 1);
  return columns;
}

TextSample TableLayout::textSample() const {
  TextSample sample;
  if (m_first.empty()) return sample;
  if (m_header) sample.names = firstRow();
  sample.rows.assign(m_first.begin() + (m_header ? 1 : 0), m_first.end());
  return sample;
}

EventTable TableLayout::events() const {
  if (!m_readable) rows::refuseOtherPacking(m_file, rows::OpenFile(m_file).start());
  if (!m_readable) throw dataError(m_file.string(), "the file is empty or can't be read as text");
  if (m_first.empty()) throw dataError(m_file.string(), "its first rows don't split into the same number of fields by comma, tab, semicolon, bar or two colons; say which with -o delimiter=tab or the like");
  EventTable table;
  table.dialect = m_dialect;
  table.header = m_header;
  table.latin1 = m_values.text("encoding") == "latin1";
  table.fields = firstRow().size();
  table.user = column("user", firstRow());
  table.item = column("item", firstRow());
  table.rating = column("rating", firstRow());
  table.title = m_values.text("title").empty() ? eventTitleColumn(textSample(), table.user, table.item) : column("title", firstRow());
  ColumnSample rows = sample();
  if (!m_header) guessIds(table, rows);
  for (const auto& [what, place] : {std::pair("user", table.user), std::pair("item", table.item)})
    if (place < 0) throw usageError(m_file.string(), fmt::format("it isn't clear which column holds the {}; say so with -o {}=COLUMN, one of {}", what, what, nameList(firstRow())));
  setTime(table, rows);
  if (!m_header) guessRating(table);
  table.forms.decimalComma = decimalComma(rows, table.rating, m_values.text("decimal"), m_file.string());
  table.basket = basketIn(rows, table.item);
  return table;
}

bool TableLayout::looksLikeHeader() const {
  if (m_first.empty() || std::any_of(firstRow().begin(), firstRow().end(), [](const std::string& field) { return numberIn(field, true) || isDate(field); })) return false;
  const auto named = [&](const std::string& field) { return !field.empty() && (field == m_values.text("user") || field == m_values.text("item")); };
  if (usualField(firstRow(), FieldRole::User) >= 0 || usualField(firstRow(), FieldRole::Item) >= 0 || std::any_of(firstRow().begin(), firstRow().end(), named)) return true;
  return m_first.size() > 1 && std::any_of(m_first[1].begin(), m_first[1].end(), [](const std::string& field) { return isNumber(field) || isDate(field); });
}

int TableLayout::column(const char* what, const std::vector<std::string>& names) const {
  static constexpr std::array roles{std::pair("user", FieldRole::User), std::pair("item", FieldRole::Item), std::pair("rating", FieldRole::Rating), std::pair("time", FieldRole::Time), std::pair("title", FieldRole::Title)};
  const std::string given = m_values.text(what);
  if (given.empty()) return m_header ? usualField(names, std::find_if(roles.begin(), roles.end(), [&](const auto& role) { return std::string_view(role.first) == what; })->second) : -1;
  if (const int place = named(given); place >= 0) return place;
  throw usageError(fmt::format("parameter {}", what), fmt::format("there is no column \"{}\" in {}; give {}a number from 1 to {}", given, m_file.filename().string(), m_header ? fmt::format("one of {} or ", nameList(names)) : std::string(), names.size()));
}

/// The column of that heading or number; -1 = there is none.
int TableLayout::named(const std::string& given) const {
  const auto& names = firstRow();
  const auto heading = std::find(names.begin(), names.end(), given);
  if (m_header && heading != names.end()) return static_cast<int>(heading - names.begin());
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(given.data(), given.data() + given.size(), number);
  return error == std::errc() && end == given.data() + given.size() && number >= 1 && number <= names.size() ? static_cast<int>(number) - 1 : -1;
}

TimeWish TableLayout::timeWish() const { return timeWishOf(m_values, "column", [this](const std::string& given) { return named(given); }, [this] { return column("time", firstRow()); }); }

ColumnSample TableLayout::sample() const {
  ColumnSample sample;
  if (m_header) sample.names = firstRow();
  sample.rows = firstRows(rows::startOfText(m_file, sampleBytes), m_dialect, ColumnSample::mostRows);
  if (m_header && !sample.rows.empty()) sample.rows.erase(sample.rows.begin());
  std::erase_if(sample.rows, [&](const auto& row) { return row.size() != firstRow().size(); });
  sample.dayFirst = m_dialect.delimiter == ";";
  return sample;
}

void TableLayout::setTime(EventTable& table, ColumnSample& sample) const {
  sample.user = table.user;
  sample.item = table.item;
  sample.others = {table.rating, table.title};
  TimeChoice choice = chooseTime(sample, timeWish());
  if (!choice.question.empty()) throw usageError(m_file.string(), choice.question);
  table.time = choice.column;
  table.clock = choice.clock;
  table.forms.times = choice.form;
  table.timeWords = std::move(choice.words);
  table.warnings = std::move(choice.warnings);
}

bool TableLayout::everyRow(std::size_t column, bool (*holds)(const std::string& field)) const {
  return std::all_of(m_first.begin(), m_first.end(), [&](const auto& row) { return column >= row.size() || holds(row[column]); });
}

bool TableLayout::hasTimes() const {
  ColumnSample rows;
  rows.rows = m_first;
  for (std::size_t i = 0; !m_first.empty() && i < firstRow().size(); ++i)
    if (const auto times = timeColumn(rows, static_cast<int>(i), "auto", true); times && times->firm && !times->clockOnly) return true;
  return false;
}

bool TableLayout::holdsNumbers() const {
  for (std::size_t i = 0; m_first.size() > 1 && i < firstRow().size(); ++i)
    if (everyRow(i, isNumber)) return true;
  return false;
}

// Without headings: user and item are the first two columns that are neither times nor decimal numbers.
void TableLayout::guessIds(EventTable& table, const ColumnSample& sample) const {
  const auto columns = static_cast<int>(firstRow().size());
  const TimeWish wish = timeWish();
  std::vector<bool> isTime(firstRow().size());
  for (int i = 0; i < columns; ++i) {
    const auto times = timeColumn(sample, i, wish.format, true);
    isTime[static_cast<std::size_t>(i)] = (times && times->firm) || std::find(wish.columns.begin(), wish.columns.end(), i) != wish.columns.end();
  }
  const auto free = [&](int i) { return i != table.user && i != table.item && i != table.rating && i != table.title; };
  const auto isId = [&](int i) { return free(i) && !isTime[static_cast<std::size_t>(i)] && !everyRow(static_cast<std::size_t>(i), isDecimal); };
  for (const auto& [what, place] : {std::pair("user", &table.user), std::pair("item", &table.item)}) {
    if (*place >= 0 || !m_values.text(what).empty()) continue;
    for (int i = 0; *place < 0 && i < columns; ++i)
      if (isId(i)) *place = i;
    for (int i = 0; *place < 0 && i < columns; ++i)
      if (free(i)) *place = i;
  }
}

// Without headings a column of few small numbers is the rating.
void TableLayout::guessRating(EventTable& table) const {
  for (int i = 0; table.rating < 0 && i < static_cast<int>(firstRow().size()); ++i) {
    if (i == table.user || i == table.item || i == table.time || i == table.clock || i == table.title) continue;
    const auto at = static_cast<std::size_t>(i);
    std::set<std::string> values;
    for (const auto& row : m_first)
      if (at < row.size()) values.insert(row[at]);
    if (values.size() <= mostRatings && everyRow(at, isRating)) table.rating = i;
  }
}

}  // namespace ghost::data
