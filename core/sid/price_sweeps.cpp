#include "sid/price_sweeps.h"

#include <algorithm>
#include <limits>
#include <queue>

#include "sid/row_minimum.h"

namespace ghost::sid {
namespace {

constexpr int mostRounds = 60;

class PriceSweeps {
 public:
  PriceSweeps(const AssignmentProblem& problem, std::vector<double>& prices, RowChoices& choices)
      : m_problem(problem), m_prices(prices), m_charged(prices.begin(), prices.end()), m_choices(choices), m_members(prices.size()) {
    for (std::int32_t row = 0; row < problem.rows; ++row) membersOf(code(row)).push_back(row);
  }

  void run() {
    std::int64_t lowest = std::numeric_limits<std::int64_t>::max();
    for (int round = 0; round < mostRounds; ++round) {
      std::int64_t surplus = 0;
      for (std::int64_t k = 0; k < m_problem.codes; ++k) surplus += std::max<std::int64_t>(0, leaving(k));
      if (surplus == 0 || surplus > lowest - std::max<std::int64_t>(1, lowest / 50)) return;
      lowest = surplus;
      raiseAll();
      m_exact = false;
    }
  }

 private:
  std::vector<std::int32_t>& membersOf(std::int64_t k) { return m_members[static_cast<std::size_t>(k)]; }
  std::int32_t& code(std::int32_t row) { return m_choices.codes[static_cast<std::size_t>(row)]; }
  float& margin(std::int32_t row) { return m_choices.margins[static_cast<std::size_t>(row)]; }
  std::int64_t leaving(std::int64_t k) { return std::ssize(membersOf(k)) - m_problem.boundsOf(k).high; }
  LeastTwo choiceOf(std::int32_t row) const { return leastTwo(m_problem.costs.data() + row * m_problem.codes, m_charged.data(), m_problem.codes); }

  // All codes raise by what the same prices ask of them, so their order doesn't matter.
  void raiseAll() {
    std::vector<std::int64_t> full;
    std::vector<double> raises;
    for (std::int64_t k = 0; k < m_problem.codes; ++k) {
      if (leaving(k) <= 0) continue;
      full.push_back(k);
      raises.push_back(raiseOf(k));
    }
    for (std::size_t i = 0; i < full.size(); ++i) {
      double& price = m_prices[static_cast<std::size_t>(full[i])];
      price += raises[i];
      m_charged[static_cast<std::size_t>(full[i])] = static_cast<float>(price);
    }
    std::vector<std::int32_t> moved;
    for (std::size_t i = 0; i < full.size(); ++i) {
      auto& members = membersOf(full[i]);
      const auto gone = std::remove_if(members.begin(), members.end(), [&](std::int32_t row) {
        margin(row) -= static_cast<float>(raises[i]);
        if (margin(row) > 0) return false;  // the others have not become cheaper
        const LeastTwo choice = choiceOf(row);
        margin(row) = choice.second - choice.least;
        code(row) = static_cast<std::int32_t>(choice.at);
        if (choice.at == full[i]) return false;
        moved.push_back(row);
        return true;
      });
      members.erase(gone, members.end());
    }
    for (const std::int32_t row : moved) membersOf(code(row)).push_back(row);
  }

  // Halfway between the margins of the last row that leaves and the first that stays, so that neither is a tie. Margins are bounds until looked up: in their order, as
  // long as a bound leaves it open whether the row is among the least.
  double raiseOf(std::int64_t k) {
    auto& members = membersOf(k);
    std::sort(members.begin(), members.end(), [&](std::int32_t a, std::int32_t b) { return margin(a) < margin(b); });
    const bool anyStays = m_problem.boundsOf(k).high > 0;
    const auto wanted = static_cast<std::size_t>(leaving(k)) + (anyStays ? 1 : 0);
    std::priority_queue<float> least;  // the `wanted` smallest margins so far, the largest on top
    for (const std::int32_t row : members) {
      if (least.size() == wanted && margin(row) >= least.top()) break;
      if (!m_exact) {
        const LeastTwo choice = choiceOf(row);
        margin(row) = choice.second - choice.least;
      }
      least.push(margin(row));
      if (least.size() > wanted) least.pop();
    }
    const double first = least.top();
    if (!anyStays) return first;
    least.pop();
    return 0.5 * (first + least.top());
  }

  const AssignmentProblem& m_problem;
  std::vector<double>& m_prices;
  std::vector<float> m_charged;
  RowChoices& m_choices;
  std::vector<std::vector<std::int32_t>> m_members;
  bool m_exact = true;  ///< margins are no bounds yet
};

}  // namespace

RowChoices chooseCodes(const AssignmentProblem& problem, const std::vector<double>& prices) {
  const std::vector<float> charged(prices.begin(), prices.end());
  RowChoices choices;
  choices.codes.reserve(static_cast<std::size_t>(problem.rows));
  choices.margins.reserve(static_cast<std::size_t>(problem.rows));
  for (std::int64_t row = 0; row < problem.rows; ++row) {
    const LeastTwo choice = leastTwo(problem.costs.data() + row * problem.codes, charged.data(), problem.codes);
    choices.codes.push_back(static_cast<std::int32_t>(choice.at));
    choices.margins.push_back(choice.second - choice.least);
  }
  return choices;
}

void sweepPrices(const AssignmentProblem& problem, std::vector<double>& prices, RowChoices& choices) {
  if (problem.codes > 1) PriceSweeps(problem, prices, choices).run();
}

}  // namespace ghost::sid
