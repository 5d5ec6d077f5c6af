#include "data/csv.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/error.h"
#include "data/event_import.h"
#include "data/event_table.h"
#include "data/event_time.h"
#include "rows/csv_rows.h"
#include "rows/line_reader.h"

namespace ghost::data {
namespace fs = std::filesystem;
namespace {

const std::vector<std::pair<const char*, std::vector<std::string>>>& usualHeadings() {
  static const std::vector<std::pair<const char*, std::vector<std::string>>> all{
      {"user", {"user", "user_id", "userid", "uid", "reviewerid", "customer_id", "visitorid", "session_id", "sessionid", "session"}},
      {"item", {"item", "item_id", "itemid", "iid", "asin", "parent_asin", "product_id", "productid", "movieid", "movie_id", "business_id", "video_id", "track_id", "sid"}},
      {"time", {"time", "timestamp", "ts", "date", "datetime", "unixreviewtime", "unix_time", "created_at"}},
      {"rating", {"rating", "score", "overall", "stars"}},
      {"title", {"title", "item_title", "name", "item_name", "product_title"}}};
  return all;
}

std::string lowered(std::string text) {
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return text;
}

bool isNumber(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size();
}

int usualColumn(const std::vector<std::string>& fields, const char* what) {
  for (const auto& [name, headings] : usualHeadings())
    for (const auto& heading : headings)
      for (std::size_t i = 0; std::string_view(name) == what && i < fields.size(); ++i)
        if (lowered(fields[i]) == heading) return static_cast<int>(i);
  return -1;
}

/// Lays the table out from its first record and the parameters.
class Layout {
 public:
  Layout(const fs::path& file, const ParamValues& values) : m_file(file), m_values(values) {}

  /// The columns by which parameters can name them: headings, or numbers where there are none.
  std::vector<std::string> headings() const {
    const std::string sample = rows::startOfText(m_file);
    if (sample.empty()) return {};
    const char separator = delimiter(sample);
    auto columns = firstRecord(sample, separator);
    if (!hasHeader(sample, separator))
      for (std::size_t i = 0; i < columns.size(); ++i) columns[i] = std::to_string(i + 1);
    return columns;
  }

  EventTable table() {
    const std::string sample = rows::startOfText(m_file);
    if (sample.empty()) throw dataError(m_file.string(), "the file is empty or can't be read as text");
    EventTable table;
    table.delimiter = delimiter(sample);
    const auto first = firstRecord(sample, table.delimiter);
    table.header = hasHeader(sample, table.delimiter);
    table.fields = first.size();
    for (const auto& [what, place] : {std::pair("user", &table.user), std::pair("item", &table.item), std::pair("rating", &table.rating), std::pair("time", &table.time), std::pair("title", &table.title)})
      *place = column(what, first, table.header);
    if (!table.header) guess(table, first);
    for (const auto& [what, place] : {std::pair("user", table.user), std::pair("item", table.item)})
      if (place < 0) throw usageError(m_file.string(), fmt::format("it isn't clear which column holds the {}; say so with -o {}=COLUMN, one of {}", what, what, fmt::join(first, ", ")));
    return table;
  }

  /// No number in the first record, and either a name that is usual or that a parameter uses, or a number or time below it.
  bool looksLikeHeader(std::string_view sample, char delimiter) const {
    const auto first = firstRecord(sample, delimiter);
    if (std::any_of(first.begin(), first.end(), [](const std::string& field) { return isNumber(field); })) return false;
    if (usualColumn(first, "user") >= 0 || usualColumn(first, "item") >= 0 || std::any_of(first.begin(), first.end(), [&](const std::string& field) { return !field.empty() && (field == m_values.text("user") || field == m_values.text("item")); })) return true;
    const auto second = firstRecord(sample.substr(std::min(sample.find('\n'), sample.size() - 1) + 1), delimiter);
    return std::any_of(second.begin(), second.end(), [](const std::string& field) { return isNumber(field) || parseTime(field, true); });
  }

  /// Throws Error{Data} where none fits.
  char delimiter(std::string_view sample) const {
    const std::string given = m_values.text("delimiter");
    if (given != "auto") return given == "comma" ? ',' : given == "tab" ? '\t' : given == "semicolon" ? ';' : '|';
    const char found = rows::sniffDelimiter(sample);
    if (found == 0) throw dataError(m_file.string(), "its first rows don't split into the same number of fields by comma, tab, semicolon or bar; say which with -o delimiter=tab or the like");
    return found;
  }

