#include "sid/code_graph.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/error.h"
#include "sid/row_minimum.h"

namespace ghost::sid {
namespace {

constexpr double unreached = std::numeric_limits<double>::infinity();
constexpr std::size_t mostColumns = 12;  // more voided gains than this are found faster by whole rows, which the machine fetches ahead

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

bool isTight(double gain, double to, double from) { return gain + to - from <= 1e-12 * (std::abs(gain) + std::abs(to) + std::abs(from)); }

}  // namespace

CodeGraph::CodeGraph(const AssignmentProblem& problem, std::span<const std::int32_t> rows, std::span<const SizeBounds> bounds, std::vector<double>& prices, std::vector<std::int32_t>& labels)
    : m_problem(problem), m_bounds(bounds), m_codes(problem.codes), m_sink(problem.codes), m_rows(std::ssize(rows)), m_prices(prices), m_labels(labels), m_place(labels.size()),
      m_members(size(m_codes)), m_stale(size(m_codes)), m_kept(size(m_codes)), m_excess(size(m_codes + 1)), m_gains(size(m_codes * m_codes)), m_gainRow(m_gains.size(), -1),
      m_distance(size(m_codes + 1)), m_parent(m_distance.size()) {
  for (const std::int32_t row : rows) insert(row, m_labels[size(row)]);
}

// One search gives the distances of all codes and with them prices under which every arc of its tree is free; then as many units as still find free arcs go along
// the tree, before the next search.
std::int64_t CodeGraph::solve() {
  m_prices.push_back(0.0);  // the sink's
  for (std::int64_t k = 0; k < m_codes; ++k) rebuildGains(k);
  keepWithinBounds();
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

void CodeGraph::insert(std::int32_t row, std::int64_t code) {
  m_labels[size(row)] = static_cast<std::int32_t>(code);
  m_place[size(row)] = static_cast<std::int32_t>(m_members[size(code)].size());
  m_members[size(code)].push_back(row);
}

void CodeGraph::remove(std::int32_t row) {
  auto& members = m_members[size(m_labels[size(row)])];
  members[size(m_place[size(row)])] = members.back();
  m_place[size(members.back())] = m_place[size(row)];
  members.pop_back();
}

void CodeGraph::addGains(std::int64_t code, std::int32_t row) {
  keepCheapest(costsOf(row), m_codes, costsOf(row)[code], row, m_gains.data() + code * m_codes, m_gainRow.data() + code * m_codes);
}

void CodeGraph::rebuildGains(std::int64_t code) {
  m_stale[size(code)] = false;
  std::fill_n(m_gains.begin() + code * m_codes, m_codes, std::numeric_limits<float>::infinity());
  const auto& members = m_members[size(code)];
  for (std::size_t i = 0; i < members.size(); ++i) {
    if (i + 1 < members.size()) __builtin_prefetch(costsOf(members[i + 1]) + code);
    addGains(code, members[i]);
  }
}

// Only the gains whose row has left are looked for again, among the members that stayed.
void CodeGraph::repairGains(std::int64_t code) {
  m_stale[size(code)] = false;
  float* gains = m_gains.data() + code * m_codes;
  std::int32_t* rows = m_gainRow.data() + code * m_codes;
  std::int64_t columns[mostColumns];
  std::size_t count = 0;
  for (std::int64_t l = 0; l < m_codes; ++l) {
    if (l == code || rows[l] < 0 || m_labels[size(rows[l])] == code) continue;
    if (count == mostColumns) return rebuildGains(code);
    columns[count++] = l;
    gains[l] = std::numeric_limits<float>::infinity();
  }
  for (const std::int32_t row : m_members[size(code)]) {
    const float* costs = costsOf(row);
    const float own = costs[code];
    for (std::size_t i = 0; i < count; ++i) {
      const std::int64_t l = columns[i];
      if (const float gain = costs[l] - own; gain < gains[l]) {
        gains[l] = gain;
        rows[l] = row;
      }
    }
  }
}

// Complementary slackness: a code with a positive price keeps its upper bound, one with a negative price its lower bound.
void CodeGraph::keepWithinBounds() {
  m_excess[size(m_sink)] = -m_rows;
  for (std::int64_t k = 0; k < m_codes; ++k) {
    const auto load = static_cast<std::int64_t>(m_members[size(k)].size());
    const double price = m_prices[size(k)];
    const SizeBounds& bounds = m_bounds[size(k)];
    m_kept[size(k)] = price > 0 ? bounds.high : price < 0 ? bounds.low : std::clamp(load, bounds.low, bounds.high);
    m_excess[size(k)] = load - m_kept[size(k)];
    m_excess[size(m_sink)] += m_kept[size(k)];
  }
}

// Dijkstra from all excesses at once until every deficit is settled. Prices then fall by the distance, which keeps every arc non-negative.
void CodeGraph::searchAndPrice() {
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

void CodeGraph::relaxFrom(std::int64_t from, double distance) {
  if (from == m_sink) {
    for (std::int64_t k = 0; k < m_codes; ++k)
      if (m_kept[size(k)] > m_bounds[size(k)].low) relaxArc(from, k, distance);
    return;
  }
  if (m_stale[size(from)]) repairGains(from);
  relaxRow(m_gains.data() + from * m_codes, m_prices.data(), m_codes, distance, m_prices[size(from)], from, m_distance.data(), m_open.data(), m_parent.data());
  if (m_kept[size(from)] < m_bounds[size(from)].high) relaxArc(from, m_sink, distance);
}

void CodeGraph::relaxArc(std::int64_t from, std::int64_t to, double distance) {
  const double through = distance + std::max(0.0, m_prices[size(to)] - m_prices[size(from)]);
  if (through >= m_distance[size(to)]) return;
  m_distance[size(to)] = m_open[size(to)] = through;
  m_parent[size(to)] = from;
}

// Whether one more unit can go from the root of the tree to this node at no reduced cost.
bool CodeGraph::isFree(std::int64_t to) const {
  for (std::int64_t from = m_parent[size(to)]; from >= 0; to = from, from = m_parent[size(to)]) {
    const bool free = to == m_sink     ? m_kept[size(from)] < m_bounds[size(from)].high
                      : from == m_sink ? m_kept[size(to)] > m_bounds[size(to)].low
                                       : m_labels[size(m_gainRow[size(from * m_codes + to)])] == from && isTight(m_gains[size(from * m_codes + to)], m_prices[size(to)], m_prices[size(from)]);
    if (!free) return false;
  }
  return m_excess[size(to)] > 0;
}

void CodeGraph::augment(std::int64_t to) {
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

}  // namespace ghost::sid
