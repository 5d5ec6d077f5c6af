#include "views/chart/heatmap.h"

#include <algorithm>
#include <cmath>

#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QTextDocument>
#include <QToolTip>

#include "views/chart/rich_label.h"

namespace ghost::chart {

using figure::Cell;

struct Heatmap::Impl {
  Heatmap* self;
  figure::Panel panel;
  theme::Mode mode = theme::Mode::Light;
  std::string selected;
  int hovered = -1;
  double low = 0, high = 1;

  int columns() const { return std::max<int>(1, static_cast<int>(panel.x.categories.size())); }
  int rows() const { return std::max<int>(1, static_cast<int>(panel.y.categories.size())); }
  QRectF plot() const {
    double labels = 20;
    const QFontMetricsF metrics(theme::font(9));
    for (const auto& name : panel.y.categories) labels = std::max(labels, metrics.horizontalAdvance(QString::fromStdString(name)));
    const QRectF room = QRectF(self->rect()).adjusted(labels + 40, 12, -92, -52);
    // Cells stay readable when the widget is wide: at most 1.7 times as wide as high.
    const double height = room.height() / rows(), width = std::min(room.width() / columns(), 1.7 * height);
    return QRectF(room.left(), room.top(), std::max(10.0, width * columns()), std::max(10.0, room.height()));
  }
  QRectF rectangle(int column, int row) const {
    const QRectF area = plot();
    const double w = area.width() / columns(), h = area.height() / rows();
    return {area.left() + column * w, area.bottom() - (row + 1) * h, w, h};
  }
  int cellAt(QPointF pixel) const {
    for (std::size_t i = 0; i < panel.cells.size(); ++i)
      if (rectangle(panel.cells[i].column, panel.cells[i].row).contains(pixel)) return static_cast<int>(i);
    return -1;
  }
  QColor colourOf(double value) const {
    if (panel.cellCentre) {
      const double reach = std::max({std::abs(high - *panel.cellCentre), std::abs(low - *panel.cellCentre), 1e-300});
      return theme::diverging((value - *panel.cellCentre) / reach);
    }
    return theme::sequential(high > low ? (value - low) / (high - low) : 0.5);
  }
  void paintCell(QPainter& painter, int index) const;
  void paintAxes(QPainter& painter) const;
  void paintBar(QPainter& painter) const;
};

Heatmap::Heatmap(QWidget* parent) : QWidget(parent), m_impl(std::make_unique<Impl>()) {
  m_impl->self = this;
  setMouseTracking(true);
  setFocusPolicy(Qt::StrongFocus);
  setMinimumSize(260, 200);
  setAccessibleName(QStringLiteral("Heatmap"));
}
Heatmap::~Heatmap() = default;

void Heatmap::setPanel(const figure::Panel& panel) {
  auto& impl = *m_impl;
  impl.panel = panel;
  impl.hovered = -1;
  impl.low = INFINITY;
  impl.high = -INFINITY;
  for (const Cell& cell : panel.cells) {
    if (!cell.value || !std::isfinite(*cell.value)) continue;
    impl.low = std::min(impl.low, *cell.value);
    impl.high = std::max(impl.high, *cell.value);
  }
  update();
}
void Heatmap::setMode(theme::Mode mode) {
  m_impl->mode = mode;
  update();
}
void Heatmap::setSelectedLink(const std::string& link) {
  m_impl->selected = link;
  update();
}
QPointF Heatmap::cellCentre(int column, int row) const { return m_impl->rectangle(column, row).center(); }

void Heatmap::Impl::paintCell(QPainter& painter, int index) const {
  const Cell& cell = panel.cells[static_cast<std::size_t>(index)];
  const QRectF box = rectangle(cell.column, cell.row).adjusted(1.5, 1.5, -1.5, -1.5);
  painter.setPen(Qt::NoPen);
  QColor ink = theme::faintInk(mode);
  if (cell.value) {
    const QColor fill = colourOf(*cell.value);
    painter.setBrush(fill);
    painter.drawRect(box);
    ink = theme::textOn(fill);
  } else {
    QColor hatch = theme::faintInk(mode);
    hatch.setAlpha(70);
    painter.setBrush(QBrush(hatch, Qt::BDiagPattern));
    painter.setPen(QPen(hatch, 1, Qt::DashLine));
    painter.drawRect(box);
  }
  painter.setPen(ink);
  painter.setFont(theme::font(cell.value ? 10.5 : 9.5, cell.value.has_value()));
  const QFontMetricsF metrics(painter.font());
  QString text = QString::fromStdString(cell.text);
  if (!cell.value && cell.link.empty()) text = QStringLiteral("launch\n") + QString::fromStdString(cell.estimate);
  if (metrics.horizontalAdvance(QStringLiteral("0.000")) > box.width() || metrics.height() > box.height()) text.clear();
  painter.drawText(box, Qt::AlignCenter, text);
  const bool chosen = !cell.link.empty() && cell.link == selected;
  if (chosen || index == hovered) {
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(theme::ink(mode), chosen ? 3 : 1.6));
    painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5));
  }
}

