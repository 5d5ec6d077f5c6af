#include "rows/csv_rows.h"

#include "tests/fuzz/targets/scratch.h"
#include "tests/fuzz/targets/targets.h"

namespace ghost::fuzz {
namespace {

struct Records {
  std::vector<std::vector<std::string>> good;
  std::string ending = "no record";
};

Records readAll(const std::filesystem::path& file, const rows::CsvDialect& dialect) {
  rows::Reading reading;
  rows::LineReader lines(file, reading);
  rows::CsvRows csv(lines, dialect);
  Records records;
  std::int64_t last = 0;
  for (rows::CsvRow row; csv.next(row);) {
    require(row.line > last, "records stand in the order of their lines");
    last = row.line;
    require((row.fault == nullptr) != row.fields.empty(), "a record has fields or a fault");
    records.ending = row.fault != nullptr ? row.fault : row.fields.size() > 1 ? "fields" : "one field";
    if (row.fault == nullptr) records.good.emplace_back(row.fields.begin(), row.fields.end());
  }
  return records;
}

std::string quoted(const Records& records, std::string_view delimiter) {
  std::string text;
  for (const auto& record : records.good) {
    for (std::size_t i = 0; i < record.size(); ++i) {
      if (i > 0) text += delimiter;
      text += '"';
      for (const char c : record[i]) text += c == '"' ? std::string("\"\"") : std::string(1, c);
      text += '"';
    }
    text += '\n';
  }
  return text;
}

}  // namespace

std::string runCsv(std::string_view bytes) {
  rows::CsvDialect sniffed = rows::sniffDialect(bytes), quotes, plain;
  const std::string delimiter = sniffed.delimiter.empty() ? "," : sniffed.delimiter;
  sniffed.delimiter = quotes.delimiter = plain.delimiter = delimiter;
  plain.quote = 0;
  const auto file = scratchFile("table.csv", bytes);
  const Records records = readAll(file, quotes);
  std::string_view rest = bytes;
  rows::TextRecord first;
  sniffed.fields = rows::nextRecord(rest, sniffed, first) ? first.fields.size() : 0;
  readAll(file, sniffed);
  const bool packed = bytes.starts_with("\x1f\x8b");
  // A carriage return at the end of a line is taken as part of the line end, inside quotes too, so such a text doesn't come back as it was.
  if (bytes.find('\r') == std::string_view::npos && !packed) {
    const Records second = again([&] { return readAll(scratchFile("again.csv", quoted(records, delimiter)), quotes); });
    require(second.good == records.good, "records written again in quotes read equal");
  }
  if (bytes.find('"') == std::string_view::npos && !packed) require(readAll(file, plain).good == records.good, "without a quote both ways of reading agree");
  return records.ending;
}

}  // namespace ghost::fuzz
