#pragma once
#include <vector>

#include <QColor>
#include <QList>
#include <QPointF>
#include <QString>

#include "figure/figure_data.h"
#include "views/chart/axis_range.h"
#include "views/theme/theme.h"

namespace ghost::chart {

/// One drawable of a chart: what Qt Charts gets a series (or an area between two) for. Plain values in axis units, so that they can be tested and compared
/// without a chart, and exchanged under a chart that is on screen.
struct Shape {
  enum class Kind { Line, Points, Area } kind = Kind::Line;
  QList<QPointF> points;      ///< Area: the upper edge
  QList<QPointF> lower;       ///< Area only
  QColor stroke, fill;
  double width = 1.6;
  bool dashed = false;
  QString legend;             ///< empty = not in the legend
};

struct Plot {
  AxisRange x, y;
  std::vector<Shape> shapes;  ///< back to front
  int hidden = 0;             ///< points that the axes can't show (NaN; <= 0 on a logarithmic axis)
};

/// A panel without cells and tree, made ready for a plot `columns` pixels wide: values cleaned for the axes, lines thinned, bars side by side or stacked,
/// boxes as rectangles, whiskers and outliers.
Plot plotOf(const figure::Panel& panel, int columns, theme::Mode mode);

}  // namespace ghost::chart
