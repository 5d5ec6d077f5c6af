#include "views/chart/chart_overlay.h"

#include <cmath>

#include <QPainter>

#include "views/chart/rich_label.h"

namespace ghost::chart {

ChartOverlay::ChartOverlay(QWidget* parent) : QWidget(parent) {
  setAttribute(Qt::WA_TransparentForMouseEvents);
  setAttribute(Qt::WA_NoSystemBackground);
}

void ChartOverlay::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setFont(theme::font(8.5));
  const QFontMetricsF metrics(painter.font());
  for (const Label& label : labels) {
    const double width = metrics.horizontalAdvance(label.text) + 6;
    QRectF box = label.vertical ? QRectF(label.at.x() + 3, plot.top() + 2, width, metrics.height()) : QRectF(plot.right() - width - 2, label.at.y() - metrics.height() - 1, width, metrics.height());
    if (box.right() > plot.right()) box.moveRight(label.at.x() - 3);
    if (box.top() < plot.top()) box.moveTop(label.at.y() + 1);
    QColor ground = theme::ground(mode);
    ground.setAlpha(210);
    painter.fillRect(box, ground);
    painter.setPen(theme::ink(mode));
    painter.drawText(box, Qt::AlignCenter, label.text);
  }
  if (!pointerX || card.isEmpty()) return;
  painter.setPen(QPen(theme::faintInk(mode), 1, Qt::DotLine));
  painter.drawLine(QPointF(*pointerX, plot.top()), QPointF(*pointerX, plot.bottom()));
  double width = 0;
  for (const QString& line : card) width = std::max(width, metrics.horizontalAdvance(line));
  QRectF box(*pointerX + 10, plot.top() + 6, width + 14, static_cast<double>(card.size()) * metrics.lineSpacing() + 8);
  if (box.right() > plot.right()) box.moveRight(*pointerX - 10);
  QColor ground = theme::ground(mode);
  ground.setAlpha(235);
  painter.setPen(QPen(theme::faintInk(mode), 1));
  painter.setBrush(ground);
  painter.drawRoundedRect(box, 4, 4);
  painter.setPen(theme::ink(mode));
  for (qsizetype i = 0; i < card.size(); ++i) painter.drawText(QPointF(box.left() + 7, box.top() + 4 + metrics.ascent() + static_cast<double>(i) * metrics.lineSpacing()), card[i]);
}

QStringList valuesNear(const figure::Panel& panel, double x, double tolerance) {
  QStringList lines;
  double nearest = NAN;
  for (const auto& s : panel.series)
    for (std::size_t i = 0; i < s.x.size() && i < s.y.size(); ++i)
      if (figure::isVisible(panel, s, i) && std::abs(s.x[i] - x) <= tolerance && !(std::abs(s.x[i] - x) >= std::abs(nearest - x))) nearest = s.x[i];
  if (std::isnan(nearest)) return lines;
  const auto category = static_cast<std::size_t>(std::max(0.0, std::round(nearest)));
  const bool named = category < panel.x.categories.size();
  lines += named ? QString::fromStdString(panel.x.categories[category]) : QStringLiteral("%1: %2").arg(plainLabel(panel.x.label)).arg(nearest, 0, 'g', 6);
  constexpr int mostLines = 12;
  for (const auto& s : panel.series) {
    for (std::size_t i = 0; i < s.x.size() && i < s.y.size() && lines.size() < mostLines; ++i) {
      if (!figure::isVisible(panel, s, i) || std::abs(s.x[i] - nearest) > 1e-9 * std::max(1.0, std::abs(nearest))) continue;
      const QString name = s.name.empty() ? plainLabel(panel.y.label) : QString::fromStdString(s.name);
      lines += QStringLiteral("%1: %2").arg(name).arg(s.y[i], 0, 'g', 5);
      break;
    }
  }
  return lines;
}

}  // namespace ghost::chart
