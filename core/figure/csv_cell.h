#pragma once
#include <string>

namespace ghost::figure {

/// Text as one cell of CSV on one line: commas become semicolons (pgfplots knows no quoted commas), quotes are doubled, and what a spreadsheet would take for a formula
/// gets an apostrophe in front.
std::string csvCell(const std::string& text);

}  // namespace ghost::figure
