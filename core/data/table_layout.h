#pragma once
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/param_spec.h"
#include "data/event_table.h"
#include "data/text_columns.h"
#include "rows/csv_dialect.h"
#include "data/time_choice.h"

namespace ghost::data {

/// How a delimited file is laid out, by its first rows and the parameters of the format csv.
class TableLayout {
 public:
  TableLayout(std::filesystem::path file, const ParamValues& values);

  /// Whether the first rows are those of a table at all.
  bool isTable() const { return !m_first.empty() && m_first.front().size() > 1; }
  /// The first row names the columns: no number is in it, and either a name is usual or given by a parameter, or numbers or times stand below it.
  bool hasHeader() const { return m_header; }
  /// What the columns are called: by the first row, or numbers from 1.
  std::vector<std::string> headings() const;
  const std::vector<std::string>& firstRow() const { return m_first.front(); }
  /// Its delimiter is empty where none fits; `fields` are those of the first row.
  const rows::CsvDialect& dialect() const { return m_dialect; }
  /// Headings, where it has some, and the first rows below them.
  TextSample textSample() const;
  /// Whether the table without headings has a column of times.
  bool hasTimes() const;
  /// Whether some column holds a number in each of the first rows, of which there are several.
  bool holdsNumbers() const;
  /// Throws Error{Data} for a file that is no table, Error{Usage} where it isn't clear which column holds the user or the item.
  EventTable events() const;

 private:
  bool looksLikeHeader() const;
  int column(const char* what, const std::vector<std::string>& names) const;
  int named(const std::string& given) const;
  TimeWish timeWish() const;
  ColumnSample sample() const;
  void guessIds(EventTable& table, const ColumnSample& sample) const;
  void guessRating(EventTable& table) const;
  void setTime(EventTable& table, ColumnSample& sample) const;
  bool everyRow(std::size_t column, bool (*holds)(const std::string& field)) const;

  std::filesystem::path m_file;
  ParamValues m_values;
  bool m_readable = true;
  rows::CsvDialect m_dialect;
  std::vector<std::vector<std::string>> m_first;  ///< up to 50 rows, the header among them
  bool m_header = false;
};

/// "comma", "two colons", ...; the values of the parameter `delimiter`.
std::string delimiterName(std::string_view delimiter);
std::vector<std::string> delimiterNames();
/// "9 fields, separated by tabs, ..." but for the number: delimiter, quoting and escapes in words.
std::string dialectText(const rows::CsvDialect& dialect);
/// The parameters `delimiter`, `quote` and `escape`.
std::vector<ParamSpec> dialectParams();

}  // namespace ghost::data
