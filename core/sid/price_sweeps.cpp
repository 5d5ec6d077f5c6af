#include "sid/price_sweeps.h"

#include <algorithm>
#include <limits>

#include "sid/row_minimum.h"

namespace ghost::sid {
namespace {

constexpr int mostRounds = 60;

/// What the rows of each code lose by taking their second choice.
std::vector<std::vector<float>> regrets(const AssignmentProblem& problem, const std::vector<double>& prices) {
  std::vector<std::vector<float>> found(prices.size());
  const std::vector<float> charged(prices.begin(), prices.end());
  for (std::int64_t row = 0; row < problem.rows; ++row) {
    const LeastTwo choice = leastTwo(problem.costs.data() + row * problem.codes, charged.data(), problem.codes);
    found[static_cast<std::size_t>(choice.at)].push_back(choice.second - choice.least);
  }
  return found;
}

}  // namespace

std::vector<double> sweptPrices(const AssignmentProblem& problem) {
  std::vector<double> prices(static_cast<std::size_t>(problem.codes), 0.0), best = prices;
  if (problem.codes < 2) return prices;
  std::int64_t lowest = std::numeric_limits<std::int64_t>::max();
  for (int round = 0; round < mostRounds; ++round) {
    auto found = regrets(problem, prices);
    std::int64_t surplus = 0;
    for (std::size_t k = 0; k < prices.size(); ++k) surplus += std::max<std::int64_t>(0, std::ssize(found[k]) - problem.boundsOf(static_cast<std::int64_t>(k)).high);
    if (surplus < lowest) best = prices;
    if (surplus == 0 || surplus > lowest - std::max<std::int64_t>(1, lowest / 50)) break;
    lowest = surplus;
    for (std::size_t k = 0; k < prices.size(); ++k) {
      const std::int64_t stay = problem.boundsOf(static_cast<std::int64_t>(k)).high, leave = std::ssize(found[k]) - stay;
      if (leave <= 0) continue;
      const auto border = found[k].begin() + leave;  // halfway between the last that leaves and the first that stays, so that neither is a tie
      if (stay == 0) {
        prices[k] += *std::max_element(found[k].begin(), found[k].end());
        continue;
      }
      std::nth_element(found[k].begin(), border, found[k].end());
      prices[k] += 0.5 * (static_cast<double>(*border) + *std::max_element(found[k].begin(), border));
    }
  }
  return best;
}

}  // namespace ghost::sid
