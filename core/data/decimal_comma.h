#pragma once
#include <string>

#include "base/param_spec.h"
#include "data/time_column.h"

namespace ghost::data {

/// The parameter `decimal`.
ParamSpec decimalParam();
/// Whether the numbers of a column have a decimal comma: as the parameter says; by itself where commas stand in them and the source is written as countries do that use one
/// (`sample.dayFirst`), or where they can be nothing else (4,5). Throws Error{Usage} naming the parameter for numbers such as 1,234 that may be either. A column of -1 has none.
bool decimalComma(const ColumnSample& sample, int column, const std::string& option, const std::string& where);

}  // namespace ghost::data
