#pragma once
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "rows/line_reader.h"

namespace ghost::rows {

/// One record. Views are valid until the next call.
struct CsvRow {
  std::int64_t line = 0;        ///< where it begins
  std::string_view text;        ///< the start of that line as written, to show where something is wrong with it
  std::vector<std::string_view> fields;
  const char* fault = nullptr;  ///< what is wrong with it; it has no fields then
};

/// Records of delimited text; a delimiter is one character or several (MovieLens: "::"). With quotes (RFC 4180): a field that begins with a quote ends with one, "" inside is a quote, and delimiters and line ends
/// between them are text; a quote inside a plain field is text. Without: a line is split at every delimiter. Blank lines are passed over.
/// A quote that is never closed, or closed before the field ends, spoils its own line only: reading goes on with the line after it. One record spans at
/// most 16 MB and 10,000 lines, so that a stray quote can't swallow a file.
class CsvRows {
 public:
  CsvRows(LineReader& lines, std::string_view delimiter, bool quotes = true);
  /// False at the end and after a stop request.
  bool next(CsvRow& row);

 private:
  struct Kept { std::string text; std::int64_t number = 0; const char* fault = nullptr; };
  enum class State { Start, Plain, Quoted, Closed };

  bool nextLine(Line& line);
  bool nextWithText(Line& line);
  void split(std::string_view line, CsvRow& row) const;
  bool consume(std::string_view line);
  void endField();
  void readQuoted(const Line& first, CsvRow& row);

  LineReader& m_lines;
  std::string m_delimiter;
  bool m_quotes;
  std::deque<Kept> m_again;          ///< lines that a broken record took and gave back
  Kept m_current;
  State m_state = State::Start;
  std::string m_start;               ///< of a record with quotes, kept while it is read
  std::string m_text;                ///< fields of the record, quotes undone, one after the other
  std::vector<std::size_t> m_ends;   ///< where each ends in m_text
};

/// The delimiter of delimited text: of two colons, comma, tab, semicolon and bar the one that splits three quarters of the lines of `sample` into as many fields as
/// the first, at least two; the first of several; a blank in a table of numbers alone. Empty when none does. Quoted parts don't count; the last line, which may be cut,
/// neither where there are others.
std::string sniffDelimiter(std::string_view sample);

}  // namespace ghost::rows
