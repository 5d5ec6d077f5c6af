#include "eval/seed_groups.h"

#include <cmath>
#include <limits>
#include <map>

namespace ghost::eval {

std::vector<SeedGroup> groupBySeed(std::span<const SeedKey> runs) {
  std::vector<SeedGroup> groups;
  std::map<std::string, std::size_t> groupOf;
  std::map<std::pair<std::string, std::int64_t>, std::size_t> firstOf;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const auto [place, isNew] = groupOf.emplace(runs[i].system, groups.size());
    if (isNew) groups.emplace_back();
    SeedGroup& group = groups[place->second];
    const auto first = runs[i].seed ? firstOf.emplace(std::pair(runs[i].system, *runs[i].seed), i).first->second : i;
    if (first == i) group.runs.push_back(i);
    else group.repeats.push_back({i, first});
  }
  return groups;
}

Spread spreadOf(std::span<const double> values) {
  Spread spread;
  spread.n = values.size();
  if (values.empty()) return {0, std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::quiet_NaN()};
  for (const double value : values) spread.mean += value / static_cast<double>(values.size());
  double squares = 0;
  for (const double value : values) squares += (value - spread.mean) * (value - spread.mean);
  spread.sd = values.size() > 1 ? std::sqrt(squares / static_cast<double>(values.size() - 1)) : std::numeric_limits<double>::quiet_NaN();
  return spread;
}

}  // namespace ghost::eval
