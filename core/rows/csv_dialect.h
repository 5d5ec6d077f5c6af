#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ghost::rows {

/// How records of delimited text are written. A field is quoted only where it begins with the quote character: it then ends with one, a doubled one inside is a
/// quote, and delimiters and line ends between them are text. A quote inside a plain field is text.
struct CsvDialect {
  std::string delimiter = ",";  ///< one character or several (MovieLens: "::")
  char quote = '"';             ///< 0 = nothing is quoted: a line is split at every delimiter
  bool backslash = false;       ///< a backslash before a quote, a delimiter or a backslash takes its meaning away (MySQL's dumps, Book-Crossing)
  std::size_t fields = 0;       ///< of every record where that is known: a record that can't be read in this way, but gives as many in another one (below), is read in that. 0 = never
  bool settled = true;          ///< false: no quoted field was seen that would prove the quoting, so a line may also be split at every delimiter
};

/// What may be wrong with a quoted field.
inline constexpr const char* textBehindQuote = "text follows a closing quote";
inline constexpr const char* quoteNeverClosed = "a quote that opens here is never closed";

/// Fields of one record, taken line by line.
class CsvRecord {
 public:
  explicit CsvRecord(CsvDialect dialect) : m_dialect(std::move(dialect)) {}
  const CsvDialect& dialect() const { return m_dialect; }
  /// The next line of the record, from the state the lines before it left; what is wrong with it, null when nothing is.
  const char* take(std::string_view line);
  /// A quoted field goes on in the next line.
  bool open() const { return m_state == State::Quoted; }
  void finish() { endField(); }
  void clear();
  /// Quotes undone; views until the next call of anything.
  std::vector<std::string_view> fields() const;
  std::size_t bytes() const { return m_text.size(); }
  std::size_t count() const { return m_ends.size(); }
  /// Whether a field of the record was quoted.
  bool quoted(std::size_t field) const { return m_quoted[field]; }

 private:
  enum class State { Start, Plain, Quoted, Closed };
  void endField();
  bool escaped(std::string_view line, std::size_t at) const;

  CsvDialect m_dialect;
  State m_state = State::Start;
  std::string m_text;                ///< one field after the other
  std::vector<std::size_t> m_ends;   ///< where each ends in m_text
  std::vector<bool> m_quoted;
  bool m_quotedField = false;
};

/// The next record of a text in memory; `rest` moves behind it. False at the end. A record that can't be read has a fault and is one line long.
struct TextRecord {
  std::vector<std::string> fields;
  std::vector<bool> quoted;
  std::size_t lines = 0;
  const char* fault = nullptr;
  bool closedEarly = false;  ///< the fault: text follows a closing quote
};
bool nextRecord(std::string_view& rest, const CsvDialect& dialect, TextRecord& record);

/// The dialect of a sample of delimited text. Of the delimiters two colons, comma, tab, semicolon and bar (a blank in a table of numbers alone) the one that splits
/// most lines, and three quarters at least, into as many fields as the first, at least two; of several the one with most fields. Quoting is what reads the
/// most lines; tables with tabs, bars and two colons, which nearly no program quotes, need proof of it. The delimiter is empty where none fits.
/// The last line, which may be cut, doesn't count where there are others. A given `delimiter` is taken as it is.
CsvDialect sniffDialect(std::string_view sample, std::string_view delimiter = {});

}  // namespace ghost::rows
