#pragma once
#include <vector>

#include <QPen>
#include <QPointF>
#include <QRectF>

#include "figure/figure_data.h"
#include "views/paper/style.h"

class QPainter;

namespace ghost::paper {

/// What doubles a colour, so that grey print and colour-blind readers can tell series apart: a dash pattern and a marker for lines, a hatch for areas.

/// Number of the look: head 0, tail 1, series after those.
int lookOf(figure::Role role, int index);
/// `byLook`: the pattern says which series it is; otherwise solid, or dashed where the series is.
QPen linePen(const figure::Series& series, const Style& style, bool byLook);
void drawMarker(QPainter& painter, QPointF centre, int look, double size, const QColor& colour);
/// Round dots of one size and colour as a single shape: a crowd of markers takes some 20 bytes each in a vector file instead of some 300.
void stampDots(QPainter& painter, const std::vector<QPointF>& centres, double size, const QColor& colour);
/// True when areas of several looks stand in the panel, so that hatches tell them apart.
bool needsHatches(const figure::Panel& panel);
/// A filled rectangle with the hatch of its look (none for head and neutral), strokes clipped to it.
void fillHatched(QPainter& painter, const QRectF& rect, figure::Role role, int index, const Style& style);

}  // namespace ghost::paper
