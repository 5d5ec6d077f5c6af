#include "figure/csv_cell.h"

#include <algorithm>
#include <string_view>

#include "figure/markup.h"

namespace ghost::figure {

std::string csvCell(const std::string& whole) {
  const bool led = !whole.empty() && std::string_view("=+-@\t\r\n").find(whole.front()) != std::string_view::npos;
  std::string text = oneLine(whole);
  std::replace(text.begin(), text.end(), ',', ';');
  // Spreadsheets skip blanks before a formula.
  const std::size_t first = text.find_first_not_of(' ');
  if (led || (first != std::string::npos && std::string_view("=+-@").find(text[first]) != std::string_view::npos)) text.insert(0, 1, '\'');
  if (text.find('"') == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

}  // namespace ghost::figure
