#include "data/table_layout.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <set>

#include <fmt/format.h>

#include "base/error.h"
#include "base/name_list.h"
#include "data/event_time.h"
#include "data/usual_fields.h"
#include "rows/csv_rows.h"
#include "rows/text_stream.h"

namespace ghost::data {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t rowsLookedAt = 50, mostRatings = 21;  // 0 to 10 in halves

constexpr std::array<std::pair<std::string_view, std::string_view>, 6> delimiters{{{"comma", ","}, {"tab", "\t"}, {"semicolon", ";"}, {"bar", "|"}, {"two_colons", "::"}, {"blank", " "}}};

bool isNumber(const std::string& text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size();
}
bool isDecimal(const std::string& text) { return isNumber(text) && text.find('.') != std::string::npos; }
/// A date, or a number that can only be a time.
bool isTime(const std::string& text) {
  const auto time = parseTime(text, true);
  return time && (!isNumber(text) || *time > 100000000000);
}
bool isRating(const std::string& text) { return isNumber(text) && std::stod(text) >= 0 && std::stod(text) <= 100; }

std::vector<std::vector<std::string>> firstRows(std::string_view sample, const rows::CsvDialect& dialect) {
  const bool cut = !sample.ends_with('\n');
  std::vector<std::vector<std::string>> rows;
  rows::TextRecord record;
  while (rows.size() < rowsLookedAt && rows::nextRecord(sample, dialect, record)) {
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
  if (m_dialect.delimiter.empty() || !m_readable) return;
  m_first = firstRows(sample, m_dialect);
  if (m_first.empty()) return;
  m_dialect.fields = firstRow().size();
  const std::string header = m_values.text("header");
  m_header = header == "yes" || (header == "auto" && looksLikeHeader());
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
  table.time = column("time", firstRow());
  table.title = m_values.text("title").empty() ? eventTitleColumn(textSample(), table.user, table.item) : column("title", firstRow());
  if (!m_header) guess(table);
  for (const auto& [what, place] : {std::pair("user", table.user), std::pair("item", table.item)})
    if (place < 0) throw usageError(m_file.string(), fmt::format("it isn't clear which column holds the {}; say so with -o {}=COLUMN, one of {}", what, what, nameList(firstRow())));
  return table;
}

bool TableLayout::looksLikeHeader() const {
  if (m_first.empty() || std::any_of(firstRow().begin(), firstRow().end(), isNumber)) return false;
  const auto named = [&](const std::string& field) { return !field.empty() && (field == m_values.text("user") || field == m_values.text("item")); };
  if (usualField(firstRow(), FieldRole::User) >= 0 || usualField(firstRow(), FieldRole::Item) >= 0 || std::any_of(firstRow().begin(), firstRow().end(), named)) return true;
  return m_first.size() > 1 && std::any_of(m_first[1].begin(), m_first[1].end(), [](const std::string& field) { return isNumber(field) || parseTime(field, true); });
}

int TableLayout::column(const char* what, const std::vector<std::string>& names) const {
  static constexpr std::array roles{std::pair("user", FieldRole::User), std::pair("item", FieldRole::Item), std::pair("rating", FieldRole::Rating), std::pair("time", FieldRole::Time), std::pair("title", FieldRole::Title)};
  const std::string given = m_values.text(what);
  if (given.empty()) return m_header ? usualField(names, std::find_if(roles.begin(), roles.end(), [&](const auto& role) { return std::string_view(role.first) == what; })->second) : -1;
  const auto named = std::find(names.begin(), names.end(), given);
  if (m_header && named != names.end()) return static_cast<int>(named - names.begin());
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(given.data(), given.data() + given.size(), number);
  if (error == std::errc() && end == given.data() + given.size() && number >= 1 && number <= names.size()) return static_cast<int>(number) - 1;
  throw usageError(fmt::format("parameter {}", what), fmt::format("there is no column \"{}\" in {}; give {}a number from 1 to {}", given, m_file.filename().string(), m_header ? fmt::format("one of {} or ", nameList(names)) : std::string(), names.size()));
}

bool TableLayout::everyRow(std::size_t column, bool (*holds)(const std::string& field)) const {
  return std::all_of(m_first.begin(), m_first.end(), [&](const auto& row) { return column >= row.size() || holds(row[column]); });
}

bool TableLayout::hasTimes() const {
  for (std::size_t i = 0; !m_first.empty() && i < firstRow().size(); ++i)
    if (everyRow(i, isTime)) return true;
  return false;
}

// Without headings: times are told by their looks, user and item are the first two columns that are neither times nor decimal numbers, and a column of few small numbers is
// the rating.
void TableLayout::guess(EventTable& table) const {
  const auto free = [&](int i) { return i != table.user && i != table.item && i != table.time && i != table.rating && i != table.title; };
  const auto columns = static_cast<int>(firstRow().size());
  const auto isId = [&](int i) { return free(i) && !everyRow(static_cast<std::size_t>(i), isTime) && !everyRow(static_cast<std::size_t>(i), isDecimal); };
  for (const auto& [what, place] : {std::pair("user", &table.user), std::pair("item", &table.item)}) {
    if (*place >= 0 || !m_values.text(what).empty()) continue;
    for (int i = 0; *place < 0 && i < columns; ++i)
      if (isId(i)) *place = i;
    for (int i = 0; *place < 0 && i < columns; ++i)
      if (free(i)) *place = i;
  }
  for (int i = 0; i < columns; ++i) {
    if (!free(i)) continue;
    const auto at = static_cast<std::size_t>(i);
    if (table.time < 0 && everyRow(at, isTime)) {
      table.time = i;
      continue;
    }
    std::set<std::string> values;
    for (const auto& row : m_first)
      if (at < row.size()) values.insert(row[at]);
    if (table.rating < 0 && values.size() <= mostRatings && everyRow(at, isRating)) table.rating = i;
  }
}

}  // namespace ghost::data
