#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "data/event_import.h"
#include "data/time_column.h"

namespace ghost::data {

/// A column whose fields hold several items each.
struct Basket {
  std::string separator;  ///< of the items: "|", ";", ",", " ", or "[" for a list as JSON or Python write it; empty = a field is one item
  std::string example;
};
/// Judges a column of items: lists are baskets, and fields of which most split into ids by a bar, a semicolon, a comma or a blank. What is one name with blanks (The Beatles) isn't.
Basket basketIn(const ColumnSample& sample, int column);

/// The parameter `baskets`; `what` is "column" or "field".
ParamSpec basketParam(const std::string& what);
/// The source with its baskets as the parameter says: left as they are, or each of their items an event at the same time. Throws Error{Usage} with the choices where the
/// column holds baskets and nothing is said.
EventSource withBaskets(EventSource source, const Basket& basket, const std::string& choice, const std::string& where);
/// The items of a field.
std::vector<std::string> itemsOf(std::string_view field, const std::string& separator);

}  // namespace ghost::data
