#include <algorithm>
#include <cmath>
#include <optional>

#include <QPainter>

#include "views/paper/clip.h"
#include "views/paper/series_painter.h"

namespace ghost::paper {

namespace {

/// Values to colours: sequential from lowest to highest, or diverging with equal room on both sides of the centre.
class ColourScale {
 public:
  ColourScale(const figure::Panel& panel, const Style& style) : m_style(style), m_centre(panel.cellCentre) {
    std::optional<double> low, high;
    for (const figure::Cell& cell : panel.cells) {
      if (!cell.value || !std::isfinite(*cell.value)) continue;
      low = std::min(low.value_or(*cell.value), *cell.value);
      high = std::max(high.value_or(*cell.value), *cell.value);
    }
    m_isEmpty = !low;
    m_low = low.value_or(0);
    m_high = high.value_or(1);
    if (m_centre) {
      const double reach = std::max({std::abs(m_low - *m_centre), std::abs(m_high - *m_centre), 1e-12});
      m_low = *m_centre - reach;
      m_high = *m_centre + reach;
    } else if (m_low == m_high) {  // one value: the middle of the scale
      const double room = m_low == 0 ? 1 : std::abs(m_low) * 0.1;
      m_low -= room;
      m_high += room;
    }
  }
  double low() const { return m_low; }
  double high() const { return m_high; }
  bool isEmpty() const { return m_isEmpty; }
  QColor at(double value) const {
    const double t = (value - m_low) / (m_high - m_low);
    return m_style.print(m_centre ? theme::diverging(2 * t - 1) : theme::sequential(t));
  }

 private:
  const Style& m_style;
  std::optional<double> m_centre;
  double m_low = 0, m_high = 1;
  bool m_isEmpty = false;
};

/// The widest text of cells (with or without a value) in points.
double widestText(const figure::Panel& panel, bool filled, double points) {
  double width = 0;
  for (const figure::Cell& cell : panel.cells) {
    if (cell.value.has_value() == filled) width = std::max(width, Letters::plain(cell.text, points).width());
  }
  return width;
}

/// Size at which all texts of one sort fit their cells, 0 when even the smallest doesn't.
double textSize(const figure::Panel& panel, bool filled, QSizeF cell, const Style& style) {
  for (double points : {style.tick, style.smallest}) {
    if (widestText(panel, filled, points) <= cell.width() - 2 && 1.1 * points <= cell.height()) return points;
  }
  return 0;
}

void paintEmptyCell(QPainter& painter, const QRectF& rect, const Style& style) {
  painter.fillRect(rect, style.print(QColor(0xF4, 0xF4, 0xF4)));
  painter.setPen(QPen(style.print(QColor(0xB0, 0xB0, 0xB0)), style.hair, Qt::DashLine, Qt::FlatCap));
  painter.setBrush(Qt::NoBrush);
  painter.drawRect(rect.adjusted(0.4, 0.4, -0.4, -0.4));
}

void paintColourBar(QPainter& painter, const PanelPlace& place, const ColourScale& colours, const Style& style) {
  const QRectF& plot = place.plot;
  const QRectF bar(plot.right() + 5, plot.top(), 7, plot.height());
  constexpr int steps = 64;
  for (int i = 0; i < steps; ++i) {  // each step reaches under the next, else viewers show hairlines between them
    const double low = static_cast<double>(i) / steps, high = std::min(1.0, (i + 1.5) / steps);
    const QRectF piece(QPointF(bar.left(), bar.bottom() - high * bar.height()), QPointF(bar.right(), bar.bottom() - low * bar.height()));
    painter.fillRect(piece, colours.at(colours.low() + (low + 0.5 / steps) * (colours.high() - colours.low())));
  }
  const figure::Scale scale = colourBar(*place.panel, bar.height(), style);
  painter.setPen(QPen(style.ink(), style.axis, Qt::SolidLine, Qt::FlatCap));
  painter.setBrush(Qt::NoBrush);
  painter.drawRect(bar);
  for (const figure::Tick& tick : scale.ticks) {
    const double y = bar.bottom() - scale.place(tick.at) * bar.height();
    painter.setPen(QPen(style.ink(), style.axis, Qt::SolidLine, Qt::FlatCap));
    painter.drawLine(QPointF(bar.right(), y), QPointF(bar.right() + tickLength, y));
    Letters::markup(tick.label, style.tick, style.smallest).drawCentred(painter, QPointF(bar.right() + tickLength + 1.5, y), 0, style.ink());
  }
  const QPointF label(place.outer.right() - 0.3 * style.label, bar.center().y());
  fittedMarkup(place.panel->cellLabel, style.label, style.smallest, bar.height() + 4).draw(painter, label, 0.5, style.ink(), 90);
}

}  // namespace

figure::Scale colourBar(const figure::Panel& panel, double height, const Style& style) {
  const ColourScale colours(panel, style);
  return figure::tightScaleFor({}, {colours.low(), colours.high()}, std::clamp(static_cast<int>(height / (3.2 * style.tick)), 2, 6));
}

void paintHeatmap(QPainter& painter, const PanelPlace& place, const Style& style) {
  const figure::Panel& panel = *place.panel;
  const ColourScale colours(panel, style);
  const QSizeF size(place.plot.width() / static_cast<double>(std::max<std::size_t>(1, panel.x.categories.size())),
                    place.plot.height() / static_cast<double>(std::max<std::size_t>(1, panel.y.categories.size())));
  const double filledSize = textSize(panel, true, size, style), emptySize = textSize(panel, false, size, style);
  for (const figure::Cell& cell : panel.cells) {
    const QRectF rect(QPointF(place.mapX(cell.column - 0.5), place.mapY(cell.row + 0.5)), size);
    const QColor fill = cell.value ? colours.at(*cell.value) : QColor(Qt::white);
    if (cell.value) {
      painter.fillRect(rect, fill);
    } else {
      paintEmptyCell(painter, rect, style);
    }
    const double points = cell.value ? filledSize : emptySize;
    if (points > 0) Letters::plain(cell.text, points).drawCentred(painter, rect.center(), 0.5, cell.value ? theme::textOn(fill) : style.faint());
  }
  painter.setPen(QPen(Qt::white, 0.7, Qt::SolidLine, Qt::FlatCap));
  for (const figure::Cell& cell : panel.cells) {
    if (!cell.value) continue;
    const QRectF rect(QPointF(place.mapX(cell.column - 0.5), place.mapY(cell.row + 0.5)), size);
    painter.drawLine(rect.topRight(), rect.bottomRight());
    painter.drawLine(rect.topLeft(), rect.topRight());
  }
  if (!colours.isEmpty()) paintColourBar(painter, place, colours, style);
}

}  // namespace ghost::paper
