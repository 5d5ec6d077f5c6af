#pragma once
#include <QList>
#include <QPointF>

namespace ghost::chart {

/// Few enough points that a chart costs the same whatever the data: per pixel column of [left, right] the first, smallest, largest and last point, in
/// order, so spikes and both ends stay. Points must ascend in x; others (a trajectory) are returned unchanged, as are short lists. `columns` >= 1.
QList<QPointF> thinned(const QList<QPointF>& points, int columns);

}  // namespace ghost::chart
