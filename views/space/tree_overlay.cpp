#include "views/space/tree_overlay.h"

#include <algorithm>

#include <QPainter>
#include <QPainterPath>

namespace ghost::space {

namespace {

std::size_t at(int index) { return static_cast<std::size_t>(index); }

QStringList plainDescription(const TreeGeometry& geometry, int index) {
  const auto& node = geometry.nodes()[at(index)];
  QString path;
  for (int i : geometry.path(index)) path += QString::fromStdString(geometry.nodes()[at(i)].label);
  QStringList lines{path.isEmpty() ? QStringLiteral("root") : path};
  if (node.item >= 0) lines += QStringLiteral("item %1").arg(node.item);
  if (node.items != 1 || node.item < 0) lines += QStringLiteral("%L1 items").arg(node.items);
  return lines;
}

}  // namespace

TreeOverlay::TreeOverlay(QWidget* parent) : QWidget(parent) {
  setAttribute(Qt::WA_TransparentForMouseEvents);
  setAttribute(Qt::WA_NoSystemBackground);
}

void TreeOverlay::paintEvent(QPaintEvent*) {
  if (!geometry || !visible || geometry->nodes().empty()) return;
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  paintPath(painter);
  paintLabels(painter);
  paintLegend(painter);
  paintCard(painter);
}

void TreeOverlay::paintPath(QPainter& painter) const {
  if (selected < 0) return;
  const QColor ink = theme::ink(mode);
  if (geometry->isIcicle()) {
    painter.setBrush(Qt::NoBrush);
    for (int index : geometry->path(selected)) {
      painter.setPen(QPen(ink, index == selected ? 2.5 : 1.2));
      QRectF cell = geometry->rectangle(index, *camera);
      if (cell.width() < 3) cell.adjust(-1.5, 0, 1.5, 0);
      painter.drawRect(cell);
    }
    return;
  }
  QPointF before;
  for (int index : geometry->path(selected)) {
    const QPointF here = camera->toScreen(geometry->position(index));
    painter.setPen(QPen(theme::roleColour(geometry->nodes()[at(index)].role, 0, mode), 2.5, Qt::SolidLine, Qt::RoundCap));
    if (geometry->parentIndex(index) >= 0) painter.drawLine(before, here);
    before = here;
  }
  painter.setPen(QPen(ink, 2));
  painter.setBrush(Qt::NoBrush);
  painter.drawEllipse(before, 8, 8);
}

void TreeOverlay::paintLabels(QPainter& painter) const {
  painter.setFont(theme::font(8.5));
  const QFontMetricsF metrics(painter.font());
  const auto inView = [&](QPointF p) { return rect().adjusted(-40, -10, 40, 10).contains(p.toPoint()); };
  if (geometry->isIcicle()) {
    for (int index : visible->drawn) {
      const QRectF cell = geometry->rectangle(index, *camera).intersected(QRectF(rect()));
      const QString text = QString::fromStdString(geometry->nodes()[at(index)].label);
      if (text.isEmpty() || cell.height() < metrics.height() || metrics.horizontalAdvance(text) + 6 > cell.width()) continue;
      painter.setPen(theme::textOn(geometry->colour(index, geometry->nodes()[at(index)].role, mode)));
      painter.drawText(cell, Qt::AlignCenter, text);
    }
    return;
  }
  // Every label takes its rectangle; later ones that would overlap are left out. Subtrees that hold most items come first.
  std::vector<int> order;
  for (int index : visible->drawn)
    if (geometry->parentIndex(index) >= 0 && inView(camera->toScreen(geometry->position(index)))) order.push_back(index);
  std::stable_sort(order.begin(), order.end(), [&](int a, int b) { return geometry->nodes()[at(a)].items > geometry->nodes()[at(b)].items; });
  // An overview names its largest branches only.
  const bool overview = order.size() > 400;
  const std::size_t mostLabels = overview ? 24 : 60;
  if (overview) std::erase_if(order, [&, largest = geometry->nodes()[at(order.front())].items](int index) { return geometry->nodes()[at(index)].items * 4LL < largest; });
  std::vector<QRectF> taken;
  for (int index : order) {
    if (taken.size() >= mostLabels) break;
    const QString text = QString::fromStdString(geometry->nodes()[at(index)].label);
    const QPointF place = camera->toScreen(geometry->position(index));
    const QRectF box(place.x() + 7, place.y() - metrics.height() / 2, metrics.horizontalAdvance(text) + 2, metrics.height());
    if (text.isEmpty() || std::any_of(taken.begin(), taken.end(), [&](const QRectF& other) { return other.intersects(box); })) continue;
    taken.push_back(box);
    QColor halo = theme::ground(mode);
    halo.setAlpha(200);
    painter.fillRect(box, halo);
    painter.setPen(theme::ink(mode));
    painter.drawText(box, Qt::AlignVCenter | Qt::AlignLeft, text);
  }
}

void TreeOverlay::paintCard(QPainter& painter) const {
  if (hovered < 0) return;
  const QPointF place = camera->toScreen(geometry->position(hovered));
  if (!geometry->isIcicle()) {
    painter.setPen(QPen(theme::ink(mode), 1.5));
    painter.setBrush(Qt::NoBrush);
    painter.drawEllipse(place, 7, 7);
  }
  const QStringList lines = describe ? describe(geometry->nodes()[at(hovered)].id) : plainDescription(*geometry, hovered);
  painter.setFont(theme::font(9));
  const QFontMetricsF metrics(painter.font());
  double width = 0;
  for (const auto& line : lines) width = std::max(width, metrics.horizontalAdvance(line));
  width = std::min(width, this->width() * 0.6);
  QRectF card(place.x() + 14, place.y() + 10, width + 18, lines.size() * metrics.lineSpacing() + 12);
  if (card.right() > this->width() - 4) card.moveRight(std::max(place.x() - 14, card.width() + 4));
  if (card.bottom() > height() - 4) card.moveBottom(std::max(place.y() - 10, card.height() + 4));
  QColor fill = theme::ground(mode);
  fill.setAlpha(238);
  painter.setPen(QPen(theme::faintInk(mode), 1));
  painter.setBrush(fill);
  painter.drawRoundedRect(card, 5, 5);
  painter.setPen(theme::ink(mode));
  double y = card.top() + 6;
  for (const auto& line : lines) {
    painter.drawText(QRectF(card.left() + 9, y, width, metrics.lineSpacing()), Qt::AlignVCenter, metrics.elidedText(line, Qt::ElideRight, width));
    y += metrics.lineSpacing();
  }
}

void TreeOverlay::paintLegend(QPainter& painter) const {
  painter.setFont(theme::font(8.5));
  const QFontMetricsF metrics(painter.font());
  bool head = false, tail = false, folded = false;
  for (std::size_t i = 0; i < visible->drawn.size(); ++i) {
    const auto role = geometry->nodes()[at(visible->drawn[i])].role;
    head |= role == figure::Role::Head;
    tail |= role == figure::Role::Tail || (visible->folded[i] && geometry->hasTailBelow(visible->drawn[i]));
    folded |= visible->folded[i] != 0;
  }
  if (geometry->shades()) head = tail = false;  // colours say something else
  double x = 12;
  const double y = height() - 12 - metrics.height() / 2;
  const auto entry = [&](const QColor& colour, const QString& text, double radius) {
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    painter.drawEllipse(QPointF(x + 6, y), radius, radius);
    painter.setPen(theme::ink(mode));
    const double width = metrics.horizontalAdvance(text);
    painter.drawText(QRectF(x + 16, y - metrics.height() / 2, width + 2, metrics.height()), Qt::AlignVCenter, text);
    x += width + 34;
  };
  if (head) entry(theme::headColour(mode), QStringLiteral("head items and their prefixes"), 4);
  if (tail) entry(theme::tailColour(mode), QStringLiteral("tail items only"), 4);
  if (const auto& shades = geometry->shades()) {
    for (int i = 0; i < 8; ++i) painter.fillRect(QRectF(x + 5 * i, y - 5, 5, 10), theme::shade(i / 7.0, mode));
    const QString text = QString::fromStdString(shades->text());
    painter.setPen(theme::ink(mode));
    const double width = metrics.horizontalAdvance(text);
    painter.drawText(QRectF(x + 46, y - metrics.height() / 2, width + 2, metrics.height()), Qt::AlignVCenter, text);
    x += width + 64;
  }
  QString counts = QStringLiteral("%L1 of %L2 nodes drawn").arg(visible->drawn.size()).arg(geometry->nodes().size());
  if (geometry->isIcicle()) counts += QStringLiteral(" · width = items below");
  if (folded) counts += geometry->isIcicle() ? QStringLiteral(" · hanging bars are folded subtrees: zoom in to unfold") : geometry->shape() == figure::Panel::TreeShape::Cone ? QStringLiteral(" · discs around nodes are folded subtrees: zoom in to unfold") : QStringLiteral(" · spikes are folded subtrees: zoom in to unfold");
  if (!notice.isEmpty()) counts += QStringLiteral(" · ") + notice;
  painter.setPen(theme::ink(mode));
  painter.setOpacity(0.75);
  const QRectF room(x, y - metrics.height() / 2, std::max(0.0, width() - x - 10), metrics.height());
  painter.drawText(room, Qt::AlignVCenter, metrics.elidedText(counts, Qt::ElideRight, room.width()));
  painter.setOpacity(1);
}

}  // namespace ghost::space
