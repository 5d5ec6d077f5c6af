#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string_view>

#include "data/event_import.h"
#include "rows/reading.h"

namespace ghost::data {

/// What an atomic file holds, by its header. Columns are 0-based, -1 = not there.
struct RecboleFile {
  enum class Kind { None, Events, Examples, Items };
  std::filesystem::path path;
  Kind kind = Kind::None;
  std::size_t columns = 0;
  int user = -1, item = -1, list = -1, rating = -1, time = -1;
  int title = -1, brand = -1, categories = -1, description = -1;
  bool split = false;    ///< has a column that names the part of a split
};
/// Kind::None for a file that doesn't begin with a typed header.
RecboleFile recboleFile(const std::filesystem::path& path);

/// One record of a file of events or examples; views are valid while it is taken.
struct RecboleRow {
  std::int64_t line = 0;
  std::string_view user, item, list, rating, time;
  const char* fault = nullptr;
  std::string_view text = {};  ///< the line as written
};
/// Hands on records until `take` returns false. Tabs separate, nothing is quoted.
void readRecboleRows(const RecboleFile& file, rows::Reading& reading, const std::function<bool(const RecboleRow&)>& take);
void readRecboleItems(const RecboleFile& file, rows::Reading& reading, const TakeItem& take);

}  // namespace ghost::data
