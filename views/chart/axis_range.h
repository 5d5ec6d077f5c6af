#pragma once
#include <QString>
#include <QStringList>

#include "figure/figure_data.h"

namespace ghost::chart {

/// What an axis of a chart shows, from figure::Scale: linear [low, high] with a tick at every multiple of `step`, logarithmic [low, high], or categories
/// 0 .. n-1 in [-0.5, n-0.5].
struct AxisRange {
  double low = 0, high = 1;
  double step = 0.2;          ///< linear only
  bool logarithmic = false;
  QStringList categories;
  QString format;             ///< printf format of the tick labels
  bool operator==(const AxisRange&) const = default;
};

AxisRange horizontalRange(const figure::Panel& panel);
/// `stripAbove` leaves a seventh of the height free above the data, for boxes that lie along x.
AxisRange verticalRange(const figure::Panel& panel, bool stripAbove);

}  // namespace ghost::chart
