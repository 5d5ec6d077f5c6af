#include "figure/ticks.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include <fmt/format.h>

namespace ghost::figure {

namespace {

constexpr const char* minusSign = "\xE2\x88\x92";

std::string withMinus(std::string text) {
  if (text.starts_with('-')) text.replace(0, 1, minusSign);
  return text;
}

/// Decimals needed so that whole steps are told apart.
int decimalsOf(double step) { return std::max(0, static_cast<int>(-std::floor(std::log10(step) + 1e-9))); }

std::string linearLabel(double value, double step, double largest) {
  if (value == 0) return "0";
  if (largest >= 10000 && step >= 100) {
    const bool millions = largest >= 1e7 && step >= 1e5;
    const double unit = millions ? 1e6 : 1e3;
    return withMinus(fmt::format("{:.{}f}{}", value / unit, decimalsOf(step / unit), millions ? "M" : "k"));
  }
  if (largest < 1e-3) {
    const int power = static_cast<int>(std::floor(std::log10(largest)));
    const double unit = std::pow(10, power);
    return withMinus(fmt::format("{:.{}f}\xC2\xB7" "10^{{{}{}}}", value / unit, decimalsOf(step / unit), minusSign, -power));
  }
  return withMinus(fmt::format("{:.{}f}", value, decimalsOf(step)));
}

std::string decadeLabel(int power) {
  if (power >= 0 && power <= 3) return fmt::format("{:.0f}", std::pow(10, power));
  if (power < 0 && power >= -2) return fmt::format("{:.{}f}", std::pow(10, power), -power);
  return fmt::format("10^{{{}{}}}", power < 0 ? minusSign : "", std::abs(power));
}

Scale categorical(const Axis& axis) {
  Scale scale{-0.5, static_cast<double>(axis.categories.size()) - 0.5};
  for (std::size_t i = 0; i < axis.categories.size(); ++i) scale.ticks.push_back({static_cast<double>(i), axis.categories[i]});
  return scale;
}

Scale linear(const Axis& axis, Range range, int wanted) {
  const double raw = (range.high - range.low) / std::max(1, wanted);
  double step = std::pow(10, std::floor(std::log10(raw)));
  for (double factor : {1.0, 2.0, 5.0, 10.0}) {
    if (step * factor >= raw * (1 - 1e-9)) {
      step *= factor;
      break;
    }
  }
  if (axis.whole) step = std::max(1.0, step);
  Scale scale{range.low, range.high};
  if (!axis.minimum) scale.low = std::floor(range.low / step + 1e-6) * step;
  if (!axis.maximum) scale.high = std::ceil(range.high / step - 1e-6) * step;
  const double largest = std::max(std::abs(scale.low), std::abs(scale.high));
  for (auto i = static_cast<std::int64_t>(std::ceil(scale.low / step - 1e-6)); static_cast<double>(i) * step <= scale.high + step * 1e-6; ++i) {
    const double at = static_cast<double>(i) * step;
    scale.ticks.push_back({at, linearLabel(at, step, largest)});
  }
  return scale;
}

/// Limits that stay, ticks at round numbers inside them.
Axis fixed(Axis axis, Range range) {
  axis.minimum = range.low;
  axis.maximum = range.high;
  return axis;
}

Scale logarithmic(Range range, int wanted) {
  Scale scale{range.low, range.high, true};
  const int first = static_cast<int>(std::floor(std::log10(range.low) + 1e-9)), last = static_cast<int>(std::ceil(std::log10(range.high) - 1e-9));
  const double decades = std::log10(range.high / range.low);
  const int stride = std::max(1, static_cast<int>(std::ceil(decades / std::max(1, wanted))));
  for (int power = first; power <= last; ++power) {
    for (int factor = 1; factor < 10; ++factor) {
      const double at = factor * std::pow(10, power);
      if (at < range.low * (1 - 1e-9) || at > range.high * (1 + 1e-9)) continue;
      Tick tick{at, ""};
      if (factor == 1 && (power - first) % stride == 0) tick.label = decadeLabel(power);
      if (decades < 2 && (factor == 2 || factor == 5) && wanted >= 3) {
        tick.label = power >= -3 && power <= 4 ? fmt::format("{:.{}f}", at, std::max(0, -power)) : fmt::format("{}\xC2\xB7{}", factor, decadeLabel(power));
      }
      if (factor == 1 || stride == 1) scale.ticks.push_back(std::move(tick));
    }
  }
  return scale;
}

class Collector {
 public:
  explicit Collector(bool logarithmic) : m_logarithmic(logarithmic) {}
  void add(double value) {
    if (!std::isfinite(value) || (m_logarithmic && value <= 0)) return;
    m_low = std::min(m_low, value);
    m_high = std::max(m_high, value);
  }
  Range range(const Axis& axis) const {
    Range r{m_low, m_high};
    if (!(r.low <= r.high)) r = m_logarithmic ? Range{1, 10} : Range{0, 1};
    if (axis.minimum && (!m_logarithmic || *axis.minimum > 0)) r.low = *axis.minimum;
    if (axis.maximum && (!m_logarithmic || *axis.maximum > 0)) r.high = *axis.maximum;
    if (r.high > r.low) return r;
    // One value only: room around it, so that it lies inside the plot.
    if (m_logarithmic) return {r.low / 3, r.low * 3};
    const double room = r.low == 0 ? 1 : std::abs(r.low) / 2;
    return axis.minimum ? Range{r.low, r.low + room} : Range{r.low - room, r.low + room};
  }

