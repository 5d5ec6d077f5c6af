#pragma once
#include <optional>
#include <vector>

#include <QLineF>
#include <QPolygonF>
#include <QRectF>

namespace ghost::paper {

/// Cutting by hand: the SVG writer of Qt knows no clip region, and nothing may be drawn outside a plot.

/// The part of a line inside the rectangle.
std::optional<QLineF> clipped(const QLineF& line, const QRectF& rect);
/// The parts of an open polyline inside the rectangle; a point that is no number parts it.
std::vector<QPolygonF> clippedLine(const QPolygonF& line, const QRectF& rect);

}  // namespace ghost::paper
