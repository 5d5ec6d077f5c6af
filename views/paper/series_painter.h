#pragma once
#include "views/paper/sheet.h"

class QPainter;

namespace ghost::paper {

/// Bars, bands, lines, steps, points, boxes and rules of a panel, inside its plot.
void paintSeries(QPainter& painter, const PanelPlace& place, const Style& style);

/// Cells with their values, and the colour bar at the right.
void paintHeatmap(QPainter& painter, const PanelPlace& place, const Style& style);

/// Edges, rectangles and glyphs of a tree, as vectors.
void paintTree(QPainter& painter, const PanelPlace& place, const Style& style);

}  // namespace ghost::paper
