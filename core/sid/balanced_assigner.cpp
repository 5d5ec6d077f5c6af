#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "base/error.h"
#include "sid/balanced.h"
#include "sid/price_sweeps.h"
#include "sid/row_minimum.h"

namespace ghost::sid {
namespace {

constexpr double unreached = std::numeric_limits<double>::infinity();

// gain[l] = min(gain[l], costs[l] - costs[own]), with the row that gives it.
[[gnu::target_clones("avx512f", "avx2", "default")]]
void keepCheapest(const float* costs, std::int64_t codes, float own, std::int32_t row, float* gains, std::int32_t* rows) {
  for (std::int64_t l = 0; l < codes; ++l) {
    const float difference = costs[l] - own;
    const bool less = difference < gains[l];
    gains[l] = less ? difference : gains[l];
    rows[l] = less ? row : rows[l];
  }
}

// Relaxes all arcs out of one code: distance[l] = min(distance[l], base + max(0, gain[l] + price[l] - own)). Arcs are never negative, so a settled code
// (at most `base` away) is never improved; `open` holds the distances of the others.
[[gnu::target_clones("avx512f", "avx2", "default")]]
void relaxRow(const float* gains, const double* prices, std::int64_t codes, double base, double own, std::int64_t from, double* distance, double* open, std::int64_t* parent) {
  for (std::int64_t l = 0; l < codes; ++l) {
    const double step = static_cast<double>(gains[l]) + prices[l] - own;
    const double through = base + (step > 0 ? step : 0);
    const bool less = through < distance[l];
    distance[l] = less ? through : distance[l];
    open[l] = less ? through : open[l];
    parent[l] = less ? from : parent[l];
  }
}

/// The residual graph: nodes 0..codes-1 are the codes, node `codes` is the sink that counts how many rows each code keeps (between the bounds).
/// A code with more rows than it keeps has an excess, one with fewer a deficit; every path from an excess to a deficit moves one row an arc.
class CodeGraph {
 public:
  CodeGraph(const AssignmentProblem& problem, std::vector<double>& prices)
      : m_problem(problem), m_codes(problem.codes), m_sink(problem.codes), m_prices(prices), m_labels(static_cast<std::size_t>(problem.rows)), m_place(m_labels.size()),
        m_members(size(m_codes)), m_stale(size(m_codes)), m_kept(size(m_codes)), m_excess(size(m_codes + 1)), m_gains(size(m_codes * m_codes)), m_gainRow(m_gains.size()),
        m_distance(size(m_codes + 1)), m_parent(m_distance.size()) {
    m_prices.push_back(0.0);  // the sink's
    placeRows();
    for (std::int64_t k = 0; k < m_codes; ++k) rebuildGains(k);
    keepWithinBounds();
  }

  /// Moves rows until no code has an excess; returns the number of paths. One search gives the distances of all codes and with them prices under which
  /// every arc of its tree is free; then as many units as still find free arcs go along the tree, before the next search.
  std::int64_t solve() {
    std::int64_t paths = 0, left = 0;
    for (const std::int64_t excess : m_excess) left += std::max<std::int64_t>(0, excess);
    while (left > 0) {
      searchAndPrice();
      const std::int64_t before = left;
      for (const std::int64_t to : m_settled) {
        while (m_excess[size(to)] < 0 && (left == before || isFree(to))) {
          augment(to);
          ++paths;
          --left;
        }
      }
    }
    for (std::int64_t k = 0; k < m_codes; ++k) m_prices[size(k)] -= m_prices[size(m_sink)];
    m_prices.pop_back();
    return paths;
  }
  std::vector<std::int32_t> takeLabels() { return std::move(m_labels); }

 private:
  static std::size_t size(std::int64_t n) { return static_cast<std::size_t>(n); }
  const float* costsOf(std::int32_t row) const { return m_problem.costs.data() + row * m_codes; }

  void placeRows() {
    const std::vector<float> prices(m_prices.begin(), m_prices.begin() + m_codes);
    for (std::int32_t row = 0; row < m_problem.rows; ++row) insert(row, leastTwo(costsOf(row), prices.data(), m_codes).at);
  }
  void insert(std::int32_t row, std::int64_t code) {
    m_labels[size(row)] = static_cast<std::int32_t>(code);
    m_place[size(row)] = static_cast<std::int32_t>(m_members[size(code)].size());
    m_members[size(code)].push_back(row);
  }
  void remove(std::int32_t row) {
    auto& members = m_members[size(m_labels[size(row)])];
    members[size(m_place[size(row)])] = members.back();
    m_place[size(members.back())] = m_place[size(row)];
    members.pop_back();
  }
  void addGains(std::int64_t code, std::int32_t row) {
    keepCheapest(costsOf(row), m_codes, costsOf(row)[code], row, m_gains.data() + code * m_codes, m_gainRow.data() + code * m_codes);
  }
  void rebuildGains(std::int64_t code) {
    m_stale[size(code)] = false;
    std::fill_n(m_gains.begin() + code * m_codes, m_codes, std::numeric_limits<float>::infinity());
    const auto& members = m_members[size(code)];
    for (std::size_t i = 0; i < members.size(); ++i) {
      if (i + 1 < members.size()) __builtin_prefetch(costsOf(members[i + 1]) + code);
      addGains(code, members[i]);
    }
  }

