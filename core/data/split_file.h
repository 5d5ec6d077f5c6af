#pragma once
#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace ghost::data {

/// A published split that isn't leave-one-out, told beside the data in <D>.split.json:
///   {"rule": "chronological", "counts": {"0": [5, 1, 1], ...}}
/// `counts` gives for each user of <D>.inter.json how many of its events, in order, are training, validation and test. The data folder itself has no place for
/// it, and this program's runs split by leave-one-out (split.h) whatever stands here: the file keeps the fact, for other programs and for a person.
struct SplitFile {
  std::string rule;
  std::vector<std::array<std::int64_t, 3>> counts;  ///< in the order of the users
};
std::string splitFileName(const std::string& dataSet);
/// Users without names (none given at all) are called by their numbers.
std::string splitFileText(const SplitFile& split, const std::vector<std::string>& userNames);
/// The rule told in a file; empty where there is no file or it can't be read.
std::string splitRuleIn(const std::filesystem::path& file);

}  // namespace ghost::data
