#include "shell/reading_order.h"

#include <algorithm>

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSpinBox>
#include <QApplication>
#include <QComboBox>
#include <QPainter>
#include <QScrollArea>
#include <QScrollBar>

namespace ghost::workbench {

namespace {

/// A frame that only moves what is in it is a stop where there is something to move.
bool isIdleFrame(const QWidget& widget) {
  const auto* area = qobject_cast<const QScrollArea*>(&widget);
  return area && area->horizontalScrollBar()->maximum() == 0 && area->verticalScrollBar()->maximum() == 0;
}

/// One thing to the keyboard, whatever it is made of.
bool isWhole(const QWidget& widget) {
  return qobject_cast<const QAbstractSpinBox*>(&widget) || qobject_cast<const QComboBox*>(&widget) || qobject_cast<const QAbstractItemView*>(&widget) || qobject_cast<const QAbstractButton*>(&widget);
}

QList<QWidget*> partsOf(const QWidget& whole) {
  QList<QWidget*> parts;
  for (QObject* child : whole.children())
    if (auto* part = qobject_cast<QWidget*>(child); part && !part->isWindow() && part->isVisible()) parts += part;
  std::stable_sort(parts.begin(), parts.end(), [](const QWidget* a, const QWidget* b) { return a->y() < b->y(); });
  // What begins before the middle of the first of a row stands in that row.
  for (qsizetype first = 0; first < parts.size();) {
    const int middle = parts[first]->y() + parts[first]->height() / 2;
    qsizetype end = first + 1;
    while (end < parts.size() && parts[end]->y() < middle) ++end;
    std::stable_sort(parts.begin() + first, parts.begin() + end, [](const QWidget* a, const QWidget* b) { return a->x() < b->x(); });
    first = end;
  }
  return parts;
}

void collect(QWidget& widget, QList<QWidget*>& order) {
  if (widget.isEnabled() && (widget.focusPolicy() & Qt::TabFocus) && !widget.focusProxy() && !isIdleFrame(widget)) order += &widget;
  if (isWhole(widget)) return;
  for (QWidget* part : partsOf(widget)) collect(*part, order);
}

/// The stop that `widget` is or lies in.
QWidget* stopOf(QWidget* widget, const QList<QWidget*>& order) {
  for (; widget; widget = widget->parentWidget())
    if (order.contains(widget)) return widget;
  return nullptr;
}

FocusRing* ring = nullptr;

}  // namespace

QList<QWidget*> readingOrder(const QWidget& window) {
  QList<QWidget*> order;
  for (QWidget* part : partsOf(window)) collect(*part, order);
  return order;
}

bool moveFocus(QWidget& window, bool next) {
  const QList<QWidget*> order = readingOrder(window);
  if (order.isEmpty()) return false;
  const qsizetype at = order.indexOf(stopOf(window.focusWidget(), order));
  const qsizetype to = at < 0 ? (next ? 0 : order.size() - 1) : (at + (next ? 1 : order.size() - 1)) % order.size();
  order[to]->setFocus(next ? Qt::TabFocusReason : Qt::BacktabFocusReason);
  for (QWidget* around = order[to]->parentWidget(); around; around = around->parentWidget())
    if (auto* area = qobject_cast<QScrollArea*>(around)) area->ensureWidgetVisible(order[to]);
  return true;
}

void FocusRing::install() {
  static bool installed = false;
  if (std::exchange(installed, true)) return;
  QObject::connect(qApp, &QApplication::focusChanged, qApp, [](QWidget*, QWidget* now) {
    delete std::exchange(ring, nullptr);
    if (!now || !(now->focusPolicy() & Qt::TabFocus)) return;
    // The field inside a box stands for the box.
    QWidget* whole = now->parentWidget() && isWhole(*now->parentWidget()) ? now->parentWidget() : now;
    if (!whole->isWindow()) ring = new FocusRing(whole->window(), whole);
  });
}

FocusRing* FocusRing::shown() { return ring && ring->isVisible() ? ring : nullptr; }

FocusRing::FocusRing(QWidget* window, QWidget* target) : QWidget(window), m_target(target) {
  setObjectName(QStringLiteral("focus-ring"));
  setAttribute(Qt::WA_TransparentForMouseEvents);
  setFocusPolicy(Qt::NoFocus);
  connect(this, &QObject::destroyed, qApp, [](QObject* gone) { if (gone == ring) ring = nullptr; });
  for (QWidget* around = target; around; around = around->parentWidget()) {
    around->installEventFilter(this);
    if (around->isWindow()) break;
  }
  place();
  show();
}

void FocusRing::place() {
  if (!m_target || !m_target->isVisible()) return hide();
  constexpr int room = 2;
  // Only what the frames around it leave to be seen of it.
  QRect seen = m_target->rect().translated(m_target->mapTo(window(), QPoint())).adjusted(-room, -room, room, room);
  for (const QWidget* around = m_target->parentWidget(); around && !around->isWindow(); around = around->parentWidget())
    if (qobject_cast<const QAbstractScrollArea*>(around->parentWidget())) seen &= around->rect().translated(around->mapTo(window(), QPoint()));
  setGeometry(seen & window()->rect());
  setVisible(!seen.isEmpty());
  raise();
}

void FocusRing::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  constexpr double width = 2, round = 4;
  painter.setPen(QPen(palette().color(QPalette::Highlight), width));
  painter.drawRoundedRect(QRectF(rect()).adjusted(width / 2, width / 2, -width / 2, -width / 2), round, round);
}

bool FocusRing::eventFilter(QObject* watched, QEvent* event) {
  switch (event->type()) {
    case QEvent::Move: case QEvent::Resize: case QEvent::Show: case QEvent::Hide: case QEvent::ZOrderChange:
      if (watched != this) place();
      break;
    default: break;
  }
  return QWidget::eventFilter(watched, event);
}

}  // namespace ghost::workbench
