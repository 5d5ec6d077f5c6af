#include "data/events.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "data/event_time.h"
#include "rows/utf8.h"

namespace ghost::data {
namespace {

constexpr std::size_t longestName = 1000;

/// The start of a cell as it can be shown: a foreign byte must not reach a report.
std::string shown(std::string_view text) {
  const std::string start(text.substr(0, 40));
  return rows::validUtf8(start) && std::none_of(start.begin(), start.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }) ? start : std::string("?");
}

std::string nameFault(const char* what, std::string_view name) {
  if (name.empty()) return fmt::format("the {} is missing", what);
  if (name.size() > longestName) return fmt::format("the {} id has {} bytes, more than {}", what, name.size(), longestName);
  if (std::any_of(name.begin(), name.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; })) return fmt::format("the {} id holds a control character", what);
  return rows::validUtf8(name) ? "" : fmt::format("the {} id isn't UTF-8", what);
}

}  // namespace

CheckedEvent checkEvent(const EventRow& row, bool milliseconds) {
  CheckedEvent event;
  if (row.fault != nullptr) event.fault = row.fault;
  else if (event.fault = nameFault("user", row.user); event.fault.empty()) event.fault = nameFault("item", row.item);
  if (!event.fault.empty()) return event;
  if (!row.time.empty()) {
    const auto time = parseTime(row.time, milliseconds);
    if (!time) event.fault = fmt::format("the time \"{}\" is no time from 1970 to 2100", shown(row.time));
    event.time = time.value_or(0);
  }
  if (!row.rating.empty()) {
    const char* end = row.rating.data() + row.rating.size();
    const auto read = std::from_chars(row.rating.data(), end, event.rating);
    if (read.ec != std::errc() || read.ptr != end || !std::isfinite(event.rating)) event.fault = fmt::format("the rating \"{}\" is no number", shown(row.rating));
  }
  return event;
}

bool admits(const EventRow& row, const CheckedEvent& event, const EventOptions& options) {
  return event.fault.empty() && (row.rating.empty() || event.rating >= options.minimumRating) && event.time >= options.from && event.time < options.to;
}

void EventLog::spillNames() {
  if (users.bytes() > manyNames) users.spill(folder);
  if (items.bytes() > manyNames && !itemsAreLookedUp) items.spill(folder);
}

void EventSink::refuse(const EventRow& row, CheckedEvent event) {
  ++m_report.rowsRead;
  if (!event.fault.empty()) m_report.reject(*row.file, row.line, std::move(event.fault), row.text);
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
