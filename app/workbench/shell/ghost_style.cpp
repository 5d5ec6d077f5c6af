#include "shell/ghost_style.h"

#include <algorithm>

#include <QPainter>
#include <QStyleFactory>
#include <QStyleOption>

namespace ghost::workbench {

namespace {

/// A box with a tick, a bar for "some", or nothing in it.
void drawBox(const QStyleOption& option, QPainter& painter) {
  const bool on = option.state & QStyle::State_On, some = option.state & QStyle::State_NoChange, enabled = option.state & QStyle::State_Enabled;
  const double side = std::min(option.rect.width(), option.rect.height()) - 2;
  QRectF box(0, 0, side, side);
  box.moveCenter(QRectF(option.rect).center());
  const QPalette& palette = option.palette;
  const QColor outline = palette.color(enabled ? QPalette::Active : QPalette::Disabled, QPalette::PlaceholderText);
  const QColor accent = enabled ? palette.color(QPalette::Highlight) : outline;
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(QPen(on || some ? accent : option.state & QStyle::State_MouseOver ? palette.color(QPalette::Text) : outline, 1.2));
  painter.setBrush(on || some ? accent : palette.color(QPalette::Base));
  painter.drawRoundedRect(box, 2.5, 2.5);
  painter.setPen(QPen(palette.color(QPalette::HighlightedText), std::max(1.6, side / 8), Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
  const auto at = [&](double x, double y) { return box.topLeft() + QPointF(x * side, y * side); };
  if (on) painter.drawPolyline(QPolygonF{at(0.22, 0.52), at(0.42, 0.73), at(0.79, 0.28)});
  else if (some) painter.drawLine(at(0.25, 0.5), at(0.75, 0.5));
  painter.restore();
}

}  // namespace

GhostStyle::GhostStyle() : QProxyStyle(QStyleFactory::create(QStringLiteral("Fusion"))) {}

void GhostStyle::drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter, const QWidget* widget) const {
  if (element == PE_IndicatorCheckBox || element == PE_IndicatorItemViewItemCheck) return drawBox(*option, *painter);
  QProxyStyle::drawPrimitive(element, option, painter, widget);
}

QRect GhostStyle::subElementRect(SubElement element, const QStyleOption* option, const QWidget* widget) const {
  const auto* header = qstyleoption_cast<const QStyleOptionHeader*>(option);
  if (element != SE_HeaderArrow || !header || header->orientation != Qt::Horizontal) return QProxyStyle::subElementRect(element, option, widget);
  constexpr int arrow = 9, gap = 3, padding = 6;
  int text = 0;
  for (const QString& line : header->text.split('\n')) text = std::max(text, header->fontMetrics.horizontalAdvance(line));
  const QRect& rect = header->rect;
  const bool right = header->textAlignment & Qt::AlignRight;
  const int wanted = right ? rect.right() - padding - text - gap - arrow : rect.left() + padding + text + gap;
  // Where the heading fills its column the arrow keeps to the edge.
  const int x = std::clamp(wanted, rect.left() + 1, std::max(rect.left() + 1, rect.right() - arrow));
  return {x, rect.center().y() - arrow / 2, arrow, arrow};
}

}  // namespace ghost::workbench
