#include "views/paper/axes.h"

#include <algorithm>
#include <cmath>

#include <QPainter>

namespace ghost::paper {

namespace {

Letters tickLetters(const figure::Axis& axis, const figure::Tick& tick, const Style& style) {
  return axis.categories.empty() ? Letters::markup(tick.label, style.tick, style.smallest) : Letters::plain(tick.label, style.tick);
}

void paintHorizontal(QPainter& painter, const PanelPlace& place, const Style& style) {
  const QRectF& plot = place.plot;
  const bool categories = !place.panel->x.categories.empty();
  const double room = place.outer.bottom() - plot.bottom() - tickLength - 1.5 - (place.panel->x.label.empty() ? 0 : 1.35 * style.label + 1);
  std::vector<std::string> names;
  for (const figure::Tick& tick : place.x.ticks) names.push_back(tick.label);
  if (place.uprightCategories) names = fittedTogether(names, style.tick, room);
  for (std::size_t i = 0; i < names.size(); ++i) {
    const figure::Tick& tick = place.x.ticks[i];
    const double x = place.mapX(tick.at), length = tick.label.empty() ? 0.6 * tickLength : tickLength;
    painter.setPen(QPen(style.ink(), style.axis, Qt::SolidLine, Qt::FlatCap));
    if (!categories) painter.drawLine(QPointF(x, plot.bottom()), QPointF(x, plot.bottom() + length));
    if (tick.label.empty()) continue;
    const QPointF below(x, plot.bottom() + tickLength + 1.5);
    if (place.uprightCategories) {
      Letters::plain(names[i], style.tick).drawCentred(painter, below, 1, style.ink(), 90);
    } else {
      tickLetters(place.panel->x, tick, style).draw(painter, below + QPointF(0, Letters::ascent(style.tick) * 0.88), 0.5, style.ink());
    }
  }
  const double base = place.outer.bottom() - 0.32 * style.label;
  // Below the middle of the plot, as far as the panel lets a long label.
  const Letters label = fittedMarkup(place.panel->x.label, style.label, style.smallest, place.outer.width() - 2);
  const double half = label.width() / 2, middle = std::clamp(plot.center().x(), place.outer.left() + half, std::max(place.outer.left() + half, place.outer.right() - half));
  label.draw(painter, QPointF(middle, base), 0.5, style.ink());
}

void paintVertical(QPainter& painter, const PanelPlace& place, const Style& style) {
  const QRectF& plot = place.plot;
  const bool categories = !place.panel->y.categories.empty();
  for (const figure::Tick& tick : place.y.ticks) {
    const double y = place.mapY(tick.at), length = tick.label.empty() ? 0.6 * tickLength : tickLength;
    painter.setPen(QPen(style.ink(), style.axis, Qt::SolidLine, Qt::FlatCap));
    if (!categories) painter.drawLine(QPointF(plot.left() - length, y), QPointF(plot.left(), y));
    if (!place.sharesAxis) tickLetters(place.panel->y, tick, style).drawCentred(painter, QPointF(plot.left() - tickLength - 1.5, y), 1, style.ink());
  }
  if (place.sharesAxis) return;
  // In a figure squeezed to a given height a long label gets smaller letters, as far as they may.
  const QPointF at(place.outer.left() + upright(*place.panel, style), plot.center().y());
  double points = style.label;
  while (points > style.smallest && Letters::markup(place.panel->y.label, points, style.smallest).width() > plot.height()) points -= 0.25;
  fittedMarkup(place.panel->y.label, points, style.smallest, plot.height()).draw(painter, at, 0.5, style.ink(), 90);
}

}  // namespace

void paintGrid(QPainter& painter, const PanelPlace& place, const Style& style) {
  painter.setPen(QPen(style.grid(), style.hair, Qt::SolidLine, Qt::FlatCap));
  for (const figure::Tick& tick : place.y.ticks) {
    if (tick.label.empty() || !place.panel->y.categories.empty()) continue;
    painter.drawLine(QPointF(place.plot.left(), place.mapY(tick.at)), QPointF(place.plot.right(), place.mapY(tick.at)));
  }
}

void paintAxes(QPainter& painter, const PanelPlace& place, const Style& style) {
  painter.setPen(QPen(style.ink(), style.axis, Qt::SolidLine, Qt::SquareCap));
  if (place.panel->cells.empty()) {  // a heatmap is its own frame
    painter.drawLine(place.plot.bottomLeft(), place.plot.bottomRight());
    painter.drawLine(place.plot.topLeft(), place.plot.bottomLeft());
  }
  paintHorizontal(painter, place, style);
  paintVertical(painter, place, style);
}

void paintTitle(QPainter& painter, const PanelPlace& place, const Style& style) {
  const double base = place.outer.top() + Letters::ascent(style.title);
  double x = place.outer.left() + 2;
  if (!place.letter.empty()) {
    const Letters letter = Letters::plain(place.letter, style.title, true);
    letter.draw(painter, QPointF(x, base), 0, style.ink());
    x += letter.width() + 0.4 * style.title;
  }
  if (!place.panel->title.empty()) fitted(place.panel->title, style.title, place.outer.right() - x).draw(painter, QPointF(x, base), 0, style.ink());
}

}  // namespace ghost::paper
