#include "data/csv.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/error.h"
#include "base/name_list.h"
#include "data/decimal_comma.h"
#include "data/event_import.h"
#include "data/item_table.h"
#include "data/table_layout.h"
#include "rows/csv_rows.h"
#include "rows/line_reader.h"

namespace ghost::data {
namespace fs = std::filesystem;
namespace {

bool isObjects(const fs::path& file) {
  const std::string first = rows::startOfText(file, 1);
  return first == "{" || first == "[";
}

/// The files of a folder that are tables; the file itself where the source is one.
ChosenTables tablesOf(const fs::path& source, const ParamValues& values) {
  if (!fs::is_directory(source)) return {source, {}, {}, {}};
  std::vector<SourceTable> tables;
  for (const auto& file : filesOf(source)) {
    const TableLayout layout(file, values);
    if (layout.isTable() && !isObjects(file)) tables.push_back({file, layout.hasHeader() ? layout.firstRow() : std::vector<std::string>(), layout.hasTimes(), layout.textSample().rows});
  }
  return chooseTables(tables, values.text("item"));
}

/// The columns that aren't taken, by which parameters could name them; where they have no headings with what stands in the first row.
std::string leftOut(const EventTable& table, const std::vector<std::string>& headings, const std::vector<std::string>& firstRow) {
  const auto first = table.header ? std::vector<std::string>() : firstRow;
  std::vector<std::string> names;
  for (int i = 0; i < static_cast<int>(headings.size()); ++i) {
    if (i == table.user || i == table.item || i == table.time || i == table.rating || i == table.title || i == table.clock) continue;
    const auto at = static_cast<std::size_t>(i);
    names.push_back("column " + headings[at]);
    if (at < first.size()) names.back() += fmt::format(" (\"{}\")", shownLine(first[at]));
  }
  return nameList(names);
}

std::vector<Preview::Finding> findings(const fs::path& file, const EventTable& table, const std::vector<std::string>& headings, const std::vector<std::string>& firstRow) {
  std::vector<Preview::Finding> found{{"table", fileFinding(file)}, {"fields", fmt::format("{}, {}, {}", table.fields, dialectText(table.dialect), table.header ? "named by the first row" : "without headings")}};
  for (const auto& [what, place] : {std::pair("user", table.user), std::pair("item", table.item), std::pair("time", table.time), std::pair("rating", table.rating), std::pair("title", table.title)})
    found.push_back({what, place < 0 || place >= static_cast<int>(headings.size()) ? "no column" : "column " + headings[static_cast<std::size_t>(place)]});
  if (!table.timeWords.empty()) found.push_back({"times", table.timeWords});
  const std::string left = leftOut(table, headings, firstRow);
  if (!left.empty()) found.push_back({"left out", left});
  return found;
}

/// The table as it stands, where it isn't clear yet which column is which.
Preview rawPreview(const fs::path& file, const ImportInput& input, std::size_t rows) {
  Preview preview;
  const TableLayout layout(file, input.values);
  preview.name = dataSetName(input.source, input.values.text("name"));
  preview.headings = preview.columns = layout.headings();
  preview.found = {{"table", fileFinding(file)}};
  rows::LineReader lines(file, input.reading);
  rows::CsvRows records(lines, layout.dialect());
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
  const ChosenTables chosen = tablesOf(input.source, input.values);
  const fs::path file = requireEvents(chosen, input.source);
  const TableLayout layout(file, input.values);
  const EventTable table = layout.events();
  if (input.values.real("min_rating") > 0 && table.rating < 0) throw usageError("parameter min_rating", "the table has no column of ratings; name it with -o rating=COLUMN");
  EventSource source;
  source.eventFiles = {file};
  source.forms = table.forms;
  source.warnings = table.warnings;
  source.columns = table.columnNames();
  source.headings = layout.headings();
  source.found = findings(file, table, source.headings, layout.firstRow());
  rows::Reading& reading = input.reading;
  source.events = [file, table, &reading](const TakeEvent& take) { readEventTable(file, table, reading, take); };
  source = withBaskets(std::move(source), table.basket, input.values.text("baskets"), file.string());
  setItems(source, chosen, input, layout.hasHeader() && table.item >= 0 ? source.headings[static_cast<std::size_t>(table.item)] : std::string());
  return source;
}

}  // namespace

std::vector<ParamSpec> csvParams() {
  std::vector<ParamSpec> columns{
      textParam("user", "", "Column of the user: its heading or its number from 1; empty = the usual ones are looked for."),
      textParam("item", "", "Column of the item."),
      textParam("rating", "", "Column of the rating."),
      textParam("title", "", "Column of the item's title."),
      choiceParam("header", "auto", {"auto", "yes", "no"}, "Whether the first row names the columns."),
      decimalParam(),
      basketParam("column"),
  };
  const auto times = timeParams("Column");
  columns.insert(columns.begin() + 2, times.begin(), times.end());
  const auto dialect = dialectParams();
  columns.insert(columns.end(), dialect.begin(), dialect.end());
  for (auto& spec : columns) spec.group = "columns";
  for (const auto& more : {itemTableParams(), eventParams(ownDataDefaults(), true)}) columns.insert(columns.end(), more.begin(), more.end());
  return columns;
}

bool sniffCsv(const fs::path& source) {
  const ParamValues values(csvParams());
  if (fs::is_directory(source)) return !tablesOf(source, values).likelyEvents.empty();
  const TableLayout layout(source, values);
  if (!layout.isTable() || isObjects(source)) return false;
  const auto isId = [](const std::string& field) { return !field.empty() && field.find_first_of(" \t") == std::string::npos && field.find('\0') == std::string::npos; };
  if (layout.hasHeader() || (isId(layout.firstRow()[0]) && isId(layout.firstRow()[1]))) return true;
  return layout.holdsNumbers() && std::count_if(layout.firstRow().begin(), layout.firstRow().end(), isId) > 1;  // prose has commas too
}

Imported readCsv(const ImportInput& input) { return importEvents(sourceOf(input), eventOptions(input.values, ownDataDefaults()), input); }

Preview previewCsv(const ImportInput& input, std::size_t rows) {
  const EventOptions options = eventOptions(input.values, ownDataDefaults());
  return previewEvents([&] { return sourceOf(input); }, [&] { return rawPreview(requireEvents(tablesOf(input.source, input.values), input.source), input, rows); }, options, input, rows);
}

}  // namespace ghost::data
