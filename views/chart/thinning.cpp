#include "views/chart/thinning.h"

#include <algorithm>
#include <array>

namespace ghost::chart {

QList<QPointF> thinned(const QList<QPointF>& points, int columns) {
  constexpr int pointsPerColumn = 4;
  if (points.size() <= qsizetype(columns) * pointsPerColumn) return points;
  const double left = points.front().x(), width = points.back().x() - left;
  if (width <= 0 || !std::is_sorted(points.begin(), points.end(), [](const QPointF& a, const QPointF& b) { return a.x() < b.x(); })) return points;
  QList<QPointF> kept;
  kept.reserve(qsizetype(columns) * pointsPerColumn);
  const auto columnOf = [&](const QPointF& p) { return std::min(columns - 1, static_cast<int>((p.x() - left) / width * columns)); };
  for (qsizetype begin = 0; begin < points.size();) {
    qsizetype end = begin, low = begin, high = begin;
    for (const int column = columnOf(points[begin]); end < points.size() && columnOf(points[end]) == column; ++end) {
      if (points[end].y() < points[low].y()) low = end;
      if (points[end].y() > points[high].y()) high = end;
    }
    std::array<qsizetype, pointsPerColumn> chosen{begin, std::min(low, high), std::max(low, high), end - 1};
    for (std::size_t i = 0; i < chosen.size(); ++i)
      if (i == 0 || chosen[i] != chosen[i - 1]) kept.append(points[chosen[i]]);
    begin = end;
  }
  return kept;
}

}  // namespace ghost::chart
