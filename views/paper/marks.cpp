#include "views/paper/marks.h"

#include <array>
#include <cmath>

#include <QPainter>
#include <QPainterPath>
#include <QPolygonF>

#include "views/paper/clip.h"

namespace ghost::paper {

namespace {

/// A hatch: parallel strokes at an angle (degrees, two for a cross hatch), `gap` points apart. Gap 0 = plain.
struct Hatch {
  double angle = 0, gap = 0;
  bool crossed = false;
};
constexpr std::array<Hatch, 6> hatches{{{0, 0}, {45, 3.2}, {-45, 3.2}, {90, 2.4}, {45, 3.6, true}, {0, 2.4}}};

void strokes(QPainter& painter, const QRectF& rect, double angle, double gap) {
  const double turn = angle * M_PI / 180;
  const QPointF along(std::cos(turn), -std::sin(turn)), across(std::sin(turn), std::cos(turn));
  // Counted from the page's origin, so that neighbouring bars of one series continue each other's hatch.
  double low = 1e30, high = -1e30, from = 1e30, to = -1e30;
  for (const QPointF& corner : {rect.topLeft(), rect.topRight(), rect.bottomLeft(), rect.bottomRight()}) {
    const double a = QPointF::dotProduct(corner, across), b = QPointF::dotProduct(corner, along);
    low = std::min(low, a);
    high = std::max(high, a);
    from = std::min(from, b);
    to = std::max(to, b);
  }
  for (double offset = std::ceil(low / gap) * gap; offset <= high; offset += gap) {
    if (const auto stroke = clipped(QLineF(across * offset + along * from, across * offset + along * to), rect)) painter.drawLine(*stroke);
  }
}

QPolygonF regular(QPointF centre, double radius, int corners, double start) {
  QPolygonF polygon;
  for (int i = 0; i < corners; ++i) {
    const double angle = start + 2 * M_PI * i / corners;
    polygon << centre + radius * QPointF(std::cos(angle), std::sin(angle));
  }
  return polygon;
}

}  // namespace

int lookOf(figure::Role role, int index) {
  switch (role) {
    case figure::Role::Head: return 0;
    case figure::Role::Tail: return 1;
    case figure::Role::Neutral: return 0;
    default: return index;
  }
}

QPen linePen(const figure::Series& series, const Style& style, bool byLook) {
  static const std::array<QList<qreal>, 6> patterns{QList<qreal>{}, {5, 2}, {1.2, 1.6}, {6, 1.8, 1.2, 1.8}, {8, 3}, {3, 1.5}};
  QPen pen(style.colour(series.role, series.index), style.line, Qt::SolidLine, Qt::FlatCap, Qt::RoundJoin);
  const auto look = static_cast<std::size_t>(lookOf(series.role, series.index)) % patterns.size();
  const QList<qreal>& pattern = byLook ? patterns[look] : series.dashed ? patterns[1] : patterns[0];
  if (!pattern.isEmpty()) pen.setDashPattern(pattern);
  return pen;
}

void drawMarker(QPainter& painter, QPointF centre, int look, double size, const QColor& colour) {
  painter.save();
  painter.setPen(QPen(Qt::white, size * 0.12));
  painter.setBrush(colour);
  const double r = size / 2;
  switch (look % 6) {
    case 0: painter.drawEllipse(centre, r, r); break;
    case 1: painter.drawRect(QRectF(centre.x() - 0.88 * r, centre.y() - 0.88 * r, 1.76 * r, 1.76 * r)); break;
    case 2: painter.drawPolygon(regular(centre + QPointF(0, 0.15 * r), 1.2 * r, 3, -M_PI / 2)); break;
    case 3: painter.drawPolygon(regular(centre, 1.2 * r, 4, 0)); break;
    case 4: painter.drawPolygon(regular(centre - QPointF(0, 0.15 * r), 1.2 * r, 3, M_PI / 2)); break;
    default: painter.drawPolygon(regular(centre, 1.1 * r, 5, -M_PI / 2)); break;
  }
  painter.restore();
}

void stampDots(QPainter& painter, const std::vector<QPointF>& centres, double size, const QColor& colour) {
  if (centres.empty()) return;
  // Lines of no length with round ends; a hundredth of a point is finer than any printer, and keeps the numbers short.
  const auto rounded = [](double at) { return std::round(at * 100) / 100; };
  QPainterPath path;
  for (const QPointF& centre : centres) {
    const QPointF at(rounded(centre.x()), rounded(centre.y()));
    path.moveTo(at);
    path.lineTo(at + QPointF(0.01, 0));
  }
  painter.save();
  painter.setBrush(Qt::NoBrush);
  painter.setPen(QPen(colour, size, Qt::SolidLine, Qt::RoundCap));
  painter.drawPath(path);
  painter.restore();
}

bool needsHatches(const figure::Panel& panel) {
  int areas = 0;
  for (const figure::Series& s : panel.series) areas += s.kind == figure::Series::Kind::Bars || s.kind == figure::Series::Kind::StackedBars ? 1 : 0;
  return areas > 1;
}

void fillHatched(QPainter& painter, const QRectF& rect, figure::Role role, int index, const Style& style) {
  if (rect.isEmpty()) return;
  const QColor fill = style.colour(role, index);
  painter.fillRect(rect, fill);
  const Hatch& hatch = hatches[static_cast<std::size_t>(lookOf(role, index)) % hatches.size()];
  if (hatch.gap <= 0) return;
  painter.save();
  painter.setPen(QPen(Qt::white, 0.5, Qt::SolidLine, Qt::FlatCap));
  strokes(painter, rect, hatch.angle, hatch.gap);
  if (hatch.crossed) strokes(painter, rect, -hatch.angle, hatch.gap);
  painter.restore();
}

}  // namespace ghost::paper
