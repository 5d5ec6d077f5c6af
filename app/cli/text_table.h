#pragma once
#include <string>
#include <vector>

#include "console.h"

namespace ghost::cli {

/// Rows of cells as lines with aligned columns: the first column to the left, the others to the right.
std::vector<std::string> aligned(const std::vector<std::vector<std::string>>& rows);
void sayTable(Console& console, const std::vector<std::vector<std::string>>& rows);

/// A JSON object as "key  value" lines, inner keys joined by points, long arrays shortened; what verbs print without --json.
void sayObject(Console& console, const OrderedJson& object);

/// One cell of CSV: quoted where needed; text that a spreadsheet would take for a formula gets an apostrophe in front.
std::string csvText(const std::string& text);

}  // namespace ghost::cli
