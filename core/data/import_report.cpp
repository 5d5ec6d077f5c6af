#include "data/importers.h"

#include <fmt/format.h>

#include "rows/utf8.h"

namespace ghost::data {
namespace {

std::size_t characterLength(char first) {
  const auto byte = static_cast<unsigned char>(first);
  return byte < 0xc0 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
}

std::int64_t count(const OrderedJson& json, const char* key) {
  const auto it = json.find(key);
  return it != json.end() && it->is_number() ? it->get<std::int64_t>() : 0;
}

std::string text(const OrderedJson& json, const char* key) {
  const auto it = json.find(key);
  return it == json.end() || it->is_null() ? std::string() : it->is_string() ? it->get<std::string>() : it->dump();
}

/// 12,345,678
std::string grouped(std::int64_t value) {
  std::string digits = std::to_string(value);
  for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > (value < 0 ? 1 : 0); at -= 3) digits.insert(static_cast<std::size_t>(at), ",");
  return digits;
}

constexpr const char* stepTexts[][2] = {{"missing_ids", "whose user or item is NULL, nan or the like"}, {"rating", "rated below min_rating"}, {"window", "outside from and to"}, {"duplicates", "repeats of a user's item"},
                                        {"no_metadata", "items without usable metadata"}, {"k_core", "outside the k-core"}, {"short_users", "users left with fewer than 3"}};

}  // namespace

std::string shownLine(std::string_view line) {
  constexpr std::size_t most = 160;
  std::string shown;
  while (!line.empty()) {
    std::size_t bytes = std::min(characterLength(line.front()), line.size());
    const bool whole = rows::validUtf8(line.substr(0, bytes));
    if (!whole) bytes = 1;
    if (shown.size() + bytes > most) return shown + "…";
    if (!whole) shown += '?';
    else if (static_cast<unsigned char>(line.front()) < 0x20 || line.front() == 0x7f) shown += ' ';
    else shown += line.substr(0, bytes);
    line.remove_prefix(bytes);
  }
  return shown;
}

void ImportReport::reject(std::string file, std::int64_t line, std::string what, std::string_view text) {
  ++rowsRejected;
  if (rejectedFirst.size() < kept) rejectedFirst.push_back({std::move(file), line, std::move(what), shownLine(text)});
}

OrderedJson ImportReport::toJson() const {
  OrderedJson rejected = OrderedJson::array();
  for (const auto& row : rejectedFirst) rejected.push_back({{"file", row.file}, {"line", row.line}, {"what", row.what}, {"text", row.text}});
  OrderedJson json{{"format", format}, {"name", name}, {"users", users}, {"items", items}, {"interactions", interactions}};
  json["rows_read"] = rowsRead;
  json["rows_rejected"] = rowsRejected;
  json["rejected_first"] = rejected;
  json["ids_trimmed"] = idsTrimmed;
  json["left_out"] = {{"missing_ids", leftOut.missingIds}, {"rating", leftOut.rating}, {"window", leftOut.window}, {"duplicates", leftOut.duplicates}, {"no_metadata", leftOut.noMetadata}, {"k_core", leftOut.core}, {"short_users", leftOut.shortUsers}};
  json["options"] = options;
  json["warnings"] = warnings;
  json["files"] = files;
  json["bytes_read"] = bytesRead;
  json["seconds"] = seconds;
  json["megabytes_per_second"] = megabytesPerSecond();
  json["peak_memory"] = peakMemory;
  json["spilled_bytes"] = spilledBytes;
  json["stopped"] = stopped;
  return json;
}

std::string importReportText(const OrderedJson& report) {
  std::string lines = fmt::format("{} ({})\n\n", text(report, "name"), text(report, "format"));
  const auto line = [&](const std::string& value, const std::string& words) { lines += fmt::format("{:>14}  {}\n", value, words); };
  line(grouped(count(report, "users")), "users");
  line(grouped(count(report, "items")), "items");
  line(grouped(count(report, "interactions")), "interactions");
  line(grouped(count(report, "rows_read")), "rows read");
  line(grouped(count(report, "rows_rejected")), "rows rejected as bad");
  lines += "\nEvents left out\n";
  const OrderedJson left = report.value("left_out", OrderedJson::object());
  for (const auto& [key, words] : stepTexts) line(grouped(count(left, key)), words);
  const double seconds = report.value("seconds", 0.0);
  const std::int64_t spilled = count(report, "spilled_bytes");
  lines += fmt::format("\n{:.1f} MB of text in {:.1f} s, {:.0f} MB/s; at most {:.0f} MB of memory{}\n", static_cast<double>(count(report, "bytes_read")) / 1e6, seconds, report.value("megabytes_per_second", 0.0), static_cast<double>(count(report, "peak_memory")) / 1e6, spilled > 0 ? fmt::format(", {:.0f} MB of temporary files", static_cast<double>(spilled) / 1e6) : std::string());
  const OrderedJson rejected = report.value("rejected_first", OrderedJson::array()), warnings = report.value("warnings", OrderedJson::array());
  if (!rejected.empty()) lines += count(report, "rows_rejected") > static_cast<std::int64_t>(rejected.size()) ? fmt::format("\nThe first {} bad rows of {}\n", rejected.size(), grouped(count(report, "rows_rejected"))) : "\nBad rows\n";
  for (const auto& row : rejected) {
    lines += fmt::format("  {}{}: {}\n", text(row, "file"), count(row, "line") > 0 ? fmt::format(", line {}", count(row, "line")) : "", text(row, "what"));
    if (const std::string shown = text(row, "text"); !shown.empty()) lines += "      " + shown + "\n";
  }
  if (!warnings.empty()) lines += "\nWarnings\n";
  for (const auto& warning : warnings) lines += "  " + (warning.is_string() ? warning.get<std::string>() : warning.dump()) + "\n";
  const OrderedJson options = report.value("options", OrderedJson::object());
  if (!options.empty()) lines += "\nParameters\n";
  for (const auto& [key, value] : options.items())
    if (value != "") lines += fmt::format("  {} = {}\n", key, value.is_string() ? value.get<std::string>() : value.dump());
  return lines;
}

}  // namespace ghost::data
