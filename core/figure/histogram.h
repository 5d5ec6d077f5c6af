#pragma once
#include <vector>

#include "figure/figure_data.h"

namespace ghost::figure {

/// Counts of `values` in equal bins that start at a round number; x = bin middles, barWidth = the whole bin.
struct Histogram {
  double begin = 0, width = 1;
  std::vector<double> counts;
};
/// Whole-number values, bins of whole width, value v of [begin, begin + width) lies in the first; at most `bins` of them. Bin of width 1 around value v.
Histogram countHistogram(const std::vector<double>& values, int bins);
/// Real values; bin width is 1, 2 or 5 times a power of ten, at most `bins` bins.
Histogram realHistogram(const std::vector<double>& values, int bins);

/// Bars touching each other, or their outline as Steps (for several runs in one panel).
Series histogramSeries(const Histogram& histogram, Series::Kind kind, const std::string& name, Role role, int index = 0);

}  // namespace ghost::figure
