#include "views/paper/clip.h"

#include <cmath>

namespace ghost::paper {

std::optional<QLineF> clipped(const QLineF& line, const QRectF& rect) {
  // Liang-Barsky: the parameter range of the line that satisfies all four borders.
  const double dx = line.dx(), dy = line.dy();
  const double step[4] = {-dx, dx, -dy, dy};
  const double room[4] = {line.x1() - rect.left(), rect.right() - line.x1(), line.y1() - rect.top(), rect.bottom() - line.y1()};
  double from = 0, to = 1;
  for (int i = 0; i < 4; ++i) {
    if (step[i] == 0) {
      if (room[i] < 0) return std::nullopt;
      continue;
    }
    const double at = room[i] / step[i];
    if (step[i] < 0) {
      from = std::max(from, at);
    } else {
      to = std::min(to, at);
    }
  }
  if (from > to) return std::nullopt;
  return QLineF(line.pointAt(from), line.pointAt(to));
}

std::vector<QPolygonF> clippedLine(const QPolygonF& line, const QRectF& rect) {
  std::vector<QPolygonF> parts;
  bool open = false;
  for (qsizetype i = 1; i < line.size(); ++i) {
    const QLineF whole(line[i - 1], line[i]);
    const bool isNumber = std::isfinite(whole.x1()) && std::isfinite(whole.y1()) && std::isfinite(whole.x2()) && std::isfinite(whole.y2());
    const auto segment = isNumber ? clipped(whole, rect) : std::nullopt;
    if (!segment) {
      open = false;
      continue;
    }
    if (!open) parts.push_back(QPolygonF{segment->p1()});
    parts.back() << segment->p2();
    open = segment->p2() == whole.p2();
  }
  return parts;
}

}  // namespace ghost::paper
