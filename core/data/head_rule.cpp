#include "data/head_rule.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/error.h"

namespace ghost::data {
namespace {

std::size_t atExposure(const std::vector<double>& counts, double wanted) {
  double covered = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    covered += counts[i];
    if (covered >= wanted) return i + 1;
  }
  return counts.size();
}

std::size_t atKnee(const std::vector<double>& counts) {
  if (counts.size() < 3 || counts.front() == counts.back())
    throw dataError("head rule knee", fmt::format("the popularity curve of {} items is flat, so it has no knee; choose another head_rule", counts.size()));
  std::size_t knee = 0;
  double deepest = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const double across = static_cast<double>(i) / static_cast<double>(counts.size() - 1), up = (counts[i] - counts.back()) / (counts.front() - counts.back());
    if (const double depth = 1 - across - up; depth > deepest + 1e-12) {
      deepest = depth;
      knee = i;
    }
  }
  return knee;
}

std::size_t headsUnder(const std::vector<double>& counts, double events, HeadRule rule, double share) {
  if (rule == HeadRule::Knee) return atKnee(counts);
  if (!(share > 0 && share <= 1)) throw usageError("head_share", fmt::format("{} is no share; give a number above 0 and up to 1", share));
  return rule == HeadRule::Exposure ? atExposure(counts, share * events * (1 - 1e-12)) : static_cast<std::size_t>(std::lround(share * static_cast<double>(counts.size())));
}

}  // namespace

HeadRule headRuleOf(std::string_view word) {
  if (word == "counts") return HeadRule::Counts;
  if (word == "quantile") return HeadRule::Quantile;
  if (word == "exposure") return HeadRule::Exposure;
  if (word == "knee") return HeadRule::Knee;
  throw usageError("head_rule", "\"" + std::string(word) + "\" is no rule; give counts, quantile, exposure or knee");
}

Popularity withHeadRule(const Popularity& popularity, HeadRule rule, double share) {
  if (rule == HeadRule::Counts) return popularity;
  Popularity result = popularity;
  std::vector<ItemId> order = popularity.byPopularity();
  std::vector<double> counts;
  double events = 0, covered = 0;
  for (const ItemId item : order) {
    const std::int64_t count = popularity.count[static_cast<std::size_t>(item)];
    if (count > 0) counts.push_back(static_cast<double>(count));
    events += static_cast<double>(count);
  }
  if (counts.empty()) throw dataError("head rule", "no item has a training event; users need at least 3 items each, of which the last two are held out");
  order.resize(std::clamp<std::size_t>(headsUnder(counts, events, rule, share), 1, counts.size()));
  result.head.assign(popularity.count.size(), false);
  for (std::size_t i = 0; i < order.size(); ++i) {
    result.head[static_cast<std::size_t>(order[i])] = true;
    covered += counts[i];
  }
  result.headShare = covered / events;
  result.headItems = std::move(order);
  return result;
}

}  // namespace ghost::data