 private:
  bool m_logarithmic;
  double m_low = std::numeric_limits<double>::infinity(), m_high = -std::numeric_limits<double>::infinity();
};

bool isBars(const Series& s) { return s.kind == Series::Kind::Bars || s.kind == Series::Kind::StackedBars; }

}  // namespace

double Scale::place(double value) const {
  if (!logarithmic) return (value - low) / (high - low);
  return value > 0 ? std::log(value / low) / std::log(high / low) : std::numeric_limits<double>::quiet_NaN();
}

Range xRange(const Panel& panel) {
  Collector collector(panel.x.logarithmic);
  for (const Series& s : panel.series) {
    const double room = isBars(s) && panel.x.categories.empty() ? s.barWidth / 2 : 0;
    for (std::size_t i = 0; i < s.x.size(); ++i) {
      if (!isVisible(panel, s, i)) continue;
      collector.add(s.x[i] - room);
      collector.add(s.x[i] + room);
    }
    if (!panel.x.categories.empty()) continue;
    for (const Box& b : s.boxes) {  // boxes lie along a numeric x axis
      for (double v : {b.whiskerLow, b.whiskerHigh}) collector.add(v);
      for (double v : b.outliers) collector.add(v);
    }
  }
  for (const Rule& rule : panel.rules) {
    if (rule.vertical) collector.add(rule.at);
  }
  return collector.range(panel.x);
}

Range yRange(const Panel& panel) {
  Collector collector(panel.y.logarithmic);
  std::map<double, double> stacks;
  for (const Series& s : panel.series) {
    if (isBars(s) && !panel.y.logarithmic) collector.add(0);
    for (std::size_t i = 0; i < s.x.size(); ++i) {
      if (!isVisible(panel, s, i)) continue;
      if (s.kind == Series::Kind::StackedBars) {
        collector.add(stacks[s.x[i]] += s.y[i]);
        continue;
      }
      collector.add(s.y[i]);
      if (i < s.low.size() && i < s.high.size()) {
        collector.add(s.low[i]);
        collector.add(s.high[i]);
      }
    }
    if (panel.x.categories.empty()) continue;
    for (const Box& b : s.boxes) {
      for (double v : {b.whiskerLow, b.whiskerHigh}) collector.add(v);
      for (double v : b.outliers) collector.add(v);
    }
  }
  for (const Rule& rule : panel.rules) {
    if (!rule.vertical) collector.add(rule.at);
  }
  Range range = collector.range(panel.y);
  // A bar of one on a log axis would have no height.
  const bool bars = std::any_of(panel.series.begin(), panel.series.end(), isBars);
  if (bars && panel.y.logarithmic && !panel.y.minimum) range.low /= 2;
  return range;
}

Scale tightScaleFor(const Axis& axis, Range range, int wanted) { return scaleFor(fixed(axis, range), range, wanted); }

Scale scaleFor(const Axis& axis, Range range, int wanted) {
  if (!axis.categories.empty()) return categorical(axis);
  if (axis.logarithmic) return logarithmic(range, wanted);
  return linear(axis, range, wanted);
}

}  // namespace ghost::figure
