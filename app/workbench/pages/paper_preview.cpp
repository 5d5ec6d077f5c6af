#include "pages/paper_preview.h"

#include <algorithm>

#include <QPainter>

#include "shell/plain_text.h"
#include "views/paper/paper.h"

namespace ghost::workbench {

PaperPreview::PaperPreview(QWidget* parent) : QWidget(parent) {
  setMinimumSize(260, 200);
  setAccessibleName(tr("Preview of the printed figure"));
}

void PaperPreview::setSheet(const figure::FigureData& figure, double widthMm, double heightMm, const std::string& style) {
  m_figure = figure;
  m_style = style;
  const QSizeF natural = paper::paperSize(figure, widthMm, paper::style(style));
  m_size = {widthMm, heightMm > 0 ? heightMm : natural.height()};
  update();
}

void PaperPreview::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.fillRect(rect(), palette().color(QPalette::Mid));
  if (m_size.isEmpty()) return;
  constexpr double margin = 26, largest = 12;  // pixels; pixels a millimetre
  const double scale = std::min({(width() - 2 * margin) / m_size.width(), (height() - 2 * margin - 16) / m_size.height(), largest});
  if (scale <= 0) return;
  const QSizeF pixels = m_size * scale;
  const QPointF corner((width() - pixels.width()) / 2, (height() - pixels.height() - 16) / 2);
  painter.fillRect(QRectF(corner + QPointF(3, 3), pixels), QColor(0, 0, 0, 60));
  painter.fillRect(QRectF(corner, pixels), Qt::white);
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  painter.translate(corner);
  painter.setClipRect(QRectF(QPointF(0, 0), pixels));
  paper::paintFigure(painter, m_figure, m_size, paper::style(m_style), scale);
  painter.restore();
  painter.setPen(palette().color(QPalette::WindowText));
  painter.drawText(QRectF(0, corner.y() + pixels.height() + 6, width(), 18), Qt::AlignCenter,
                   tr("%1 × %2 mm, shown at %3 %").arg(m_size.width(), 0, 'f', 0).arg(m_size.height(), 0, 'f', 0).arg(std::round(scale / (logicalDpiX() / 25.4) * 100)));
}

}  // namespace ghost::workbench