void Heatmap::Impl::paintAxes(QPainter& painter) const {
  const QRectF area = plot();
  painter.setPen(theme::ink(mode));
  painter.setFont(theme::font(9));
  const QFontMetricsF metrics(painter.font());
  for (int c = 0; c < columns() && c < static_cast<int>(panel.x.categories.size()); ++c) {
    const QRectF cell = rectangle(c, 0);
    painter.drawText(QRectF(cell.left(), area.bottom() + 4, cell.width(), metrics.height()), Qt::AlignCenter, QString::fromStdString(panel.x.categories[static_cast<std::size_t>(c)]));
  }
  for (int r = 0; r < rows() && r < static_cast<int>(panel.y.categories.size()); ++r) {
    const QRectF cell = rectangle(0, r);
    painter.drawText(QRectF(24, cell.top(), area.left() - 32, cell.height()), Qt::AlignVCenter | Qt::AlignRight, QString::fromStdString(panel.y.categories[static_cast<std::size_t>(r)]));
  }
  QTextDocument document;
  document.setDefaultFont(theme::font(9.5));
  const auto title = [&](const std::string& label) {
    document.setHtml(QStringLiteral("<span style='color:%1'>%2</span>").arg(theme::ink(mode).name(), richLabel(label)));
    return document.size();
  };
  QSizeF size = title(panel.x.label);
  painter.save();
  painter.translate(area.center().x() - size.width() / 2, area.bottom() + 4 + metrics.height());
  document.drawContents(&painter);
  painter.restore();
  size = title(panel.y.label);
  painter.save();
  painter.translate(2, area.center().y() + size.width() / 2);
  painter.rotate(-90);
  document.drawContents(&painter);
  painter.restore();
}

void Heatmap::Impl::paintBar(QPainter& painter) const {
  if (!(low <= high)) return;
  const QRectF area = plot();
  const QRectF bar(area.right() + 18, area.top(), 14, area.height());
  painter.setPen(Qt::NoPen);
  const int steps = std::max(2, static_cast<int>(bar.height()));
  for (int i = 0; i < steps; ++i) {
    const double value = high - (high - low) * i / (steps - 1.0);
    painter.fillRect(QRectF(bar.left(), bar.top() + bar.height() * i / steps, bar.width(), bar.height() / steps + 1), colourOf(value));
  }
  painter.setPen(theme::ink(mode));
  painter.setFont(theme::font(8.5));
  const QFontMetricsF metrics(painter.font());
  const auto mark = [&](double value, double y) { painter.drawText(QRectF(bar.right() + 4, y, 60, metrics.height()), Qt::AlignLeft, QString::number(value, 'g', 3)); };
  mark(high, bar.top());
  if (high > low) mark(low, bar.bottom() - metrics.height());
  painter.save();
  painter.translate(bar.right() + 6, bar.center().y());
  painter.rotate(-90);
  painter.drawText(QRectF(-bar.height() / 2, 0, bar.height(), metrics.height()), Qt::AlignCenter, plainLabel(panel.cellLabel));
  painter.restore();
}

void Heatmap::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.fillRect(rect(), theme::ground(m_impl->mode));
  painter.setRenderHint(QPainter::Antialiasing);
  for (std::size_t i = 0; i < m_impl->panel.cells.size(); ++i) m_impl->paintCell(painter, static_cast<int>(i));
  m_impl->paintAxes(painter);
  m_impl->paintBar(painter);
}

void Heatmap::mouseMoveEvent(QMouseEvent* event) {
  const int cell = m_impl->cellAt(event->position());
  if (cell == m_impl->hovered) return;
  m_impl->hovered = cell;
  setCursor(cell >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
  update();
}

void Heatmap::mouseReleaseEvent(QMouseEvent* event) {
  const int index = event->button() == Qt::LeftButton ? m_impl->cellAt(event->position()) : -1;
  if (index < 0) return;
  const Cell cell = m_impl->panel.cells[static_cast<std::size_t>(index)];
  emit cellClicked(cell.column, cell.row, QString::fromStdString(cell.link));
}

void Heatmap::keyPressEvent(QKeyEvent* event) {
  auto& impl = *m_impl;
  if (impl.panel.cells.empty()) return QWidget::keyPressEvent(event);
  const Cell here = impl.panel.cells[static_cast<std::size_t>(std::max(0, impl.hovered))];
  int column = here.column, row = here.row;
  switch (event->key()) {
    case Qt::Key_Left: --column; break;
    case Qt::Key_Right: ++column; break;
    case Qt::Key_Up: ++row; break;
    case Qt::Key_Down: --row; break;
    case Qt::Key_Return: case Qt::Key_Enter: case Qt::Key_Space: emit cellClicked(here.column, here.row, QString::fromStdString(here.link)); return;
    default: return QWidget::keyPressEvent(event);
  }
  const int next = impl.cellAt(impl.rectangle(column, row).center());
  if (next >= 0) impl.hovered = next;
  update();
}

void Heatmap::leaveEvent(QEvent*) {
  m_impl->hovered = -1;
  update();
}

bool Heatmap::event(QEvent* event) {
  if (event->type() != QEvent::ToolTip) return QWidget::event(event);
  const auto* help = static_cast<QHelpEvent*>(event);
  const int index = m_impl->cellAt(help->pos());
  if (index < 0) QToolTip::hideText();
  else QToolTip::showText(help->globalPos(), plainLabel(m_impl->panel.cells[static_cast<std::size_t>(index)].tooltip).toHtmlEscaped(), this);
  return true;
}

}  // namespace ghost::chart