 private:
  bool hasHeader(std::string_view sample, char delimiter) const {
    const std::string header = m_values.text("header");
    return header == "yes" || (header == "auto" && looksLikeHeader(sample, delimiter));
  }
  int column(const char* what, const std::vector<std::string>& first, bool header) const {
    const std::string given = m_values.text(what);
    if (given.empty()) return header ? usualColumn(first, what) : -1;
    const auto named = std::find(first.begin(), first.end(), given);
    if (header && named != first.end()) return static_cast<int>(named - first.begin());
    std::size_t number = 0;
    const auto [end, error] = std::from_chars(given.data(), given.data() + given.size(), number);
    if (error == std::errc() && end == given.data() + given.size() && number >= 1 && number <= first.size()) return static_cast<int>(number) - 1;
    throw usageError(fmt::format("parameter {}", what), fmt::format("there is no column \"{}\" in {}; give {}a number from 1 to {}", given, m_file.filename().string(), header ? fmt::format("one of {} or ", fmt::join(first, ", ")) : std::string(), first.size()));
  }
  /// Without headings: user and item come first; of the fields behind them dates and numbers that can only be a time are the time, small numbers the rating.
  void guess(EventTable& table, const std::vector<std::string>& first) const {
    if (table.user < 0 && m_values.text("user").empty()) table.user = table.item == 0 ? 1 : 0;
    if (table.item < 0 && m_values.text("item").empty() && first.size() > 1) table.item = table.user == 1 ? 0 : 1;
    for (int i = 2; i < static_cast<int>(first.size()); ++i) {
      if (i == table.user || i == table.item) continue;
      const bool number = isNumber(first[static_cast<std::size_t>(i)]);
      const auto time = parseTime(first[static_cast<std::size_t>(i)], true);
      if (!number && !time) continue;
      int& place = time && (!number || *time > 100000000000) ? table.time : table.rating;
      if (place < 0) place = i;
    }
  }

