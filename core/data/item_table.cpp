#include "data/item_table.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/error.h"
#include "data/csv.h"
#include "data/object_line.h"
#include "data/table_layout.h"
#include "data/usual_fields.h"
#include "rows/csv_rows.h"
#include "rows/line_reader.h"
#include "rows/utf8.h"

namespace ghost::data {
namespace fs = std::filesystem;
namespace {

constexpr const char* foreignText = "the text isn't UTF-8; give -o encoding=latin1 or convert the file";

/// Where a list of items has what an item tells, among the names of its fields; -1 = nowhere.
struct ItemFields {
  int id = 0, title = 1, description = -1, categories = -1, brand = -1;
};

ItemFields itemFields(const std::vector<std::string>& names) {
  return {usualItemId(names), usualField(names, FieldRole::Title), usualField(names, FieldRole::Description), usualField(names, FieldRole::Categories), usualField(names, FieldRole::Brand)};
}

[[noreturn]] void unclear(const fs::path& file) {
  throw dataError(file.string(), "it isn't clear which of its fields are the item's id and title; call them item_id and title");
}

void readDelimited(const fs::path& file, const TableLayout& layout, const ItemFields& fields, bool latin1, rows::Reading& reading, const TakeItem& take) {
  rows::LineReader lines(file, reading);
  rows::CsvRows records(lines, layout.delimiter(), layout.quotes());
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

void readObjects(const fs::path& file, const std::vector<std::string>& names, const ItemFields& fields, rows::Reading& reading, const TakeItem& take) {
  const auto name = [&](int place) { return place < 0 ? std::string() : names[static_cast<std::size_t>(place)]; };
  std::vector<std::string> keys{name(fields.id), name(fields.title)};
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

}  // namespace

ItemTable itemTable(const fs::path& file, bool latin1) {
  if (const auto names = fieldNames(file); !names.empty()) {
    const ItemFields fields = itemFields(names);
    if (fields.id < 0 || fields.title < 0) unclear(file);
    return {file, [file, names, fields](rows::Reading& reading, const TakeItem& take) { readObjects(file, names, fields, reading, take); }};
  }
  const TableLayout layout(file, ParamValues(csvParams()));
  if (!layout.isTable()) unclear(file);
  const ItemFields fields = layout.hasHeader() ? itemFields(layout.firstRow()) : ItemFields();
  if (fields.id < 0 || fields.title < 0) unclear(file);
  return {file, [file, layout, fields, latin1](rows::Reading& reading, const TakeItem& take) { readDelimited(file, layout, fields, latin1, reading, take); }};
}

void setItems(EventSource& source, const ChosenTables& chosen, const ImportInput& input) {
  const fs::path given = input.values.text("metadata"), file = given.empty() ? chosen.items : given;
  if (given.empty() && chosen.likelyItems.size() > 1) source.warnings.push_back(fmt::format("several files could tell of the items ({}), so none was read; name one with -o metadata=FILE", fileNames(chosen.likelyItems)));
  if (!given.empty() && !fs::exists(given)) throw dataError(given.string(), "no such file; correct -o metadata=FILE");
  source.found.push_back({"metadata", file.empty() ? "none" : fileFinding(file)});
  if (file.empty()) return;
  source.itemFiles = {file};
  source.items = [table = itemTable(file, input.values.text("encoding") == "latin1"), &reading = input.reading](bool, const TakeItem& take) { table.read(reading, take); };
}

std::vector<ParamSpec> itemTableParams() {
  std::vector<ParamSpec> params{textParam("metadata", "", "File with the items' titles and other texts, a table or JSON lines; empty = the one in the folder."),
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
