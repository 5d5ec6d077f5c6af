#include "views/chart/axis_range.h"

#include <algorithm>
#include <cmath>

#include "figure/ticks.h"

namespace ghost::chart {

namespace {

AxisRange fromScale(const figure::Axis& axis, figure::Range data) {
  constexpr int wantedTicks = 5;
  const figure::Scale scale = figure::scaleFor(axis, data, wantedTicks);
  AxisRange range{scale.low, scale.high};
  range.logarithmic = scale.logarithmic;
  for (const auto& name : axis.categories) range.categories += QString::fromStdString(name);
  range.format = QStringLiteral("%g");
  if (!range.categories.isEmpty() || scale.logarithmic || scale.ticks.size() < 2) {
    // Less than a decade leaves a logarithmic axis of Qt with one label or none.
    if (scale.logarithmic && range.high / range.low < 10) {
      range.low = std::pow(10, std::floor(std::log10(range.low) + 1e-9));
      range.high = std::max(range.high, range.low * 10);
    }
    range.step = range.high - range.low;
    return range;
  }
  range.step = scale.ticks[1].at - scale.ticks[0].at;
  const int decimals = std::max(0, static_cast<int>(-std::floor(std::log10(range.step) + 1e-9)));
  if (std::max(std::abs(range.high), std::abs(range.low)) < 1e7 && decimals <= 5) range.format = QStringLiteral("%.%1f").arg(decimals);
  return range;
}

}  // namespace

AxisRange horizontalRange(const figure::Panel& panel) {
  AxisRange range = fromScale(panel.x, figure::xRange(panel));
  if (!range.categories.isEmpty() || range.logarithmic) return range;
  // Ticks stand at round numbers inside; widening the axis to the next ones would waste half a plot of few bars.
  const figure::Range data = figure::xRange(panel);
  const double room = 0.02 * (data.high - data.low);
  range.low = panel.x.minimum.value_or(data.low == 0 ? 0 : data.low - room);
  range.high = panel.x.maximum.value_or(data.high + room);
  return range;
}

AxisRange verticalRange(const figure::Panel& panel, bool stripAbove) {
  AxisRange range = fromScale(panel.y, figure::yRange(panel));
  const bool boxes = std::any_of(panel.series.begin(), panel.series.end(), [](const figure::Series& s) { return !s.boxes.empty(); });
  if (range.logarithmic && boxes && !stripAbove) range.high *= std::pow(range.high / range.low, 0.06);  // the highest outlier is a whole dot
  if (stripAbove) range.high = range.logarithmic ? range.high * std::pow(range.high / range.low, 0.17) : range.high + 0.17 * (range.high - range.low);
  return range;
}

}  // namespace ghost::chart
