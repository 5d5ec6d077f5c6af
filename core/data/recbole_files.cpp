#include "data/recbole_files.h"

#include <algorithm>
#include <array>

#include "data/event_table.h"
#include "data/usual_fields.h"
#include "rows/csv_rows.h"
#include "rows/text_stream.h"
#include "rows/utf8.h"

namespace ghost::data {
namespace {

using Kind = RecboleFile::Kind;
constexpr std::size_t rowsLookedAt = 200;

bool isType(std::string_view type) { return type == "token" || type == "token_seq" || type == "float" || type == "float_seq"; }

/// ".item" of "ml.item" and "ml.item.gz".
std::string endingOf(std::filesystem::path path) {
  if (path.extension() == ".gz") path = path.stem();
  return path.extension().string();
}

/// The column of examples with the items before the target: item_id_list.
int listColumn(const RecboleFile& file) {
  for (std::size_t i = 0; i < file.names.size(); ++i)
    if (file.types[i] == "token_seq" && file.names[i].ends_with("_list")) return static_cast<int>(i);
  return -1;
}

int usual(const RecboleFile& file, FieldRole role, std::string_view type) {
  std::vector<std::string> names = file.names;
  for (std::size_t i = 0; i < names.size(); ++i)
    if (file.types[i] != type) names[i].clear();
  return usualField(names, role);
}

Kind kindOf(const RecboleFile& file) {
  const std::string ending = endingOf(file.path);
  if (ending == ".item") return Kind::Items;
  if (ending == ".user" || ending == ".kg" || ending == ".link" || ending == ".net") return Kind::Other;
  const Kind rows = file.list >= 0 ? Kind::Examples : Kind::Events;
  if (ending == ".inter" || (file.user >= 0 && file.item >= 0)) return rows;
  return file.item >= 0 ? Kind::Items : file.tokens().size() > 1 ? rows : Kind::Other;
}

const char* lacking(const RecboleRow& row, const RecboleFile& file) {
  if (row.user.empty()) return "the user is missing";
  if (row.item.empty()) return "the item is missing";
  if (file.time >= 0 && row.time.empty()) return "the time is missing";
  if (!rows::validUtf8(row.user) || !rows::validUtf8(row.item) || !rows::validUtf8(row.list)) return "the ids aren't UTF-8";
  return row.user.size() > 1000 || row.item.size() > 1000 ? "an id is longer than 1,000 bytes" : nullptr;
}

/// A text as it was before the export made it one that pandas doesn't take for missing.
std::string_view withoutGuard(std::string_view text) { return text.ends_with(' ') && isPandasMissing(text.substr(0, text.size() - 1)) ? text.substr(0, text.size() - 1) : text; }

}  // namespace

bool isPandasMissing(std::string_view text) {
  constexpr std::array<std::string_view, 18> words{"#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN", "<NA>", "N/A", "NA", "NULL", "NaN", "None", "n/a", "nan", "null"};
  return std::find(words.begin(), words.end(), text) != words.end();
}

int RecboleFile::column(std::string_view name) const {
  const auto found = std::find(names.begin(), names.end(), name);
  return name.empty() || found == names.end() ? -1 : static_cast<int>(found - names.begin());
}

std::vector<std::string> RecboleFile::tokens() const {
  std::vector<std::string> found;
  for (std::size_t i = 0; i < names.size(); ++i)
    if (isToken(i)) found.push_back(names[i]);
  return found;
}

TextSample RecboleFile::sample() const {
  TextSample sample{names, rows};
  for (const auto& type : types) sample.texts.push_back(type.starts_with("token"));
  return sample;
}

RecboleFile recboleFile(const std::filesystem::path& path) {
  RecboleFile file;
  file.path = path;
  const std::string text = rows::startOfText(path);
  for (const auto& field : firstRecord(text, "\t", false)) {
    const auto colon = field.rfind(':');
    if (colon == std::string::npos || !isType(std::string_view(field).substr(colon + 1))) return {path};
    file.names.push_back(field.substr(0, colon));
    file.types.push_back(field.substr(colon + 1));
  }
  file.split = file.column("split") >= 0;
  file.list = listColumn(file);
  file.item = usual(file, FieldRole::Item, "token");
  file.user = usual(file, FieldRole::User, "token");
  file.rating = usual(file, FieldRole::Rating, "float");
  file.kind = kindOf(file);
  file.dialect = rows::sniffDialect(text, "\t");
  file.dialect.fields = file.names.size();
  std::string_view rest = text;
  for (rows::TextRecord record; file.rows.size() < rowsLookedAt + 1 && rows::nextRecord(rest, file.dialect, record);)
    if (record.fault == nullptr && record.fields.size() == file.names.size()) file.rows.push_back(std::move(record.fields));
  if (!file.rows.empty()) file.rows.erase(file.rows.begin());
  return file;
}

void readRecboleRows(const RecboleFile& file, rows::Reading& reading, const std::function<bool(const RecboleRow&)>& take) {
  rows::LineReader lines(file.path, reading);
  rows::CsvRows records(lines, file.dialect);
  rows::CsvRow record;
  std::string time;
  for (records.next(record); records.next(record);) {
    RecboleRow row;
    row.line = record.line;
    row.text = record.text;
    row.fault = record.fault != nullptr ? record.fault : record.fields.size() != file.names.size() ? "the row has another number of fields than the header" : nullptr;
    if (row.fault == nullptr) {
      const auto cell = [&](int column) { return column < 0 ? std::string_view() : record.fields[static_cast<std::size_t>(column)]; };
      row.user = withoutGuard(cell(file.user));
      row.nameMeant = row.user.size() < cell(file.user).size();
      row.item = cell(file.item);
      row.list = cell(file.list);
      row.rating = cell(file.rating);
      row.time = cell(file.time);
      row.fault = lacking(row, file);
      if (file.clock >= 0) row.time = time = withClock(row.time, cell(file.clock));
    }
    if (!take(row)) return;
  }
}

void readRecboleItems(const RecboleFile& file, rows::Reading& reading, const TakeItem& take) {
  rows::LineReader lines(file.path, reading);
  rows::CsvRows records(lines, file.dialect);
  rows::CsvRow record;
  for (records.next(record); records.next(record);) {
    ItemRow row;
    row.file = &lines.name();
    row.line = record.line;
    row.text = record.text;
    if (record.fault != nullptr) row.fault = record.fault;
    else if (record.fields.size() != file.names.size()) row.fault = "the row has another number of fields than the header";
    const auto cell = [&](int column) { return column < 0 || !row.fault.empty() ? std::string_view() : withoutGuard(record.fields[static_cast<std::size_t>(column)]); };
    row.id = cell(file.item);
    if (row.fault.empty() && (row.id.empty() || row.id.size() > 1000)) row.fault = "the item id is missing or longer than 1,000 bytes";
    row.title = cell(file.texts.title);
    row.brand = cell(file.texts.brand);
    row.categories = cell(file.texts.categories);
    row.description = cell(file.texts.description);
    for (const std::string_view text : {row.id, std::string_view(row.title), std::string_view(row.brand), std::string_view(row.categories), std::string_view(row.description)})
      if (!rows::validUtf8(text)) row.fault = "the text isn't UTF-8";
    take(row);
  }
}

}  // namespace ghost::data
