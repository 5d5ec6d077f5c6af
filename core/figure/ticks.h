#pragma once
#include <string>
#include <vector>

#include "figure/figure_data.h"

namespace ghost::figure {

/// A mark on an axis. `label` is markup (markup.h), empty for a minor tick.
struct Tick {
  double at = 0;
  std::string label;
};

/// What an axis shows: the drawn range, which holds all ticks, and the ticks in ascending order.
struct Scale {
  double low = 0, high = 1;
  bool logarithmic = false;
  std::vector<Tick> ticks;
  /// 0 at `low`, 1 at `high`; outside [0, 1] for values outside. NaN where the value has no place (<= 0 on a log axis).
  double place(double value) const;
};

/// Range of everything drawable on the panel's axis, its own limits respected: {low, high}, low < high. Bars start at zero, stacks are summed,
/// bands and boxes count. A numeric axis of bars gets half a bar of room at both ends.
struct Range {
  double low = 0, high = 1;
};
Range xRange(const Panel& panel);
Range yRange(const Panel& panel);

/// Linear: steps of 1, 2 or 5 times a power of ten, about `wanted` of them (never more than 2 `wanted`); the range is widened to whole steps where the
/// axis sets no limit of its own. Logarithmic: decades, or 1-2-5 within less than two decades, with minor ticks.
/// Categorical: one tick a category, range [-0.5, n - 0.5].
Scale scaleFor(const Axis& axis, Range range, int wanted);
/// The same with the range as it is: what a horizontal axis of a paper figure shows, so that data fill the width.
Scale tightScaleFor(const Axis& axis, Range range, int wanted);

}  // namespace ghost::figure
