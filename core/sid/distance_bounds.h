#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "embed/item_vectors.h"
#include "sid/centroid_panels.h"

namespace ghost::sid {

/// Nearest centroids of points whose centroids have moved a little since the last time (Yinyang k-means, Ding et al. 2015). For every point and group of codes a
/// lower bound of the distance to the group's centroids, its own one left out, falls by the farthest move in the group; a group is looked at only where the bound
/// doesn't rule it out. Exact to the last bit: a group is ruled out only where all its float32 scores, their rounding included, must lie below the best one, so labels
/// and scores are those of NearestCentroid, ties included. Groups are at most 16 and at most half the dimensions, which holds the bounds to a quarter of the points' memory
/// or so. Different rows may be assigned by several threads at once.
class DistanceBounds {
 public:
  /// `points` are referred to and have to stay.
  DistanceBounds(const embed::ItemVectors& points, std::int64_t codes);
  /// Whether bounds can save more than they cost.
  static bool pay(const embed::ItemVectors& points, std::int64_t codes);

  /// The centroids (codes x dim) of the next pass. Returns false where numbers are so large that rounding can't be bounded: then assign() must not be called.
  bool prepare(std::span<const float> centroids);
  /// Labels and scores of `rows` points from `first` on; labels hold those of the pass before, all of it, and the new ones afterwards.
  void assign(std::int64_t first, std::int64_t rows, std::int32_t* labels, float* scores);
  /// The label of a point was changed by someone else; of all points, where the pass before went without the bounds.
  void forget(std::int64_t row);
  void forgetAll();

 private:
  struct Strip;
  float lowestDistance(std::int64_t row, float score) const;
  float threshold(std::int64_t row, float score) const;
  std::int64_t groupOf(std::int64_t code) const { return code / CentroidPanels::width / m_panelsOfGroup; }
  float& bound(std::int64_t group, std::int64_t row) { return m_bounds[static_cast<std::size_t>(group * m_points.rows + row)]; }
  void lookAt(std::int64_t group, const Strip& strip, std::span<const std::int32_t> rows);
  float take(std::int64_t group, std::int64_t firstCode, const float* scores, const Strip& strip, std::int32_t row);

  const embed::ItemVectors& m_points;
  std::int64_t m_codes, m_panelsOfGroup, m_groups;
  CentroidPanels m_panels;
  std::vector<float> m_last;    ///< centroids of the pass before
  std::vector<float> m_moves;   ///< per group: the farthest move, rounded up
  std::vector<float> m_norms;   ///< per point: |x|^2
  std::vector<float> m_bounds;  ///< group -> point: no centroid of the group but the point's own is nearer
  bool m_finite = true;         ///< no norm comes near the end of float32
  float m_relative = 0, m_absolute = 0;  ///< a score is off by at most m_relative |x|^2 + m_absolute
};

}  // namespace ghost::sid
