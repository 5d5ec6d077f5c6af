#include "rows/csv_rows.h"

#include <algorithm>

namespace ghost::rows {
namespace {

constexpr std::size_t mostBytes = 16u << 20, mostLines = 10000, leastLines = 16;

CsvDialect plainDialect(std::string_view delimiter, bool quotes) {
  CsvDialect dialect;
  dialect.delimiter = delimiter;
  dialect.quote = quotes ? '"' : '\0';
  return dialect;
}

CsvDialect otherDialect(CsvDialect dialect) {
  dialect.backslash = !dialect.backslash;
  return dialect;
}

}  // namespace

CsvRows::CsvRows(LineReader& lines, CsvDialect dialect) : m_lines(lines), m_record(dialect), m_other(otherDialect(dialect)), m_patience(mostLines) {}
CsvRows::CsvRows(LineReader& lines, std::string_view delimiter, bool quotes) : CsvRows(lines, plainDialect(delimiter, quotes)) {}

bool CsvRows::nextLine(Line& line) {
  ++m_linesTaken;
  if (m_again.empty()) return m_lines.next(line);
  m_current = std::move(m_again.front());
  m_again.pop_front();
  line = {m_current.text, m_current.number, m_current.fault};
  return true;
}

bool CsvRows::nextWithText(Line& line) {
  do {
    if (!nextLine(line)) return false;
  } while (line.text.empty() && line.fault == nullptr);
  return true;
}

bool CsvRows::needsCare(std::string_view line) const {
  const CsvDialect& dialect = m_record.dialect();
  return (dialect.quote != 0 && line.find(dialect.quote) != std::string_view::npos) || (dialect.backslash && line.find('\\') != std::string_view::npos);
}

bool CsvRows::next(CsvRow& row) {
  Line line;
  if (!nextWithText(line)) return false;
  row.line = line.number;
  row.text = line.text;
  row.fields.clear();
  row.fault = line.fault;
  if (row.fault != nullptr) return true;
  if (!needsCare(line.text)) return split(line.text, row), true;
  row.text = m_first.assign(line.text);
  readQuoted(m_record, m_first, row);
  if (m_record.dialect().fields > 0 && (!fits(row) || joinsWholeLines())) readOtherwise(row);
  return true;
}

void CsvRows::split(std::string_view line, CsvRow& row) const {
  const std::string& delimiter = m_record.dialect().delimiter;
  for (;;) {
    const auto at = line.find(delimiter);
    row.fields.push_back(line.substr(0, at));
    if (at == std::string_view::npos) return;
    line.remove_prefix(at + delimiter.size());
  }
}

/// Reads a record that begins with the line `first`; lines after it that a faulty one took are given back.
void CsvRows::readQuoted(CsvRecord& record, std::string_view first, CsvRow& row) {
  record.clear();
  m_taken.clear();
  row.fields.clear();
  row.fault = record.take(first);
  Line line;
  for (std::size_t lines = 1; row.fault == nullptr && record.open(); ++lines) {
    if (record.bytes() <= mostBytes && lines < m_patience && nextLine(line)) {
      m_taken.push_back({std::string(line.text), line.number, line.fault});
      if (line.fault == nullptr) {
        row.fault = record.take(line.text);
        continue;
      }
    }
    row.fault = quoteNeverClosed;
    m_patience = std::max(leastLines, m_patience / 2);  // or a file of such lines would be read over and over
  }
  if (row.fault != nullptr) return giveBack();
  if (!m_taken.empty()) m_patience = mostLines;
  record.finish();
  row.fields = record.fields();
}

void CsvRows::giveBack() {
  m_again.insert(m_again.begin(), std::make_move_iterator(m_taken.begin()), std::make_move_iterator(m_taken.end()));
  m_taken.clear();
}

std::size_t CsvRows::plainFields(std::string_view line) const {
  CsvRow row;
  split(line, row);
  return row.fields.size();
}

bool CsvRows::mayBePlain(const char* fault) const {
  const CsvDialect& dialect = m_record.dialect();
  return !dialect.settled && (fault == textBehindQuote || (dialect.delimiter != "," && dialect.delimiter != ";"));
}

/// Whether the record in hand is made of lines that are records of their own without quotes.
bool CsvRows::joinsWholeLines() const {
  const CsvDialect& dialect = m_record.dialect();
  if (m_taken.empty() || dialect.settled || dialect.fields < 2) return false;
  return plainFields(m_first) == dialect.fields && std::all_of(m_taken.begin(), m_taken.end(), [&](const Kept& line) { return plainFields(line.text) == dialect.fields; });
}

/// A record that doesn't fit as the dialect has it; where it fits in no other way either it stays as it was read.
void CsvRows::readOtherwise(CsvRow& row) {
  const bool spans = !m_taken.empty();
  const char* fault = row.fault;
  giveBack();
  if (m_first.find('\\') != std::string::npos || spans) {
    readQuoted(m_other, m_first, row);
    if (fits(row) && !joinsWholeLines()) return;
    giveBack();
  }
  row.fields.clear();
  row.fault = nullptr;
  if (mayBePlain(fault)) {
    split(m_first, row);
    if (fits(row)) return;
    row.fields.clear();
  }
  row.fault = fault;
  if (fault == nullptr) readQuoted(m_record, m_first, row);
}

}  // namespace ghost::rows
