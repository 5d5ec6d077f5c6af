#pragma once
#include <vector>

#include "views/paper/sheet.h"

class QPainter;

namespace ghost::paper {

/// Every distinct named series, rule and tree role of the figure, once, in order of appearance.
std::vector<LegendEntry> legendOf(const figure::FigureData& figure);
/// Sets entries in lines from `left` to `right`, the first one at `top`; returns the height used (0 without entries).
double flowLegend(std::vector<LegendEntry>& entries, double left, double right, double top, const Style& style);
void paintLegend(QPainter& painter, const std::vector<LegendEntry>& entries, const Style& style);

}  // namespace ghost::paper