  const fs::path& m_file;
  ParamValues m_values;
};

fs::path tableFile(const fs::path& source) {
  const auto files = filesOf(source);
  if (files.size() != 1) throw dataError(source.string(), fmt::format("{} files lie here; name the one that holds the events", files.size()));
  return files.front();
}

EventOptions csvDefaults() {
  EventOptions options;
  options.requireMetadata = false;
  options.kCore = 0;
  return options;
}

std::string delimiterName(char delimiter) { return delimiter == ',' ? "comma" : delimiter == '\t' ? "tab" : delimiter == ';' ? "semicolon" : "bar"; }

/// The columns that aren't taken, by which parameters could name them; where they have no headings with what stands in the first row.
std::string leftOut(const fs::path& file, const EventTable& table, const std::vector<std::string>& headings) {
  const auto first = table.header ? std::vector<std::string>() : firstRecord(rows::startOfText(file), table.delimiter);
  std::string words;
  for (int i = 0; i < static_cast<int>(headings.size()); ++i) {
    if (i == table.user || i == table.item || i == table.time || i == table.rating || i == table.title) continue;
    const auto at = static_cast<std::size_t>(i);
    words += fmt::format("{}column {}", words.empty() ? "" : ", ", headings[at]);
    if (at < first.size()) words += fmt::format(" (\"{}\")", shownLine(first[at]));
  }
  return words;
}

std::vector<Preview::Finding> findings(const fs::path& file, const EventTable& table, const std::vector<std::string>& headings) {
  std::vector<Preview::Finding> found{{"table", fileFinding(file)}, {"fields", fmt::format("{}, separated by {}, {}", table.fields, delimiterName(table.delimiter), table.header ? "named by the first row" : "without headings")}};
  for (const auto& [what, place] : {std::pair("user", table.user), std::pair("item", table.item), std::pair("time", table.time), std::pair("rating", table.rating), std::pair("title", table.title)})
    found.push_back({what, place < 0 || place >= static_cast<int>(headings.size()) ? "no column" : "column " + headings[static_cast<std::size_t>(place)]});
  const std::string left = leftOut(file, table, headings);
  if (!left.empty()) found.push_back({"left out", left});
  return found;
}

/// The table as it stands, where it isn't clear yet which column is which.
Preview rawPreview(const fs::path& file, const ImportInput& input, std::size_t rows) {
  Preview preview;
  const Layout layout(file, input.values);
  preview.name = dataSetName(input.source, input.values.text("name"));
  preview.headings = preview.columns = layout.headings();
  preview.found = {{"table", fileFinding(file)}};
  rows::LineReader lines(file, input.reading);
  rows::CsvRows records(lines, layout.delimiter(rows::startOfText(file)));
  bool first = !preview.headings.empty() && preview.headings.front() != "1";
  for (rows::CsvRow record; preview.rows.size() < rows && preview.looked < Preview::mostLooked && records.next(record); first = false) {
    if (first) continue;
    ++preview.looked;
    if (record.fault != nullptr && preview.rejected.size() < ImportReport::kept) preview.rejected.push_back({lines.name(), record.line, record.fault, shownLine(record.text)});
    if (record.fault != nullptr) continue;
    preview.rows.emplace_back();
    for (std::size_t i = 0; i < preview.columns.size(); ++i) preview.rows.back().push_back(i < record.fields.size() ? shownLine(record.fields[i]) : std::string());
  }
  return preview;
}

EventSource sourceOf(const ImportInput& input) {
  const fs::path file = tableFile(input.source);
  Layout layout(file, input.values);
  const EventTable table = layout.table();
  if (input.values.real("min_rating") > 0 && table.rating < 0) throw usageError("parameter min_rating", "the table has no column of ratings; name it with -o rating=COLUMN");
  EventSource source;
  source.eventFiles = {file};
  source.milliseconds = true;
  source.columns = table.columnNames();
  source.headings = layout.headings();
  source.found = findings(file, table, source.headings);
  rows::Reading& reading = input.reading;
  source.events = [file, table, &reading](const TakeEvent& take) { readEventTable(file, table, reading, take); };
  return source;
}

}  // namespace

std::vector<ParamSpec> csvParams() {
  std::vector<ParamSpec> columns{
      textParam("user", "", "Column of the user: its heading or its number from 1; empty = the usual ones are looked for."),
      textParam("item", "", "Column of the item."),
      textParam("time", "", "Column of the time: seconds or milliseconds since 1970, or dates; without one the order of the file counts."),
      textParam("rating", "", "Column of the rating."),
      textParam("title", "", "Column of the item's title."),
      choiceParam("delimiter", "auto", {"auto", "comma", "tab", "semicolon", "bar"}, "What separates the fields."),
      choiceParam("header", "auto", {"auto", "yes", "no"}, "Whether the first row names the columns."),
  };
  for (auto& spec : columns) spec.group = "columns";
  const auto rest = eventParams(csvDefaults(), false);
  columns.insert(columns.end(), rest.begin(), rest.end());
  return columns;
}

bool sniffCsv(const fs::path& source) {
  const auto files = filesOf(source);
  if (files.size() != 1) return false;
  const std::string sample = rows::startOfText(files.front());
  if (sample.substr(0, sample.find('\n')).find('\0') != std::string::npos || sample.starts_with('{') || sample.starts_with('[')) return false;
  const char delimiter = rows::sniffDelimiter(sample);
  if (delimiter == 0) return false;
  if (Layout(files.front(), ParamValues(csvParams())).looksLikeHeader(sample, delimiter)) return true;
  const auto first = firstRecord(sample, delimiter);
  const auto isId = [](const std::string& field) { return !field.empty() && field.find_first_of(" \t") == std::string::npos; };
  return isId(first[0]) && isId(first[1]);  // prose has commas too
}

Imported readCsv(const ImportInput& input) { return importEvents(sourceOf(input), eventOptions(input.values, csvDefaults()), input); }

Preview previewCsv(const ImportInput& input, std::size_t rows) {
  const EventOptions options = eventOptions(input.values, csvDefaults());
  try {
    return previewEvents(sourceOf(input), options, input, rows);
  } catch (const Error& error) {
    if (error.code() != ErrorCode::Usage) throw;
    Preview preview = rawPreview(tableFile(input.source), input, rows);
    preview.problem = error.what();
    return preview;
  }
}

}  // namespace ghost::data
