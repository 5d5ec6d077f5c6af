#pragma once
#include <cstdint>
#include <vector>

#include "embed/item_vectors.h"

namespace ghost::sid {

/// The children of one token: next-level tokens that follow it in some SID. Row j of `means` is the mean residual, entering the token's level, of the items below
/// child j; weights are their number n_j, popularities the sum of their training counts P(c_j). One entry a child in each.
struct Children {
  embed::ItemVectors means;
  std::vector<double> weights;
  std::vector<double> popularities;

  std::int64_t size() const { return means.rows; }
};

using Parts = std::vector<std::int32_t>;  ///< part of every child, 0-based

/// Which part every child goes to, none of them empty; parts are numbered in the order of their first child.
struct ChildSplit {
  Parts parts;
  double distance = 0;   ///< sum_j n_j |r_j - mu_part(j)|^2
  double balance = 0;    ///< sum_m (P(m) - mean P)^2
  bool exact = false;    ///< every assignment was tried

  double objective(double gamma) const { return distance + gamma * balance; }
};

/// Distance and balance of given parts; centroids mu are the weighted means of their children.
ChildSplit measureSplit(const Children& children, Parts parts, std::int32_t count);

/// CRAB's split of an over-popular token into `count` tokens by whole children (methods.md 9): minimises distance + gamma * balance. With at most `exhaustive`
/// assignments all are tried. Else several fixed starts (children by falling popularity onto the least popular part; farthest children as seeds; children in turn)
/// are improved by moving a child, or exchanging two of up to 64, while that gains; the best is kept, so the result is a local optimum.
/// Deterministic. Throws Error{Usage} for fewer children than parts, fewer than two parts, or a negative gamma.
ChildSplit splitChildren(const Children& children, std::int32_t count, double gamma, std::int64_t exhaustive = 20000);

}  // namespace ghost::sid
