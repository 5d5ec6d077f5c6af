#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "rows/reading.h"

namespace ghost::data {

/// One line of a part of the split: raw ids as text, whether they are strings or integers.
struct EtegrecRow {
  std::int64_t line = 0;
  std::vector<std::string> history;
  std::string target, fault;
  std::string_view text = {};  ///< the line as written, valid while the row is taken
};
void readEtegrecRows(const std::filesystem::path& file, rows::Reading& reading, const std::function<bool(const EtegrecRow&)>& take);
/// Whether the first line is such a row.
bool isEtegrecRows(const std::filesystem::path& file);

/// The raw ids of <D>.emb_map.json in order of their numbers. Throws Error{Data} unless the numbers are 1..N, each once.
std::vector<std::string> etegrecIds(const std::filesystem::path& file);

}  // namespace ghost::data
