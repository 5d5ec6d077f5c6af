#include "text_table.h"

#include <algorithm>

#include <fmt/format.h>

namespace ghost::cli {
namespace {

constexpr std::size_t shownEntries = 12;

std::string valueText(const OrderedJson& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_number_float()) return fmt::format("{:.6g}", value.get<double>());
  if (value.is_object()) {
    std::string text;
    for (const auto& [key, entry] : value.items()) text += (text.empty() ? "" : " ") + key + "=" + valueText(entry);
    return text;
  }
  if (!value.is_array()) return value.dump();
  std::string text;
  for (std::size_t i = 0; i < value.size() && i < shownEntries; ++i) text += (i ? ", " : "") + valueText(value[i]);
  return value.size() > shownEntries ? text + fmt::format(", ... ({} in all)", value.size()) : text;
}

void collect(const OrderedJson& object, const std::string& prefix, std::vector<std::vector<std::string>>& rows) {
  for (const auto& [key, value] : object.items()) {
    if (value.is_object()) collect(value, prefix + key + ".", rows);
    else rows.push_back({prefix + key, valueText(value)});
  }
}

/// Columns a terminal uses for UTF-8 text without wide characters.
std::size_t columns(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

}  // namespace

std::vector<std::string> aligned(const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths;
  for (const auto& row : rows)
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (widths.size() <= i) widths.push_back(0);
      widths[i] = std::max(widths[i], columns(row[i]));
    }
  std::vector<std::string> lines;
  for (const auto& row : rows) {
    std::string& line = lines.emplace_back();
    for (std::size_t i = 0; i < row.size(); ++i) {
      const std::string fill(widths[i] - columns(row[i]), ' ');
      line += i == 0 ? row[i] + fill : "  " + fill + row[i];
    }
    line.erase(line.find_last_not_of(' ') + 1);
  }
  return lines;
}

void sayTable(Console& console, const std::vector<std::vector<std::string>>& rows) {
  for (const auto& line : aligned(rows)) console.say(line);
}

void sayObject(Console& console, const OrderedJson& object) {
  std::vector<std::vector<std::string>> rows;
  collect(object, "", rows);
  std::size_t width = 0;
  for (const auto& row : rows) width = std::max(width, columns(row[0]));
  for (const auto& row : rows) console.say(row[0] + std::string(width - columns(row[0]) + 2, ' ') + row[1]);
}

std::string csvText(const std::string& text) {
  std::string safe = !text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos ? "'" + text : text;
  if (safe.find_first_of(",\"\n\r") == std::string::npos) return safe;
  std::string quoted = "\"";
  for (const char c : safe) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + '"';
}

}  // namespace ghost::cli
