#include <algorithm>
#include <limits>
#include <numeric>

#include "sid/balanced.h"
#include "sid/code_graph.h"
#include "sid/price_sweeps.h"
#include "sid/row_minimum.h"

namespace ghost::sid {
namespace {

constexpr std::int64_t leastSpare = 48;  // rows of a code that may move beyond those that could have to, and
constexpr std::int64_t keptShare = 50;     // kept prices that send less than one of so many rows astray aren't doubted
constexpr std::int64_t spareShare = 3;    // one of so many besides

/// Rows that path search may move, and those that stay where they are until prices speak against it. The rows with the smallest margins move: as many of every code as are
/// above its lower bound, so that the staying ones never break a bound, and some more.
class MovingRows {
 public:
  MovingRows(const AssignmentProblem& problem, const RowChoices& choices) : m_problem(problem), m_moves(choices.codes.size()), m_staying(static_cast<std::size_t>(problem.codes)) {
    std::vector<std::vector<std::int32_t>> members(m_staying.size());
    for (std::int32_t row = 0; row < problem.rows; ++row) members[static_cast<std::size_t>(choices.codes[static_cast<std::size_t>(row)])].push_back(row);
    for (std::size_t k = 0; k < members.size(); ++k) {
      const std::int64_t load = std::ssize(members[k]);
      const std::int64_t count = std::min(load, std::max<std::int64_t>(0, load - problem.boundsOf(static_cast<std::int64_t>(k)).low) + leastSpare + load / spareShare);
      const auto end = members[k].begin() + count;
      std::nth_element(members[k].begin(), end, members[k].end(), [&](std::int32_t a, std::int32_t b) { return choices.margins[static_cast<std::size_t>(a)] < choices.margins[static_cast<std::size_t>(b)]; });
      std::for_each(members[k].begin(), end, [&](std::int32_t row) { m_moves[static_cast<std::size_t>(row)] = true; });
      m_staying[k] = load - count;
    }
  }

  bool moves(std::int32_t row) const { return m_moves[static_cast<std::size_t>(row)]; }
  void release(std::int32_t row, std::int32_t from) {
    m_moves[static_cast<std::size_t>(row)] = true;
    --m_staying[static_cast<std::size_t>(from)];
  }
  std::vector<std::int32_t> rows() const {
    std::vector<std::int32_t> found;
    for (std::int32_t row = 0; row < m_problem.rows; ++row)
      if (moves(row)) found.push_back(row);
    return found;
  }
  /// What the moving rows may add to each code.
  std::vector<SizeBounds> bounds() const {
    std::vector<SizeBounds> left;
    for (std::size_t k = 0; k < m_staying.size(); ++k) {
      const SizeBounds& whole = m_problem.boundsOf(static_cast<std::int64_t>(k));
      left.push_back({whole.low - m_staying[k], whole.high - m_staying[k]});
    }
    return left;
  }

 private:
  const AssignmentProblem& m_problem;
  std::vector<char> m_moves;
  std::vector<std::int64_t> m_staying;
};

/// Rows that paths would have to move under these prices: a code with a positive price keeps its upper bound, one with a negative price its lower bound.
std::int64_t misplaced(const AssignmentProblem& problem, std::span<const double> prices, const RowChoices& choices) {
  std::vector<std::int64_t> loads(prices.size());
  for (const std::int32_t code : choices.codes) ++loads[static_cast<std::size_t>(code)];
  std::int64_t above = 0, below = 0;
  for (std::size_t k = 0; k < loads.size(); ++k) {
    const SizeBounds& bounds = problem.boundsOf(static_cast<std::int64_t>(k));
    const std::int64_t kept = prices[k] > 0 ? bounds.high : prices[k] < 0 ? bounds.low : std::clamp(loads[k], bounds.low, bounds.high);
    above += std::max<std::int64_t>(0, loads[k] - kept);
    below += std::max<std::int64_t>(0, kept - loads[k]);
  }
  return std::max(above, below);
}

/// Prices of the last problem are a start only as long as the next one is like it: after the first move of the centroids, which takes them from single points to the
/// means of clusters, they send more rows astray than no prices at all, each of them a path.
RowChoices chooseStart(const AssignmentProblem& problem, std::vector<double>& prices) {
  RowChoices kept = chooseCodes(problem, prices);
  const auto free = [](double price) { return price == 0; };
  if (!std::all_of(prices.begin(), prices.end(), free)) {
    const std::int64_t astray = misplaced(problem, prices, kept);
    if (astray * keptShare <= problem.rows) return kept;
    const std::vector<double> none(prices.size(), 0.0);
    RowChoices fresh = chooseCodes(problem, none);
    if (misplaced(problem, none, fresh) >= astray) return kept;
    prices = none;
    kept = std::move(fresh);
  }
  sweepPrices(problem, prices, kept);
  return kept;
}

/// How far each code's price has risen against the one that rose least of the others: no row leaves whose margin is at least that.
std::vector<double> rises(const std::vector<double>& before, const std::vector<double>& now) {
  std::vector<double> rise(now.size());
  std::transform(now.begin(), now.end(), before.begin(), rise.begin(), std::minus<>());
  double least = std::numeric_limits<double>::infinity(), second = least;
  for (const double value : rise) {
    second = std::min(second, std::max(value, least));
    least = std::min(least, value);
  }
  std::vector<double> above;
  for (const double value : rise) above.push_back(value - (value == least ? second : least));
  return above;
}

}  // namespace

// Costs are read whole once, to choose under the first prices. Paths are then looked for among the rows on the margin; a row outside that the final prices would send
// elsewhere joins them and the search goes on from there, so the result is the optimum over all rows.
std::vector<std::int32_t> BalancedAssigner::assign(const AssignmentProblem& problem) {
  checkFeasible(problem);
  RowChoices choices = chooseStart(problem, m_prices);
  const std::vector<double> first = m_prices;
  MovingRows moving(problem, choices);
  auto labels = std::move(choices.codes);
  m_paths = 0;
  for (bool settled = false; !settled;) {
    const auto rows = moving.rows();
    const auto bounds = moving.bounds();
    m_paths += CodeGraph(problem, rows, bounds, m_prices, labels).solve();
    settled = true;
    const auto above = rises(first, m_prices);
    const std::vector<float> charged(m_prices.begin(), m_prices.end());
    for (std::int32_t row = 0; row < problem.rows; ++row) {
      std::int32_t& own = labels[static_cast<std::size_t>(row)];
      if (moving.moves(row) || choices.margins[static_cast<std::size_t>(row)] >= above[static_cast<std::size_t>(own)]) continue;
      const float* costs = problem.costs.data() + row * problem.codes;
      const LeastTwo choice = leastTwo(costs, charged.data(), problem.codes);
      if (costs[own] + charged[static_cast<std::size_t>(own)] <= choice.least) continue;
      moving.release(row, own);
      own = static_cast<std::int32_t>(choice.at);
      settled = false;
    }
  }
  return labels;
}

}  // namespace ghost::sid
