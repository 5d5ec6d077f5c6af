#pragma once
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "rows/csv_dialect.h"
#include "rows/line_reader.h"

namespace ghost::rows {

/// One record. Views are valid until the next call.
struct CsvRow {
  std::int64_t line = 0;        ///< where it begins
  std::string_view text;        ///< the start of that line as written, to show where something is wrong with it
  std::vector<std::string_view> fields;
  const char* fault = nullptr;  ///< what is wrong with it; it has no fields then
};

/// Records of delimited text as its dialect has them. Blank lines are passed over.
/// A quote that is never closed, or closed before the field ends, spoils its own line only: reading goes on with the line after it. One record spans at
/// most 16 MB and 10,000 lines, so that a stray quote can't swallow a file; each quote that is never closed halves the lines, down to 16, until a record spans several
/// again, so that a file full of them is not read over and over.
/// Where the dialect knows how many fields a record has, one that doesn't give as many is also tried with backslashes (or without, where it has them) and, unless its
/// quoting is settled, without quotes; the first reading that gives as many counts. Between commas and semicolons, where a quote that is never closed is likelier a fault than a text, only text
/// behind a closing quote is a reason for the latter. Unless the quoting is settled, lines that are whole records without quotes aren't joined by them.
class CsvRows {
 public:
  CsvRows(LineReader& lines, CsvDialect dialect);
  CsvRows(LineReader& lines, std::string_view delimiter, bool quotes = true);
  /// False at the end and after a stop request.
  bool next(CsvRow& row);
  /// Lines looked at since the beginning, those given back and looked at again included: the measure of the work done.
  std::int64_t linesTaken() const { return m_linesTaken; }

 private:
  struct Kept { std::string text; std::int64_t number = 0; const char* fault = nullptr; };

  bool nextLine(Line& line);
  bool nextWithText(Line& line);
  void split(std::string_view line, CsvRow& row) const;
  bool needsCare(std::string_view line) const;
  void readQuoted(CsvRecord& record, std::string_view first, CsvRow& row);
  void readOtherwise(CsvRow& row);
  bool mayBePlain(const char* fault) const;
  bool joinsWholeLines() const;
  std::size_t plainFields(std::string_view line) const;
  void giveBack();
  bool fits(const CsvRow& row) const { return row.fault == nullptr && (m_record.dialect().fields == 0 || row.fields.size() == m_record.dialect().fields); }

  LineReader& m_lines;
  CsvRecord m_record, m_other;       ///< read as the dialect has it, and with backslashes where that has none and the other way round
  std::deque<Kept> m_again;          ///< lines that a broken record took and gave back
  std::deque<Kept> m_taken;          ///< lines of the record in hand, the first aside
  Kept m_current;
  std::size_t m_patience;            ///< lines the next record may span
  std::int64_t m_linesTaken = 0;
  std::string m_first;               ///< first line of a record with quotes
};

}  // namespace ghost::rows
