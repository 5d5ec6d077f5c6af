#include "data/decimal_comma.h"

#include <fmt/format.h>

#include "base/error.h"
#include "data/events.h"

namespace ghost::data {

ParamSpec decimalParam() { return choiceParam("decimal", "auto", {"auto", "point", "comma"}, "What stands before the decimals of a rating: 4.5 or 4,5."); }

bool decimalComma(const ColumnSample& sample, int column, const std::string& option, const std::string& where) {
  if (option != "auto") return option == "comma";
  std::string either;
  for (const auto& row : sample.rows) {
    if (column < 0 || static_cast<std::size_t>(column) >= row.size()) continue;
    const std::string& text = row[static_cast<std::size_t>(column)];
    const auto comma = text.find(',');
    if (comma == std::string::npos || !numberIn(text, true)) continue;
    if (sample.dayFirst || text.size() - comma != 4 || text.front() == '0') return true;  // three digits may be thousands
    if (either.empty()) either = text;
  }
  if (!either.empty()) throw usageError(where, fmt::format("the ratings may have a decimal comma (\"{}\" as {}) or one behind the thousands; say which with -o decimal=comma, or write them without commas", either, *numberIn(either, true)));
  return false;
}

}  // namespace ghost::data
