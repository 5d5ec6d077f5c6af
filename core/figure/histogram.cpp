#include "figure/histogram.h"

#include <algorithm>
#include <cmath>

namespace ghost::figure {

namespace {

Histogram filled(const std::vector<double>& values, double begin, double width) {
  Histogram histogram{begin, width, {}};
  for (double v : values) {
    const auto bin = static_cast<std::size_t>(std::max(0.0, std::floor((v - begin) / width + 1e-9)));
    if (bin >= histogram.counts.size()) histogram.counts.resize(bin + 1, 0);
    histogram.counts[bin] += 1;
  }
  return histogram;
}

}  // namespace

Histogram countHistogram(const std::vector<double>& values, int bins) {
  if (values.empty()) return {};
  const double largest = *std::max_element(values.begin(), values.end());
  const double width = std::max(1.0, std::ceil((largest + 1) / std::max(1, bins)));
  return filled(values, -0.5, width);
}

Histogram realHistogram(const std::vector<double>& values, int bins) {
  if (values.empty()) return {};
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  const double raw = std::max((*high - *low) / std::max(1, bins - 1), 1e-9);
  double width = std::pow(10, std::floor(std::log10(raw)));
  for (double factor : {1.0, 2.0, 5.0, 10.0}) {
    if (width * factor >= raw) {
      width *= factor;
      break;
    }
  }
  return filled(values, std::floor(*low / width) * width, width);
}

Series histogramSeries(const Histogram& histogram, Series::Kind kind, const std::string& name, Role role, int index) {
  Series series;
  series.name = name;
  series.role = role;
  series.index = index;
  series.kind = kind;
  series.barWidth = histogram.width;
  for (std::size_t i = 0; i < histogram.counts.size(); ++i) {
    series.x.push_back(histogram.begin + (static_cast<double>(i) + 0.5) * histogram.width);
    series.y.push_back(histogram.counts[i]);
  }
  return series;
}

}  // namespace ghost::figure
