#include <algorithm>
#include <cmath>
#include <cstdint>

#include <lemon/network_simplex.h>
#include <lemon/smart_graph.h>

#include "base/error.h"
#include "sid/balanced.h"

namespace ghost::sid {

std::vector<std::int32_t> exactAssignment(const AssignmentProblem& problem) {
  checkFeasible(problem);
  using Graph = lemon::SmartDigraph;
  using Simplex = lemon::NetworkSimplex<Graph, std::int64_t, std::int64_t>;
  const std::int64_t n = problem.rows, codes = problem.codes;

  // Rows first, then codes, then the sink; arcs row by row, so that arc i * codes + k is row i to code k.
  Graph graph;
  graph.reserveNode(static_cast<int>(n + codes + 1));
  graph.reserveArc(static_cast<int>(n * codes + codes));
  for (std::int64_t i = 0; i < n + codes + 1; ++i) graph.addNode();
  const auto node = [](std::int64_t i) { return Graph::nodeFromId(static_cast<int>(i)); };
  const auto arc = [](std::int64_t i) { return Graph::arcFromId(static_cast<int>(i)); };
  for (std::int64_t i = 0; i < n; ++i)
    for (std::int64_t k = 0; k < codes; ++k) graph.addArc(node(i), node(n + k));
  for (std::int64_t k = 0; k < codes; ++k) graph.addArc(node(n + k), node(n + codes));

  Graph::ArcMap<std::int64_t> cost(graph, 0), lower(graph, 0), upper(graph, 1);
  Graph::NodeMap<std::int64_t> supply(graph, 0);
  float largest = 0;
  for (const float value : problem.costs) largest = std::max(largest, std::abs(value));
  const double scale = largest > 0 ? std::ldexp(1.0, 40) / largest : 1.0;
  for (std::int64_t i = 0; i < n; ++i) {
    supply[node(i)] = 1;
    // A row's lowest cost is taken off all its arcs: no choice depends on it, and the solver has smaller numbers.
    const float* costs = problem.costs.data() + i * codes;
    const double least = *std::min_element(costs, costs + codes);
    for (std::int64_t k = 0; k < codes; ++k) cost[arc(i * codes + k)] = std::llround((static_cast<double>(costs[k]) - least) * scale);
  }
  supply[node(n + codes)] = -n;
  for (std::int64_t k = 0; k < codes; ++k) {
    lower[arc(n * codes + k)] = problem.boundsOf(k).low;
    upper[arc(n * codes + k)] = problem.boundsOf(k).high;
  }

  Simplex simplex(graph);
  simplex.costMap(cost).lowerMap(lower).upperMap(upper).supplyMap(supply);
  if (simplex.run() != Simplex::OPTIMAL) throw Error(ErrorCode::Internal, "exact balanced assignment", "the network simplex found no optimum although the bounds are feasible");
  std::vector<std::int32_t> labels(static_cast<std::size_t>(n));
  for (std::int64_t i = 0; i < n; ++i)
    for (std::int64_t k = 0; k < codes; ++k)
      if (simplex.flow(arc(i * codes + k)) > 0) labels[static_cast<std::size_t>(i)] = static_cast<std::int32_t>(k);
  return labels;
}

}  // namespace ghost::sid