  // Complementary slackness: a code with a positive price keeps its upper bound, one with a negative price its lower bound.
  void keepWithinBounds() {
    m_excess[size(m_sink)] = -m_problem.rows;
    for (std::int64_t k = 0; k < m_codes; ++k) {
      const auto load = static_cast<std::int64_t>(m_members[size(k)].size());
      const double price = m_prices[size(k)];
      const SizeBounds& bounds = m_problem.boundsOf(k);
      m_kept[size(k)] = price > 0 ? bounds.high : price < 0 ? bounds.low : std::clamp(load, bounds.low, bounds.high);
      m_excess[size(k)] = load - m_kept[size(k)];
      m_excess[size(m_sink)] += m_kept[size(k)];
    }
  }

  // Dijkstra from all excesses at once until every deficit is settled. Prices then fall by the distance, which keeps every arc non-negative.
  void searchAndPrice() {
    std::int64_t deficits = 0;
    for (std::int64_t v = 0; v <= m_codes; ++v) {
      m_distance[size(v)] = m_excess[size(v)] > 0 ? 0.0 : unreached;
      deficits += m_excess[size(v)] < 0;
    }
    m_open = m_distance;
    std::fill(m_parent.begin(), m_parent.end(), -1);
    m_settled.clear();
    double distance = 0;
    while (deficits > 0) {
      const std::int64_t at = indexOfLeast(m_open.data(), m_codes + 1);
      if (m_open[size(at)] == unreached) break;
      distance = m_open[size(at)];
      m_open[size(at)] = unreached;
      m_settled.push_back(at);
      deficits -= m_excess[size(at)] < 0;
      relaxFrom(at, distance);
    }
    if (std::none_of(m_settled.begin(), m_settled.end(), [&](std::int64_t v) { return m_excess[size(v)] < 0; }))
      throw Error(ErrorCode::Internal, "balanced assignment", "no code with room can be reached although the bounds are feasible");
    for (std::int64_t v = 0; v <= m_codes; ++v) m_prices[size(v)] -= std::min(m_distance[size(v)], distance);
  }
  void relaxFrom(std::int64_t from, double distance) {
    if (from == m_sink) {
      for (std::int64_t k = 0; k < m_codes; ++k)
        if (m_kept[size(k)] > m_problem.boundsOf(k).low) relaxArc(from, k, distance);
      return;
    }
    if (m_stale[size(from)]) rebuildGains(from);
    relaxRow(m_gains.data() + from * m_codes, m_prices.data(), m_codes, distance, m_prices[size(from)], from, m_distance.data(), m_open.data(), m_parent.data());
    if (m_kept[size(from)] < m_problem.boundsOf(from).high) relaxArc(from, m_sink, distance);
  }
  void relaxArc(std::int64_t from, std::int64_t to, double distance) {
    const double through = distance + std::max(0.0, m_prices[size(to)] - m_prices[size(from)]);
    if (through >= m_distance[size(to)]) return;
    m_distance[size(to)] = m_open[size(to)] = through;
    m_parent[size(to)] = from;
  }

  static bool isTight(double gain, double to, double from) { return gain + to - from <= 1e-12 * (std::abs(gain) + std::abs(to) + std::abs(from)); }
  // Whether one more unit can go from the root of the tree to this node at no reduced cost.
  bool isFree(std::int64_t to) const {
    for (std::int64_t from = m_parent[size(to)]; from >= 0; to = from, from = m_parent[size(to)]) {
      const bool free = to == m_sink     ? m_kept[size(from)] < m_problem.boundsOf(from).high
                        : from == m_sink ? m_kept[size(to)] > m_problem.boundsOf(to).low
                                         : m_labels[size(m_gainRow[size(from * m_codes + to)])] == from && isTight(m_gains[size(from * m_codes + to)], m_prices[size(to)], m_prices[size(from)]);
      if (!free) return false;
    }
    return m_excess[size(to)] > 0;
  }
  void augment(std::int64_t to) {
    ++m_excess[size(to)];
    while (m_parent[size(to)] >= 0) {
      const std::int64_t from = m_parent[size(to)];
      if (to == m_sink) ++m_kept[size(from)];
      else if (from == m_sink) --m_kept[size(to)];
      else {
        const std::int32_t row = m_gainRow[size(from * m_codes + to)];
        remove(row);
        insert(row, to);
        addGains(to, row);
        m_stale[size(from)] = true;
      }
      to = from;
    }
    --m_excess[size(to)];
  }

  const AssignmentProblem& m_problem;
  std::int64_t m_codes, m_sink;
  std::vector<double>& m_prices;
  std::vector<std::int32_t> m_labels, m_place;
  std::vector<std::vector<std::int32_t>> m_members;
  std::vector<char> m_stale;            ///< a row left this code: gains given by it are void until rebuilt, the others still hold
  std::vector<std::int64_t> m_kept, m_excess;
  std::vector<float> m_gains;           ///< codes x codes: cost of moving the cheapest row from k to l
  std::vector<std::int32_t> m_gainRow;  ///< that row
  std::vector<double> m_distance, m_open;
  std::vector<std::int64_t> m_parent, m_settled;
};

}  // namespace

std::vector<std::int32_t> BalancedAssigner::assign(const AssignmentProblem& problem) {
  checkFeasible(problem);
  if (std::all_of(m_prices.begin(), m_prices.end(), [](double price) { return price == 0; })) m_prices = sweptPrices(problem);
  CodeGraph graph(problem, m_prices);
  m_paths = graph.solve();
  return graph.takeLabels();
}

}  // namespace ghost::sid
