#include "data/etegrec_files.h"

#include <fmt/format.h>

#include "base/error.h"
#include "base/json_file.h"
#include "rows/json_fields.h"
#include "rows/line_reader.h"

namespace ghost::data {
namespace fs = std::filesystem;
namespace {

/// An id is a string or an integer.
bool takeId(const Json& value, std::string& id) {
  if (!value.is_string() && !value.is_number_integer()) return false;
  id = value.is_string() ? value.get<std::string>() : value.dump();
  return !id.empty() && id.size() <= 1000;
}

void readRow(rows::JsonFields& fields, std::string_view line, EtegrecRow& row) {
  if (const char* fault = fields.read(line); fault != nullptr) return void(row.fault = fault);
  const Json history = fields.value(0), target = fields.value(1);
  if (!history.is_array() || !takeId(target, row.target)) return void(row.fault = "the row lacks a list inter_history or an id target_id");
  for (const auto& element : history) {
    row.history.emplace_back();
    if (!takeId(element, row.history.back())) return void(row.fault = "the history holds something that is no id");
  }
}

}  // namespace

void readEtegrecRows(const fs::path& file, rows::Reading& reading, const std::function<bool(const EtegrecRow&)>& take) {
  rows::LineReader lines(file, reading);
  rows::JsonFields fields({"inter_history", "target_id"});
  for (rows::Line line; lines.next(line);) {
    if (line.text.empty() && line.fault == nullptr) continue;
    EtegrecRow row;
    row.line = line.number;
    row.text = line.text;
    if (line.fault != nullptr) row.fault = line.fault;
    else readRow(fields, line.text, row);
    if (!take(row)) return;
  }
}

bool isEtegrecRows(const fs::path& file) {
  const std::string sample = rows::startOfText(file);
  rows::JsonFields fields({"inter_history", "target_id"});
  return sample.starts_with('{') && fields.read(std::string_view(sample).substr(0, sample.find('\n'))) == nullptr && !fields.raw(0).empty() && !fields.raw(1).empty();
}

std::vector<std::string> etegrecIds(const fs::path& file) {
  const OrderedJson map = readJsonFile(file);
  std::vector<std::string> raw(map.is_object() ? map.size() : 0);
  for (const auto& [id, number] : map.items()) {
    const std::int64_t at = number.is_number_integer() ? number.get<std::int64_t>() - 1 : -1;
    if (at < 0 || at >= static_cast<std::int64_t>(raw.size()) || !raw[static_cast<std::size_t>(at)].empty()) throw dataError(file.string(), fmt::format("\"{}\" is mapped to {}; the numbers must run from 1 to {} without gaps", id.substr(0, 40), number.dump(), map.size()));
    raw[static_cast<std::size_t>(at)] = id;
  }
  return raw;
}

}  // namespace ghost::data
