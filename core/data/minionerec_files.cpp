#include "data/minionerec_files.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/error.h"
#include "base/name_list.h"
#include "data/event_table.h"
#include "rows/csv_rows.h"
#include "rows/python_literal.h"
#include "rows/utf8.h"

namespace ghost::data {
namespace fs = std::filesystem;
namespace {

/// Office_Products_5_2016-10-2018-11.csv -> Office_Products: the name up to the first _ that a digit follows.
std::string categoryOf(const fs::path& file) {
  const std::string stem = file.stem().string();
  for (std::size_t i = 0; i + 1 < stem.size(); ++i)
    if (stem[i] == '_' && stem[i + 1] >= '0' && stem[i + 1] <= '9') return stem.substr(0, i);
  return stem;
}

constexpr std::size_t mostFiles = 2000;  // somebody's home is no data set

/// Regular files at most three folders below `source`, in order of their paths.
std::vector<fs::path> filesBelow(const fs::path& source) {
  if (!fs::is_directory(source)) return {source};
  std::vector<fs::path> files;
  std::error_code error;
  for (fs::recursive_directory_iterator it(source, fs::directory_options::skip_permission_denied, error), end; !error && it != end && files.size() < mostFiles; it.increment(error)) {
    if (it.depth() >= 2) it.disable_recursion_pending();
    if (it->is_regular_file(error)) files.push_back(it->path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

int place(const std::vector<std::string>& header, const char* name) {
  const auto at = std::find(header.begin(), header.end(), name);
  return at == header.end() ? -1 : static_cast<int>(at - header.begin());
}

/// A list literal of ids as text; false when it is none.
bool idList(std::string_view text, std::vector<std::string>& ids, std::string& fault) {
  const auto literal = rows::parsePythonLiteral(text);
  fault = literal.fault;
  if (fault.empty() && !literal.value.is_array()) fault = "the history is no list";
  if (!fault.empty()) return false;
  for (const auto& element : literal.value) {
    if (!element.is_string() && !element.is_number_integer()) return fault = "the history holds something that is no id", false;
    ids.push_back(element.is_string() ? element.get<std::string>() : element.dump());
  }
  return true;
}

bool goodId(std::string_view id) { return !id.empty() && id.size() <= 1000 && rows::validUtf8(id); }

}  // namespace

bool isMinionerecCsv(const fs::path& file) {
  const auto header = firstRecord(rows::startOfText(file), ",");
  return place(header, "user_id") >= 0 && place(header, "history_item_id") >= 0 && place(header, "item_id") >= 0;
}

std::vector<fs::path> minionerecCsvs(const fs::path& source) {
  auto files = filesBelow(source);
  std::erase_if(files, [](const fs::path& file) { return !isMinionerecCsv(file); });
  return files;
}

MinionerecFiles minionerecFiles(const fs::path& source, const std::string& category) {
  const auto csvs = minionerecCsvs(source);
  std::set<std::string> categories;
  for (const auto& file : csvs) categories.insert(categoryOf(file));
  if (categories.empty()) throw dataError(source.string(), "no file here begins with MiniOneRec's header (user_id, ..., history_item_id, item_id, ...)");
  if (category.empty() && categories.size() > 1) throw dataError(source.string(), fmt::format("there are several categories here ({}); choose one with -o category=NAME", nameList(std::vector<std::string>(categories.begin(), categories.end()))));
  MinionerecFiles files;
  files.category = category.empty() ? *categories.begin() : category;
  if (!categories.contains(files.category)) throw usageError("parameter category", fmt::format("there is no \"{}\" here; there are {}", category, nameList(std::vector<std::string>(categories.begin(), categories.end()))));
  for (const auto& file : csvs)
    if (categoryOf(file) == files.category) files.parts.push_back(file);
  for (const auto& file : filesBelow(source)) {
    const std::string name = file.filename().string();
    if (name == files.category + ".item.json") files.items = file;
    if (name == files.category + ".index.json") files.index = file;
    if (file.extension() == ".txt" && categoryOf(file) == files.category) files.info = file;
  }
  return files;
}

void readMinionerecRows(const fs::path& file, rows::Reading& reading, const std::function<bool(const MinionerecRow&)>& take) {
  rows::LineReader lines(file, reading);
  rows::CsvRows records(lines, ",");
  rows::CsvRow record;
  if (!records.next(record)) return;
  const std::vector<std::string> header(record.fields.begin(), record.fields.end());
  const int user = place(header, "user_id"), history = place(header, "history_item_id"), item = place(header, "item_id");
  if (user < 0 || history < 0 || item < 0) throw dataError(file.string(), "the header lacks user_id, history_item_id or item_id");
  while (records.next(record)) {
    MinionerecRow row;
    row.line = record.line;
    row.text = record.text;
    if (record.fault != nullptr) row.fault = record.fault;
    else if (record.fields.size() != header.size()) row.fault = fmt::format("the row has {} fields, the header {}", record.fields.size(), header.size());
    if (row.fault.empty() && idList(record.fields[static_cast<std::size_t>(history)], row.history, row.fault)) {
      row.user = record.fields[static_cast<std::size_t>(user)];
      row.target = record.fields[static_cast<std::size_t>(item)];
      if (!goodId(row.user) || !goodId(row.target)) row.fault = "the user or the item is missing, too long or isn't UTF-8";
      else if (row.history.empty()) row.fault = "the history is empty";
    }
    if (!take(row)) return;
  }
}

void readMinionerecInfo(const fs::path& file, rows::Reading& reading, const std::function<void(const InfoRow&)>& take) {
  rows::LineReader lines(file, reading);
  rows::CsvRows records(lines, "\t", false);
  for (rows::CsvRow record; records.next(record);) {
    InfoRow row;
    row.line = record.line;
    row.text = record.text;
    if (record.fault != nullptr) row.fault = record.fault;
    else if (record.fields.size() < 3) row.fault = "expected sid, title and item id with tabs between them";
    else {
      row.sid = record.fields.front();
      row.title = record.fields[1];
      row.item = record.fields.back();
      if (!goodId(row.item) || !rows::validUtf8(row.title) || !rows::validUtf8(row.sid)) row.fault = "the item id is missing, or the text isn't UTF-8";
    }
    take(row);
  }
}

std::vector<std::string> sidTokens(std::string_view sid) {
  std::vector<std::string> tokens;
  while (sid.starts_with('<')) {
    const auto end = sid.find('>');
    if (end == std::string_view::npos) return {};
    tokens.emplace_back(sid.substr(0, end + 1));
    sid.remove_prefix(end + 1);
  }
  return sid.empty() ? tokens : std::vector<std::string>();
}

}  // namespace ghost::data
