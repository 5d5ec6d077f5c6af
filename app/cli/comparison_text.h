#pragma once
#include "console.h"

namespace ghost::cli {

/// The result of eval::compare() for a person, at K = 10: the metrics with CNS, their 95 % intervals, the differences to the baseline, and means over seeds where runs
/// differ in nothing else.
void sayComparison(Console& console, const OrderedJson& result);

}  // namespace ghost::cli
