#include "data/item_table.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/error.h"
#include "base/name_list.h"
#include "data/csv.h"
#include "data/item_attributes.h"
#include "data/object_line.h"
#include "data/table_layout.h"
#include "data/text_columns.h"
#include "rows/csv_rows.h"
#include "rows/line_reader.h"
#include "rows/object_lines.h"
#include "rows/text_stream.h"
#include "rows/utf8.h"

namespace ghost::data {
namespace fs = std::filesystem;
namespace {

constexpr const char* foreignText = "the text isn't UTF-8; give -o encoding=latin1 or convert the file";

void readDelimited(const fs::path& file, const TableLayout& layout, const ItemColumns& fields, bool latin1, rows::Reading& reading, const TakeItem& take) {
  rows::LineReader lines(file, reading);
  rows::CsvRows records(lines, layout.dialect());
  const auto least = static_cast<std::size_t>(1 + std::max({fields.id, fields.title, fields.description, fields.categories, fields.brand}));
  rows::CsvRow record;
  if (layout.hasHeader()) records.next(record);
  while (records.next(record)) {
    ItemRow row;
    row.file = &lines.name();
    row.line = record.line;
    row.text = record.text;
    const bool readable = record.fault == nullptr && record.fields.size() >= least;
    if (!readable) row.fault = record.fault != nullptr ? record.fault : "the row has too few fields";
    const auto cell = [&](int column) {
      const auto text = column < 0 || !readable ? std::string_view() : record.fields[static_cast<std::size_t>(column)];
      if (!latin1 && !rows::validUtf8(text)) row.fault = foreignText;
      return latin1 ? rows::fromLatin1(text) : std::string(text);
    };
    const std::string id = cell(fields.id);
    row.id = id;
    row.title = cell(fields.title);
    row.description = cell(fields.description);
    row.categories = cell(fields.categories);
    row.brand = cell(fields.brand);
    std::replace(row.categories.begin(), row.categories.end(), '|', ',');
    if (row.fault.empty() && id.empty()) row.fault = itemIdMissing;
    take(row);
  }
}

void readObjects(const fs::path& file, const std::vector<std::string>& names, const ItemColumns& fields, rows::Reading& reading, const TakeItem& take) {
  const auto name = [&](int place) { return place < 0 ? std::string() : names[static_cast<std::size_t>(place)]; };
  std::vector<std::string> keys{name(fields.id), fields.title < 0 ? std::string("\x01") : name(fields.title)};  // a name that no field has
  const auto ask = [&](int place) {
    if (place >= 0) keys.push_back(name(place));
    return place < 0 ? std::size_t{0} : keys.size() - 1;
  };
  const std::size_t description = ask(fields.description), categories = ask(fields.categories), brand = ask(fields.brand);
  readItemLines(file, keys, reading, take, [&](ItemRow& row, const ObjectLine& object) {
    if (description > 0) row.description = joinedTexts(object[description], " ");
    if (categories > 0) row.categories = joinedTexts(object[categories], ", ");
    if (brand > 0) row.brand = joinedTexts(object[brand], ", ");
  });
}

/// The first objects of a file, field by field.
TextSample objectSample(const fs::path& file, std::vector<std::string> names) {
  constexpr std::size_t most = 50;
  TextSample sample{std::move(names), {}};
  const std::string text = rows::startOfText(file, 1 << 18);
  ObjectLine object(sample.names);
  for (const std::string_view line : rows::firstObjects(text, most)) {
    if (!object.read(line).empty()) continue;
    sample.rows.emplace_back();
    for (std::size_t i = 0; i < sample.names.size(); ++i) sample.rows.back().push_back(joinedTexts(object[i], ", "));
  }
  return sample;
}

void requireNamed(const fs::path& file, const std::vector<std::string>& names, const char* parameter, const std::string& given) {
  if (given.empty() || std::find(names.begin(), names.end(), given) != names.end()) return;
  throw usageError(fmt::format("parameter {}", parameter), fmt::format("there is no \"{}\" in {}; give one of {}", shownName(given), file.filename().string(), nameList(names)));
}

/// Names of the columns where the table has some, or their numbers.
std::string columnName(const TextSample& sample, int column) { return sample.names.empty() ? fmt::format("column {}", column + 1) : shownName(sample.names[static_cast<std::size_t>(column)]); }

ItemColumns columnsOf(const fs::path& file, const TextSample& sample, const ItemTableAsk& ask, ItemTable& table) {
  const bool nameless = sample.names.empty();
  TextSample numbered = sample;
  if (nameless && (!ask.id.empty() || !ask.title.empty()))
    for (std::size_t i = 0; !sample.rows.empty() && i < sample.rows.front().size(); ++i) numbered.names.push_back(std::to_string(i + 1));
  const bool knowsIt = std::find(sample.names.begin(), sample.names.end(), ask.itemColumn) != sample.names.end();
  requireNamed(file, numbered.names, "metadata_id", ask.id);
  requireNamed(file, numbered.names, "metadata_title", ask.title);
  const ItemColumns columns = itemColumns(numbered, !ask.id.empty() ? ask.id : knowsIt ? ask.itemColumn : std::string(), ask.title);
  if (columns.id < 0) throw dataError(file.string(), fmt::format("it isn't clear which of its fields is the item's id; say so with -o metadata_id=FIELD, one of {}", nameList(numbered.names)));
  if (columns.title < 0 && columns.description < 0 && columns.categories < 0 && columns.brand < 0)
    throw dataError(file.string(), fmt::format("it isn't clear which of its fields are the item's id and title; say so with -o metadata_id=FIELD -o metadata_title=FIELD, among {}", nameList(numbered.names)));
  for (const auto& [what, column] : {std::pair("title", columns.title), std::pair("description", columns.description), std::pair("categories", columns.categories), std::pair("brand", columns.brand)})
    if (column >= 0) table.columns += fmt::format("{}{} from {}", table.columns.empty() ? "" : ", ", what, columnName(sample, column));
  if (columns.title < 0) table.problem = fmt::format("it isn't clear which column of {} holds the items' titles, so they have none; name it with -o metadata_title=COLUMN, one of {}", file.filename().string(), nameList(sample.names));
  return columns;
}

}  // namespace

ItemTable itemTable(const fs::path& file, const ItemTableAsk& ask) {
  ItemTable table;
  table.file = file;
  if (isAttributeMap(file)) {
    table.columns = "categories from its attributes";
    table.read = [file](rows::Reading& reading, const TakeItem& take) { readAttributes(file, reading, take); };
    return table;
  }
  if (const auto names = fieldNames(file); !names.empty()) {
    const ItemColumns fields = columnsOf(file, objectSample(file, names), ask, table);
    table.read = [file, names, fields](rows::Reading& reading, const TakeItem& take) { readObjects(file, names, fields, reading, take); };
    return table;
  }
  const TableLayout layout(file, ParamValues(csvParams()));
  if (!layout.isTable()) throw dataError(file.string(), "this is no table and holds no JSON objects line by line, so it can't tell of the items; give a file with a column of ids and one of titles");
  const ItemColumns fields = columnsOf(file, layout.textSample(), ask, table);
  table.read = [file, layout, fields, latin1 = ask.latin1](rows::Reading& reading, const TakeItem& take) { readDelimited(file, layout, fields, latin1, reading, take); };
  return table;
}

void setItems(EventSource& source, const ChosenTables& chosen, const ImportInput& input, const std::string& itemColumn) {
  const fs::path given = input.values.text("metadata"), file = given.empty() ? chosen.items : given;
  if (given.empty() && chosen.likelyItems.size() > 1) source.warnings.push_back(fmt::format("several files could tell of the items ({}), so none was read; name one with -o metadata=FILE", fileNames(chosen.likelyItems)));
  if (!given.empty() && !fs::exists(given)) throw dataError(given.string(), "no such file; correct -o metadata=FILE");
  if (file.empty()) return source.found.push_back({"metadata", "none"});
  ItemTable table = itemTable(file, {input.values.text("metadata_id"), input.values.text("metadata_title"), itemColumn, input.values.text("encoding") == "latin1"});
  source.found.push_back({"metadata", fileFinding(file) + (table.columns.empty() ? std::string() : ": " + table.columns)});
  if (!table.problem.empty()) source.warnings.push_back(table.problem);
  source.itemFiles = {file};
  source.items = [table = std::move(table), &reading = input.reading](bool, const TakeItem& take) { table.read(reading, take); };
}

std::vector<ParamSpec> itemTableParams() {
  std::vector<ParamSpec> params{textParam("metadata", "", "File with the items' titles and other texts, a table or JSON lines; empty = the one in the folder."),
                                textParam("metadata_id", "", "Its column of the item's id; empty = found by names and values."),
                                textParam("metadata_title", "", "Its column of the item's title; empty = found by names and values."),
                                choiceParam("encoding", "utf8", {"utf8", "latin1"}, "How the texts of a table are written: latin1 in MovieLens 1M and 100K and Book-Crossing, utf8 nearly everywhere else.")};
  for (auto& spec : params) spec.group = "rows";
  return params;
}

EventOptions ownDataDefaults() {
  EventOptions options;
  options.requireMetadata = false;
  options.kCore = 0;
  return options;
}

}  // namespace ghost::data
