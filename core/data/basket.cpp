#include "data/basket.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/error.h"
#include "data/missing_text.h"
#include "data/object_line.h"
#include "rows/python_literal.h"

namespace ghost::data {
namespace {

bool isList(std::string_view text) {
  if (text.size() < 2 || !((text.front() == '[' && text.back() == ']') || (text.front() == '(' && text.back() == ')'))) return false;
  const auto literal = rows::parsePythonLiteral(text);
  return literal.fault.empty() && literal.value.is_array();
}

std::vector<std::string_view> parts(std::string_view text, char separator) {
  std::vector<std::string_view> found;
  for (;;) {
    const auto at = text.find(separator);
    found.push_back(trimmed(text.substr(0, at)));
    if (at == std::string_view::npos) return found;
    text.remove_prefix(at + 1);
  }
}

/// Blanks and commas stand in names too, so there every part has to look like an id: short, without a blank, with a digit.
bool looksLikeIds(const std::vector<std::string_view>& ids) {
  return std::all_of(ids.begin(), ids.end(), [](std::string_view id) { return !id.empty() && id.size() <= 40 && id.find(' ') == std::string_view::npos && id.find_first_of("0123456789") != std::string_view::npos; });
}

bool splits(std::string_view text, char separator) {
  const auto found = parts(text, separator);
  if (found.size() < 2 || std::any_of(found.begin(), found.end(), [](std::string_view part) { return part.empty(); })) return false;
  return separator == '|' || separator == ';' || looksLikeIds(found);
}

}  // namespace

Basket basketIn(const ColumnSample& sample, int column) {
  std::vector<std::string_view> fields;
  for (const auto& row : sample.rows)
    if (static_cast<std::size_t>(column) < row.size() && !isMissingText(trimmed(row[static_cast<std::size_t>(column)]))) fields.push_back(trimmed(row[static_cast<std::size_t>(column)]));
  const auto most = [&](std::size_t share, const auto& holds) { return !fields.empty() && static_cast<std::size_t>(std::count_if(fields.begin(), fields.end(), holds)) * share >= fields.size(); };
  const auto basket = [&](std::string separator, const auto& holds) { return Basket{std::move(separator), shownLine(std::find_if(fields.begin(), fields.end(), holds)->substr(0, 60))}; };
  if (most(5, isList)) return basket("[", isList);
  for (const char separator : {'|', ';', ',', ' '}) {
    const auto holds = [separator](std::string_view text) { return splits(text, separator); };
    if (most(2, holds)) return basket(std::string(1, separator), holds);
  }
  return {};
}

ParamSpec basketParam(const std::string& what) {
  return choiceParam("baskets", "ask", {"ask", "split", "whole"}, "Where the " + what + " of the item holds several items (a|b|c, [1, 2]): split = each is an event at the same time, whole = the field is the name of one item.");
}

EventSource withBaskets(EventSource source, const Basket& basket, const std::string& choice, const std::string& where) {
  if (basket.separator.empty() || choice == "whole") return source;
  if (choice == "ask")
    throw usageError(where, fmt::format("the item of a row looks like several items (\"{}\"); say -o baskets=split to take each of them as an event, -o baskets=whole if that is the name of one item, or name another one with -o item=...", basket.example));
  source.events = [read = std::move(source.events), separator = basket.separator](const TakeEvent& take) {
    bool more = true;
    read([&](const EventRow& written) {
      const auto items = written.fault == nullptr ? itemsOf(written.item, separator) : std::vector<std::string>();
      if (items.empty()) return more = take(written);
      for (const auto& item : items) {
        EventRow row = written;
        row.item = item;
        if (more) more = take(row);
      }
      return more;
    });
  };
  source.found.push_back({"baskets", basket.separator == "[" ? std::string("lists, an event for each item") : fmt::format("items separated by \"{}\", an event for each", basket.separator)});
  return source;
}

std::vector<std::string> itemsOf(std::string_view field, const std::string& separator) {
  std::vector<std::string> items;
  field = trimmed(field);
  if (separator == "[") {
    const auto literal = rows::parsePythonLiteral(field);
    if (literal.fault.empty() && literal.value.is_array())
      for (const auto& item : literal.value) items.push_back(fieldText(item));
    else items.emplace_back(field);
    return items;
  }
  for (const auto part : parts(field, separator.front())) items.emplace_back(part);
  return items;
}

}  // namespace ghost::data
