#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "sid/kmeans.h"

namespace ghost::sid {

/// How many points a cluster may hold, both ends included.
struct SizeBounds {
  std::int64_t low = 1;
  std::int64_t high = 1;
};
/// [max(1, floor(n/K) - 1), floor(n/K) + 1], as the published code has it; feasible whenever n >= K.
SizeBounds releasedBounds(std::int64_t points, std::int64_t codes);
/// Throws Error{Usage} unless codes * low <= points <= codes * high.
void checkBounds(std::int64_t points, std::int64_t codes, const SizeBounds& bounds);

/// One assignment problem: every row goes to one code so that each code receives `bounds`.low to high rows and the sum of costs is lowest.
struct AssignmentProblem {
  std::span<const float> costs;  ///< rows x codes, row-major, finite
  std::int64_t rows = 0;
  std::int64_t codes = 0;
  SizeBounds bounds;
  std::span<const SizeBounds> ownBounds;  ///< empty, or bounds of each code that replace `bounds`

  const SizeBounds& boundsOf(std::int64_t code) const { return ownBounds.empty() ? bounds : ownBounds[static_cast<std::size_t>(code)]; }
};
/// Throws Error{Usage} when the bounds can't be met.
void checkFeasible(const AssignmentProblem& problem);
double costOf(const AssignmentProblem& problem, std::span<const std::int32_t> labels);

/// Minimum-cost flow by LEMON's network simplex over rows x codes arcs, costs as integers of 2^-40 of the largest: the oracle, slow.
std::vector<std::int32_t> exactAssignment(const AssignmentProblem& problem);

/// The fast method: successive shortest paths on a graph of the codes alone. An arc k -> l weighs what moving the cheapest row from k to l costs; prices of the
/// codes keep all arcs non-negative. Optimal up to float rounding of cost differences, like the oracle. Prices are kept between calls, so a problem
/// close to the last one (the next Lloyd step) needs few paths, and paths are looked for among the rows on the margin. Time about rows x codes + paths x codes^2,
/// memory codes^2 x 8 bytes beside the costs.
class BalancedAssigner {
 public:
  explicit BalancedAssigner(std::int64_t codes) : m_prices(static_cast<std::size_t>(codes), 0.0) {}
  explicit BalancedAssigner(std::vector<double> prices) : m_prices(std::move(prices)) {}
  std::vector<std::int32_t> assign(const AssignmentProblem& problem);
  /// What a code charges on top of its cost: > 0 only where it is full, < 0 only where it is at its lower bound.
  std::span<const double> prices() const { return m_prices; }
  /// Rows moved along paths by the last call.
  std::int64_t paths() const { return m_paths; }

 private:
  std::vector<double> m_prices;
  std::int64_t m_paths = 0;
};

enum class BalanceMethod { Fast, Exact };

struct BalancedOptions {
  KMeansOptions kmeans;
  std::optional<SizeBounds> bounds;  ///< releasedBounds() where absent
  BalanceMethod method = BalanceMethod::Fast;
  std::int64_t matrixLimit = std::int64_t{1} << 26;  ///< Fast: with more than this many rows x codes, MarginalAssigner replaces the full cost matrix
};

/// Size-constrained k-means: Lloyd whose assignment is the cheapest one within the bounds, from greedy k-means++ starts (methods.md 1.1, step 2). A point is
/// not always in its nearest cluster. Starts run on different threads; the result doesn't depend on their number. Throws as kmeans() and checkBounds() do.
Clustering balancedKMeans(const embed::ItemVectors& points, const BalancedOptions& options);
/// One start, from given centroids.
Clustering balancedLloyd(const embed::ItemVectors& points, std::vector<float> centroids, const BalancedOptions& options);

}  // namespace ghost::sid
