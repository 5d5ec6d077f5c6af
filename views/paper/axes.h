#pragma once
#include "views/paper/sheet.h"

class QPainter;

namespace ghost::paper {

/// Axis lines, ticks, labels and a faint grid of one panel with axes.
void paintGrid(QPainter& painter, const PanelPlace& place, const Style& style);
void paintAxes(QPainter& painter, const PanelPlace& place, const Style& style);
/// "(a) title" above the panel.
void paintTitle(QPainter& painter, const PanelPlace& place, const Style& style);

}  // namespace ghost::paper
