#include <algorithm>
#include <cmath>
#include <limits>

#include "figure/figure_data.h"

namespace ghost::figure {

double quantile(const std::vector<double>& ascending, double p) {
  if (ascending.empty()) return std::numeric_limits<double>::quiet_NaN();
  const double place = std::clamp(p, 0.0, 1.0) * static_cast<double>(ascending.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, ascending.size() - 1);
  return ascending[below] + (place - static_cast<double>(below)) * (ascending[above] - ascending[below]);
}

Box boxOf(std::vector<double> values, double at) {
  std::erase_if(values, [](double v) { return !std::isfinite(v); });
  Box box;
  box.at = at;
  box.count = static_cast<std::int64_t>(values.size());
  if (values.empty()) return box;
  std::sort(values.begin(), values.end());
  box.q1 = quantile(values, 0.25);
  box.median = quantile(values, 0.5);
  box.q3 = quantile(values, 0.75);
  const double reach = 1.5 * (box.q3 - box.q1);
  box.whiskerLow = box.q1;
  box.whiskerHigh = box.q3;
  double sum = 0;
  for (double v : values) {
    sum += v;
    if (v < box.q1 - reach || v > box.q3 + reach) {
      if (box.outliers.empty() || box.outliers.back() != v) box.outliers.push_back(v);
      continue;
    }
    // A quartile may lie between two values, so a whisker never ends inside the box.
    box.whiskerLow = std::min(box.whiskerLow, v);
    box.whiskerHigh = std::max(box.whiskerHigh, v);
  }
  box.mean = sum / static_cast<double>(values.size());
  return box;
}

}  // namespace ghost::figure
