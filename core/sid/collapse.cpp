#include "sid/collapse.h"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>

#include "sid/level_use.h"

namespace ghost::sid {
namespace {

constexpr std::int64_t least = 20;  // one code of so many must be in use

}  // namespace

std::vector<std::string> collapsedLevels(const Tokenization& tokens) {
  std::vector<std::string> sentences;
  const std::vector<LevelUse> levels = levelUse(tokens);
  for (std::size_t level = 0; level < levels.size(); ++level) {
    const LevelUse& use = levels[level];
    const auto items = static_cast<std::int64_t>(std::accumulate(use.loads.begin(), use.loads.end(), 0.0));
    const std::int64_t usable = std::min(use.available.value_or(items), items);
    const char letter = static_cast<char>('a' + level);
    if (use.used == 1 && usable > 1)
      sentences.push_back(fmt::format("level {} ({}): all {} items have the same code, so the level says nothing; look whether the vectors differ, or take fewer levels", level + 1, letter, items));
    else if (use.available && use.used * least < usable)
      sentences.push_back(fmt::format("level {} ({}): only {} of {} codes are in use, the codebook has collapsed; look whether the vectors differ, or train it longer", level + 1, letter, use.used, *use.available));
  }
  return sentences;
}

std::vector<std::string> warningsOf(const OrderedJson& report) {
  std::vector<std::string> sentences;
  if (!report.is_object() || !report.contains("warnings") || !report["warnings"].is_array()) return sentences;
  for (const OrderedJson& one : report["warnings"])
    if (one.is_string()) sentences.push_back(one.get<std::string>());
  return sentences;
}

void addWarnings(OrderedJson& report, const std::vector<std::string>& more) {
  std::vector<std::string> all = warningsOf(report);
  for (const std::string& one : more)
    if (std::find(all.begin(), all.end(), one) == all.end()) all.push_back(one);
  report["warnings"] = all;
}

}  // namespace ghost::sid
