#include <cmath>

#include <QPainter>

#include "views/paper/axes.h"
#include "views/paper/legend.h"
#include "views/paper/paper.h"
#include "views/paper/series_painter.h"
#include "views/paper/sheet.h"

namespace ghost::paper {

namespace {

constexpr double pointsPerMm = 72 / 25.4;

void paintPanel(QPainter& painter, const PanelPlace& place, const Style& style) {
  paintTitle(painter, place, style);
  if (!place.panel->tree.empty()) return paintTree(painter, place, style);
  if (!place.panel->cells.empty()) {
    paintHeatmap(painter, place, style);
  } else {
    paintGrid(painter, place, style);
    paintSeries(painter, place, style);
  }
  paintAxes(painter, place, style);
}

void paintReason(QPainter& painter, const std::string& reason, QSizeF size, const Style& style) {
  double y = size.height() / 2;
  for (const std::string& line : wrapped(reason, style.tick, size.width() - 8)) {
    Letters::plain(line, style.tick).draw(painter, QPointF(size.width() / 2, y), 0.5, style.faint());
    y += 1.3 * style.tick;
  }
}

}  // namespace

QSizeF paperSize(const figure::FigureData& figure, double widthMm, const Style& style) {
  if (figure.panels.empty()) return QSizeF(widthMm, widthMm * 0.4);
  return QSizeF(widthMm, layOut(figure, widthMm * pointsPerMm, 0, style).size.height() / pointsPerMm);
}

void paintFigure(QPainter& painter, const figure::FigureData& figure, QSizeF sizeMm, const Style& style, double unitsPerMm) {
  painter.save();
  painter.scale(unitsPerMm / pointsPerMm, unitsPerMm / pointsPerMm);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setRenderHint(QPainter::TextAntialiasing);
  const QSizeF size = sizeMm * pointsPerMm;
  if (figure.panels.empty()) {
    paintReason(painter, figure.emptyReason, size, style);
  } else {
    // At the natural height every row of panels has its own; at another one all rows share it.
    Sheet sheet = layOut(figure, size.width(), 0, style);
    if (std::abs(sheet.size.height() - size.height()) > 0.01) sheet = layOut(figure, size.width(), size.height(), style);
    if (!sheet.heading.empty()) fitted(sheet.heading, style.title, size.width() - 4).draw(painter, QPointF(2, 1 + Letters::ascent(style.title)), 0, style.ink());
    paintLegend(painter, sheet.legend, style);
    for (const PanelPlace& place : sheet.panels) paintPanel(painter, place, style);
    for (const auto& [at, remark] : sheet.remarks) Letters::plain(remark, style.remark).draw(painter, at, 0, style.faint());
  }
  painter.restore();
}

}  // namespace ghost::paper
