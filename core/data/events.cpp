#include "data/events.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "data/missing_text.h"
#include "rows/utf8.h"

namespace ghost::data {
namespace {

constexpr std::size_t longestName = 1000;

std::string nameFault(const char* what, std::string_view name) {
  if (name.empty()) return fmt::format("the {} is missing", what);
  if (name.size() > longestName) return fmt::format("the {} id has {} bytes, more than {}", what, name.size(), longestName);
  if (std::any_of(name.begin(), name.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; })) return fmt::format("the {} id holds a control character", what);
  return rows::validUtf8(name) ? "" : fmt::format("the {} id isn't UTF-8", what);
}

}  // namespace

std::optional<double> numberIn(std::string_view text, bool decimalComma) {
  text = trimmed(text);
  std::array<char, 64> pointed{};
  if (decimalComma && text.size() <= pointed.size()) {
    std::replace_copy(text.begin(), text.end(), pointed.begin(), ',', '.');
    text = {pointed.data(), text.size()};
  }
  double value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  return read.ec == std::errc() && read.ptr == text.data() + text.size() && std::isfinite(value) ? std::optional(value) : std::nullopt;
}

CheckedEvent checkEvent(const EventRow& row, const ValueForms& forms) {
  CheckedEvent event;
  if (row.fault != nullptr) event.fault = row.fault;
  else if (event.fault = nameFault("user", row.user); event.fault.empty()) event.fault = nameFault("item", row.item);
  if (!event.fault.empty()) return event;
  if (!row.time.empty()) {
    const auto time = parseTime(row.time, forms.times);
    if (!time) event.fault = timeFault(row.time, forms.times);
    event.time = time.value_or(0);
  }
  if (!row.rating.empty()) {
    const auto rating = numberIn(row.rating, forms.decimalComma);
    if (!rating) event.fault = fmt::format("the rating \"{}\" is no number{}", shownLine(row.rating.substr(0, 40)), !forms.decimalComma && numberIn(row.rating, true) ? "; with decimal commas it is one: -o decimal=comma" : "");
    event.rating = rating.value_or(0);
  }
  return event;
}

bool admits(const EventRow& row, const CheckedEvent& event, const EventOptions& options) {
  return event.fault.empty() && !row.withoutId && (row.rating.empty() || event.rating >= options.minimumRating) && event.time >= options.from && event.time < options.to;
}

void EventLog::spillNames() {
  if (users.bytes() > manyNames) users.spill(folder);
  if (items.bytes() > manyNames && !itemsAreLookedUp) items.spill(folder);
}

void EventSink::refuse(const EventRow& row, CheckedEvent event) {
  ++m_report.rowsRead;
  if (!event.fault.empty()) m_report.reject(*row.file, row.line, std::move(event.fault), row.text);
  else if (row.withoutId) ++m_report.leftOut.missingIds;
  else if (!row.rating.empty() && event.rating < m_options.minimumRating) ++m_report.leftOut.rating;
  else ++m_report.leftOut.window;
}

void EventSink::takeTitle(std::string_view title, std::uint32_t item) {
  if (title.empty() || m_log.titles.has(item)) return;
  if (rows::validUtf8(title)) m_log.titles.add(item, title);
  else ++m_log.foreignTitles;
}

bool EventSink::operator()(const EventRow& row) {
  return take(row, [&](std::int64_t time) {
    const std::uint32_t item = m_log.items.idOf(row.item);
    m_log.events.add({m_log.users.idOf(row.user), item, time});
    takeTitle(row.title, item);
  });
}

}  // namespace ghost::data
