#pragma once
#include <array>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "data/event_import.h"
#include "rows/reading.h"

namespace ghost::data {

/// The files of one category: those whose content says what they are, below `source`.
struct MinionerecFiles {
  std::string category;                                       ///< what the CSV names begin with, up to the numbers
  std::vector<std::filesystem::path> parts;                   ///< CSV files
  std::filesystem::path info, items, index;                   ///< empty where not there
};
/// `category` chooses among several; empty = the only one. Throws Error{Data} when there is none, or several and none is chosen.
MinionerecFiles minionerecFiles(const std::filesystem::path& source, const std::string& category);
bool isMinionerecCsv(const std::filesystem::path& file);
/// CSV files of that kind at most three folders below.
std::vector<std::filesystem::path> minionerecCsvs(const std::filesystem::path& source);

struct MinionerecRow {
  std::int64_t line = 0;
  std::string user, target;
  std::vector<std::string> history;
  std::string fault;
  std::string_view text = {};  ///< the line as written, valid while the row is taken
};
void readMinionerecRows(const std::filesystem::path& file, rows::Reading& reading, const std::function<bool(const MinionerecRow&)>& take);

/// One line of the info file.
struct InfoRow {
  std::int64_t line = 0;
  std::string sid, title, item, fault;
  std::string_view text = {};  ///< the line as written, valid while the row is taken
};
void readMinionerecInfo(const std::filesystem::path& file, rows::Reading& reading, const std::function<void(const InfoRow&)>& take);
/// "<a_1><b_2>" -> {"<a_1>", "<b_2>"}; empty when the text isn't made of such tokens.
std::vector<std::string> sidTokens(std::string_view sid);

}  // namespace ghost::data
