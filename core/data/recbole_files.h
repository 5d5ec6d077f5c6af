#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string_view>

#include "base/param_spec.h"
#include "data/event_import.h"
#include "data/text_columns.h"
#include "rows/csv_dialect.h"
#include "rows/reading.h"

namespace ghost::data {

/// An atomic file of RecBole: a header of name:type (token, token_seq, float, float_seq), columns separated by tabs. What it holds is told by its ending
/// (.inter, .item; .user, .kg, .link and .net hold nothing of an import), else by its columns. Columns are 0-based, -1 = not there.
/// RecBole reads with pandas, so a field that begins with a quote may be a quoted one; published files hold such fields unquoted too. The first rows tell (sniffDialect).
struct RecboleFile {
  enum class Kind { None, Events, Examples, Items, Other };
  std::filesystem::path path;
  Kind kind = Kind::None;
  std::vector<std::string> names, types;         ///< of the header
  std::vector<std::vector<std::string>> rows = {};  ///< the first ones
  rows::CsvDialect dialect = {};
  int user = -1, item = -1, list = -1, rating = -1, time = -1, clock = -1;
  ItemColumns texts = {};                        ///< of a file of items
  bool split = false;                            ///< has a column that names the part of a split

  int column(std::string_view name) const;
  bool isToken(std::size_t column) const { return types[column] == "token"; }
  /// The names of the columns of one token, which may be ids.
  std::vector<std::string> tokens() const;
  TextSample sample() const;
};
/// Kind::None for a file that doesn't begin with a typed header.
RecboleFile recboleFile(const std::filesystem::path& path);

/// One record of a file of events or examples; views are valid while it is taken.
struct RecboleRow {
  std::int64_t line = 0;
  std::string_view user, item, list, rating, time;
  const char* fault = nullptr;
  std::string_view text = {};  ///< the line as written
  bool nameMeant = false;      ///< an export wrote the user so that nobody takes the name for a missing one
};
/// Hands on records until `take` returns false.
void readRecboleRows(const RecboleFile& file, rows::Reading& reading, const std::function<bool(const RecboleRow&)>& take);
void readRecboleItems(const RecboleFile& file, rows::Reading& reading, const TakeItem& take);

/// A word that pandas, and RecBole with it, takes for a missing value: NA, null, nan, None, ...
bool isPandasMissing(std::string_view text);

}  // namespace ghost::data
