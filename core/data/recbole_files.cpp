#include "data/recbole_files.h"

#include "data/event_table.h"
#include "rows/csv_rows.h"
#include "rows/utf8.h"

namespace ghost::data {
namespace {

bool isType(std::string_view type) { return type == "token" || type == "token_seq" || type == "float" || type == "float_seq"; }

int* columnOf(RecboleFile& file, std::string_view name) {
  if (name == "user_id" || name == "user") return &file.user;
  if (name == "item_id" || name == "item") return &file.item;
  if (name == "item_id_list") return &file.list;
  if (name == "rating") return &file.rating;
  if (name == "timestamp" || name == "time") return &file.time;
  if (name == "title" || name == "item_title") return &file.title;
  if (name == "brand") return &file.brand;
  if (name == "categories" || name == "category") return &file.categories;
  return name == "description" ? &file.description : nullptr;
}

const char* lacking(const RecboleRow& row, const RecboleFile& file) {
  if (row.user.empty()) return "the user is missing";
  if (row.item.empty()) return "the item is missing";
  if (file.time >= 0 && row.time.empty()) return "the time is missing";
  if (!rows::validUtf8(row.user) || !rows::validUtf8(row.item) || !rows::validUtf8(row.list)) return "the ids aren't UTF-8";
  return row.user.size() > 1000 || row.item.size() > 1000 ? "an id is longer than 1,000 bytes" : nullptr;
}

}  // namespace

RecboleFile recboleFile(const std::filesystem::path& path) {
  RecboleFile file;
  file.path = path;
  const auto header = firstRecord(rows::startOfText(path), "\t", false);
  for (std::size_t i = 0; i < header.size(); ++i) {
    const auto colon = header[i].rfind(':');
    if (colon == std::string::npos || !isType(std::string_view(header[i]).substr(colon + 1))) return file;
    const std::string name = header[i].substr(0, colon);
    file.split = file.split || name == "split";
    if (int* column = columnOf(file, name)) *column = static_cast<int>(i);
  }
  file.columns = header.size();
  if (file.item < 0) return file;
  file.kind = file.user < 0 ? RecboleFile::Kind::Items : file.list >= 0 ? RecboleFile::Kind::Examples : RecboleFile::Kind::Events;
  return file;
}

void readRecboleRows(const RecboleFile& file, rows::Reading& reading, const std::function<bool(const RecboleRow&)>& take) {
  rows::LineReader lines(file.path, reading);
  rows::CsvRows records(lines, "\t", false);
  rows::CsvRow record;
  for (records.next(record); records.next(record);) {
    RecboleRow row;
    row.line = record.line;
    row.text = record.text;
    row.fault = record.fault != nullptr ? record.fault : record.fields.size() != file.columns ? "the row has another number of fields than the header" : nullptr;
    if (row.fault == nullptr) {
      const auto cell = [&](int column) { return column < 0 ? std::string_view() : record.fields[static_cast<std::size_t>(column)]; };
      row.user = cell(file.user);
      row.item = cell(file.item);
      row.list = cell(file.list);
      row.rating = cell(file.rating);
      row.time = cell(file.time);
      row.fault = lacking(row, file);
    }
    if (!take(row)) return;
  }
}

void readRecboleItems(const RecboleFile& file, rows::Reading& reading, const TakeItem& take) {
  rows::LineReader lines(file.path, reading);
  rows::CsvRows records(lines, "\t", false);
  rows::CsvRow record;
  for (records.next(record); records.next(record);) {
    ItemRow row;
    row.file = &lines.name();
    row.line = record.line;
    row.text = record.text;
    if (record.fault != nullptr) row.fault = record.fault;
    else if (record.fields.size() != file.columns) row.fault = "the row has another number of fields than the header";
    const auto cell = [&](int column) { return column < 0 || !row.fault.empty() ? std::string_view() : record.fields[static_cast<std::size_t>(column)]; };
    row.id = cell(file.item);
    if (row.fault.empty() && (row.id.empty() || row.id.size() > 1000)) row.fault = "the item id is missing or longer than 1,000 bytes";
    row.title = cell(file.title);
    row.brand = cell(file.brand);
    row.categories = cell(file.categories);
    row.description = cell(file.description);
    for (const std::string_view text : {row.id, std::string_view(row.title), std::string_view(row.brand), std::string_view(row.categories), std::string_view(row.description)})
      if (!rows::validUtf8(text)) row.fault = "the text isn't UTF-8";
    take(row);
  }
}

}  // namespace ghost::data
