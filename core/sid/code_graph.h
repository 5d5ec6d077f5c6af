#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "sid/balanced.h"

namespace ghost::sid {

/// The residual graph of a balanced assignment, contracted to its codes: an arc k -> l weighs what moving the cheapest row from k to l costs. Nodes 0..codes-1 are the codes,
/// node `codes` is the sink that counts how many rows each code keeps (between the bounds). A code with more rows than it keeps has an excess, one with fewer a deficit;
/// every path from an excess to a deficit moves one row an arc. Only the rows handed over move: the bounds are those of what they may add to a code.
class CodeGraph {
 public:
  /// `labels` holds the code of every row of the problem: for the rows that move one that is cheapest under `prices`. Both are brought up to date by solve().
  CodeGraph(const AssignmentProblem& problem, std::span<const std::int32_t> rows, std::span<const SizeBounds> bounds, std::vector<double>& prices, std::vector<std::int32_t>& labels);
  /// Moves rows until no code has an excess; returns the number of paths.
  std::int64_t solve();

 private:
  static std::size_t size(std::int64_t n) { return static_cast<std::size_t>(n); }
  const float* costsOf(std::int32_t row) const { return m_problem.costs.data() + row * m_codes; }
  void insert(std::int32_t row, std::int64_t code);
  void remove(std::int32_t row);
  void addGains(std::int64_t code, std::int32_t row);
  void rebuildGains(std::int64_t code);
  void repairGains(std::int64_t code);
  void keepWithinBounds();
  void searchAndPrice();
  void relaxFrom(std::int64_t from, double distance);
  void relaxArc(std::int64_t from, std::int64_t to, double distance);
  bool isFree(std::int64_t to) const;
  void augment(std::int64_t to);

  const AssignmentProblem& m_problem;
  std::span<const SizeBounds> m_bounds;
  std::int64_t m_codes, m_sink, m_rows;
  std::vector<double>& m_prices;
  std::vector<std::int32_t>& m_labels;
  std::vector<std::int32_t> m_place;  ///< of a row among the members of its code
  std::vector<std::vector<std::int32_t>> m_members;
  std::vector<char> m_stale;  ///< a row left this code: gains given by it are void until repaired, the others still hold
  std::vector<std::int64_t> m_kept, m_excess;
  std::vector<float> m_gains;           ///< codes x codes: cost of moving the cheapest row from k to l
  std::vector<std::int32_t> m_gainRow;  ///< that row; -1 where the code has none
  std::vector<double> m_distance, m_open;
  std::vector<std::int64_t> m_parent, m_settled;
};

}  // namespace ghost::sid
