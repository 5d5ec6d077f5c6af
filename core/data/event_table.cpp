#include "data/event_table.h"

#include <algorithm>

#include "data/missing_text.h"
#include "rows/csv_rows.h"
#include "rows/utf8.h"

namespace ghost::data {

std::vector<std::string> EventTable::columnNames() const {
  std::vector<std::string> names;
  for (const auto& [column, name] : {std::pair(user, "user"), std::pair(item, "item"), std::pair(rating, "rating"), std::pair(time, "time"), std::pair(title, "title")})
    if (column >= 0) names.emplace_back(name);
  return names;
}

std::string withClock(std::string_view date, std::string_view clock) {
  std::string both(date);
  if (!isMissingText(trimmed(clock))) both.append(" ").append(clock);
  return both;
}

void readEventTable(const std::filesystem::path& file, const EventTable& table, rows::Reading& reading, const TakeEvent& take) {
  rows::LineReader lines(file, reading);
  rows::CsvDialect dialect = table.dialect;
  dialect.fields = table.fields;
  rows::CsvRows records(lines, dialect);
  const auto least = static_cast<std::size_t>(1 + std::max({table.user, table.item, table.rating, table.time, table.title, table.clock}));
  rows::CsvRow record;
  std::string title, time;
  if (table.header) records.next(record);
  while (records.next(record)) {
    EventRow row;
    row.file = &lines.name();
    row.line = record.line;
    row.fault = record.fault;
    row.text = record.text;
    if (row.fault == nullptr && record.fields.size() < std::max(least, table.fields)) row.fault = table.fields > 0 ? "the row has fewer fields than the first one" : "the row has too few fields";
    if (row.fault == nullptr && table.fields > 0 && record.fields.size() > table.fields) row.fault = "the row has more fields than the first one";
    if (row.fault == nullptr) {
      const auto cell = [&](int column) { return column < 0 ? std::string_view() : record.fields[static_cast<std::size_t>(column)]; };
      row.user = cell(table.user);
      row.item = cell(table.item);
      row.rating = cell(table.rating);
      row.time = cell(table.time);
      row.title = cell(table.title);
      if (table.latin1) row.title = title = rows::fromLatin1(row.title);
      if (table.time >= 0 && row.time.empty()) row.fault = "the time is missing";
      if (table.clock >= 0) row.time = time = withClock(row.time, cell(table.clock));
    }
    if (!take(row)) return;
  }
}

std::vector<std::string> firstRecord(std::string_view sample, std::string_view delimiter, bool quotes) {
  sample = sample.substr(0, sample.find('\n'));
  rows::CsvDialect dialect;
  dialect.delimiter = delimiter;
  dialect.quote = quotes ? '"' : '\0';
  rows::TextRecord record;
  if (std::string_view rest = sample; rows::nextRecord(rest, dialect, record) && record.fault == nullptr) return record.fields;
  dialect.quote = 0;
  if (!rows::nextRecord(sample, dialect, record)) record.fields.resize(1);
  return record.fields;
}

}  // namespace ghost::data
