#include "views/chart/item_cloud.h"

#include <algorithm>
#include <cmath>

#include <QImage>
#include <QMouseEvent>
#include <QPainter>
#include <QPixmap>

#include "figure/ticks.h"
#include "views/chart/rich_label.h"

namespace ghost::chart {

namespace {

constexpr double marker = 7, reach = 9;  // pixels: diameter of a common point, and how far from it the pointer still means it

constexpr int quarters = 4;                // of a pixel that a stamped dot tells apart

struct Dot {
  QPointF at;                            // axis units
  std::int32_t item;
  std::size_t series;
};

}  // namespace

struct ItemCloud::Impl {
  ItemCloud* self;
  figure::Panel panel;
  theme::Mode mode = theme::Mode::Light;
  std::vector<Dot> dots;                 // in painting order: small ones first, colours mixed so that none covers the others
  figure::Scale x, y;
  QPixmap picture;                       // everything but ring and card
  std::int32_t selected = -1;
  int hovered = -1;                      // index into dots
  std::function<QStringList(std::int32_t)> description;

  QFont small() const { return theme::font(8.5); }
  double legendHeight() const {
    return std::any_of(panel.series.begin(), panel.series.end(), [](const figure::Series& s) { return !s.name.empty(); }) ? QFontMetricsF(small()).height() + 6 : 2;
  }
  QString badge() const {
    QStringList parts;
    for (const auto& remark : panel.remarks) parts += QString::fromStdString(remark);
    return parts.join(QStringLiteral("  ·  "));
  }
  double badgeHeight() const {
    if (panel.remarks.empty()) return 0;
    return QFontMetricsF(small()).boundingRect(QRectF(0, 0, self->width() - 16, 1000), Qt::TextWordWrap, badge()).height() + 4;
  }
  QRectF plot() const {
    const double line = QFontMetricsF(small()).height();
    return QRectF(self->rect()).adjusted(58, legendHeight(), -10, -(2 * line + 10 + badgeHeight()));
  }
  QPointF place(QPointF value) const {
    const QRectF area = plot();
    return {area.left() + x.place(value.x()) * area.width(), area.bottom() - y.place(value.y()) * area.height()};
  }
  int dotAt(QPointF pixel) const {
    int best = -1;
    double nearest = reach * reach;
    for (std::size_t i = dots.size(); i-- > 0;) {  // of equally near ones that on top
      const QPointF away = place(dots[i].at) - pixel;
      const double distance = QPointF::dotProduct(away, away);
      if (distance < nearest) {
        nearest = distance;
        best = static_cast<int>(i);
      }
    }
    return best;
  }
  void hover(int dot) {
    if (dot == hovered) return;
    hovered = dot;
    self->setCursor(dot >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
    self->update();
  }
  void step(QPointF direction);
  void draw();
  QImage stampOf(const figure::Series& s, QPointF offset, double ratio) const;
  void paintAxes(QPainter& painter) const;
  void paintLegend(QPainter& painter) const;
  void paintCard(QPainter& painter) const;
};

/// To the nearest point that lies more in this direction than aside.
void ItemCloud::Impl::step(QPointF direction) {
  if (dots.empty()) return;
  if (hovered < 0) return hover(0);
  const QPointF here = place(dots[static_cast<std::size_t>(hovered)].at);
  int best = hovered;
  double nearest = INFINITY;
  for (std::size_t i = 0; i < dots.size(); ++i) {
    const QPointF away = place(dots[i].at) - here;
    const double along = QPointF::dotProduct(away, direction), aside = std::abs(away.x() * direction.y() - away.y() * direction.x());
    if (along > 0.5 && along >= aside && along + aside < nearest) {
      nearest = along + aside;
      best = static_cast<int>(i);
    }
  }
  hover(best);
}

void ItemCloud::Impl::paintAxes(QPainter& painter) const {
  const QRectF area = plot();
  const QFontMetricsF metrics(small());
  painter.setFont(small());
  QColor grid = theme::faintInk(mode);
  grid.setAlpha(55);
  for (const figure::Tick& tick : x.ticks) {
    const double at = area.left() + x.place(tick.at) * area.width();
    painter.setPen(grid);
    painter.drawLine(QPointF(at, area.top()), QPointF(at, area.bottom()));
    painter.setPen(theme::ink(mode));
    painter.drawText(QRectF(at - 40, area.bottom() + 2, 80, metrics.height()), Qt::AlignCenter, plainLabel(tick.label));
  }
  for (const figure::Tick& tick : y.ticks) {
    const double at = area.bottom() - y.place(tick.at) * area.height();
    painter.setPen(grid);
    painter.drawLine(QPointF(area.left(), at), QPointF(area.right(), at));
    painter.setPen(theme::ink(mode));
    painter.drawText(QRectF(18, at - metrics.height() / 2, 36, metrics.height()), Qt::AlignRight | Qt::AlignVCenter, plainLabel(tick.label));
  }
  painter.setPen(theme::ink(mode));
  painter.setFont(theme::font(9));
  painter.drawText(QRectF(area.left(), area.bottom() + metrics.height() + 3, area.width(), metrics.height() + 4), Qt::AlignCenter, plainLabel(panel.x.label));
  painter.save();
  painter.translate(10, area.center().y());
  painter.rotate(-90);
  painter.drawText(QRectF(-area.height() / 2 - 20, -metrics.height() / 2, area.height() + 40, metrics.height() + 2), Qt::AlignCenter, plainLabel(panel.y.label));
  painter.restore();
  painter.setFont(small());
  painter.setPen(theme::faintInk(mode));
  painter.drawText(QRectF(8, self->height() - badgeHeight(), self->width() - 16, badgeHeight()), Qt::TextWordWrap, badge());
}

void ItemCloud::Impl::paintLegend(QPainter& painter) const {
  const QFontMetricsF metrics(small());
  painter.setFont(small());
  double left = plot().left();
  for (const figure::Series& s : panel.series) {
    if (s.name.empty()) continue;
    const QString name = QString::fromStdString(s.name);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme::roleColour(s.role, s.index, mode));
    painter.drawEllipse(QPointF(left + 5, metrics.height() / 2 + 1), marker / 2, marker / 2);
    painter.setPen(theme::ink(mode));
    painter.drawText(QPointF(left + 13, metrics.ascent() + 1), name);
    left += 13 + metrics.horizontalAdvance(name) + 14;
  }
}

void ItemCloud::Impl::paintCard(QPainter& painter) const {
  if (hovered < 0) return;
  const Dot& dot = dots[static_cast<std::size_t>(hovered)];
  const QStringList lines = description ? description(dot.item) : QStringList{QStringLiteral("item %1").arg(dot.item)};
  const QPointF at = place(dot.at);
  painter.setBrush(Qt::NoBrush);
  painter.setPen(QPen(theme::ink(mode), 1.4));
  painter.drawEllipse(at, marker * 0.85, marker * 0.85);
  painter.setFont(small());
  const QFontMetricsF metrics(painter.font());
  const double widest = std::max(120.0, self->width() * 0.7);
  double width = 0;
  QStringList shown;
  for (const QString& line : lines) {
    shown += metrics.elidedText(line, Qt::ElideRight, widest);
    width = std::max(width, metrics.horizontalAdvance(shown.back()));
  }
  QRectF box(at.x() + 12, at.y() + 10, width + 14, static_cast<double>(shown.size()) * metrics.lineSpacing() + 8);
  if (box.right() > self->width() - 4) box.moveRight(std::max(box.width() + 4, at.x() - 12));
  if (box.bottom() > self->height() - 4) box.moveBottom(at.y() - 10);
  QColor ground = theme::ground(mode);
  ground.setAlpha(238);
  painter.setPen(QPen(theme::faintInk(mode), 1));
  painter.setBrush(ground);
  painter.drawRoundedRect(box, 4, 4);
  painter.setPen(theme::ink(mode));
  for (qsizetype i = 0; i < shown.size(); ++i) painter.drawText(QPointF(box.left() + 7, box.top() + 4 + metrics.ascent() + static_cast<double>(i) * metrics.lineSpacing()), shown[i]);
}

void ItemCloud::Impl::draw() {
  const double ratio = self->devicePixelRatioF();
  picture = QPixmap(self->size() * ratio);
  picture.setDevicePixelRatio(ratio);
  picture.fill(theme::ground(mode));
  const QRectF area = plot();
  const auto wanted = [](double length, double each) { return std::clamp(static_cast<int>(length / each), 2, 7); };
  const auto roomy = [](figure::Range range) {
    const double room = 0.03 * (range.high - range.low);
    return figure::Range{range.low - room, range.high + room};
  };
  x = figure::tightScaleFor(panel.x, roomy(figure::xRange(panel)), wanted(area.width(), 70));
  y = figure::tightScaleFor(panel.y, roomy(figure::yRange(panel)), wanted(area.height(), 45));
  QPainter painter(&picture);
  painter.setRenderHint(QPainter::Antialiasing);
  paintAxes(painter);
  paintLegend(painter);
  // A dot is painted once for each series and quarter of a pixel, then stamped: tens of thousands of ellipses would hold up the window for seconds.
  std::vector<QImage> stamps(panel.series.size() * quarters * quarters);
  for (const Dot& dot : dots) {
    const QPointF at = place(dot.at) * ratio, corner(std::floor(at.x()), std::floor(at.y()));
    const int right = static_cast<int>((at.x() - corner.x()) * quarters), down = static_cast<int>((at.y() - corner.y()) * quarters);
    QImage& stamp = stamps[(dot.series * quarters + static_cast<std::size_t>(right)) * quarters + static_cast<std::size_t>(down)];
    if (stamp.isNull()) stamp = stampOf(panel.series[dot.series], {(right + 0.5) / quarters, (down + 0.5) / quarters}, ratio);
    painter.drawImage((corner - QPointF((stamp.width() - 1) / 2.0, (stamp.height() - 1) / 2.0)) / ratio, stamp);
  }
}

/// The dot of a series in a picture of its own, its centre `offset` device pixels beyond the corner of the middle pixel.
QImage ItemCloud::Impl::stampOf(const figure::Series& s, QPointF offset, double ratio) const {
  const double radius = marker * s.size / 2;
  const int half = static_cast<int>(std::ceil(radius * ratio)) + 2;
  QImage stamp(2 * half + 1, 2 * half + 1, QImage::Format_ARGB32_Premultiplied);
  stamp.fill(Qt::transparent);
  QPainter painter(&stamp);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.scale(ratio, ratio);
  painter.setBrush(theme::roleColour(s.role, s.index, mode));
  painter.setPen(radius < 1.5 ? QPen(Qt::NoPen) : QPen(theme::ground(mode), 0.6));
  painter.drawEllipse((QPointF(half, half) + offset) / ratio, radius, radius);
  painter.end();
  stamp.setDevicePixelRatio(ratio);
  return stamp;
}

ItemCloud::ItemCloud(QWidget* parent) : QWidget(parent), m_impl(std::make_unique<Impl>()) {
  m_impl->self = this;
  setMouseTracking(true);
  setFocusPolicy(Qt::StrongFocus);
  setMinimumSize(220, 180);
  setAccessibleName(QStringLiteral("Items as points"));
}
ItemCloud::~ItemCloud() = default;

void ItemCloud::setPanel(const figure::Panel& panel) {
  auto& impl = *m_impl;
  impl.panel = panel;
  impl.hovered = -1;
  impl.dots.clear();
  for (std::size_t k = 0; k < panel.series.size(); ++k) {
    const figure::Series& s = panel.series[k];
    for (std::size_t i = 0; i < s.items.size(); ++i)
      if (figure::isVisible(panel, s, i)) impl.dots.push_back({{s.x[i], s.y[i]}, s.items[i], k});
  }
  std::stable_sort(impl.dots.begin(), impl.dots.end(), [&](const Dot& a, const Dot& b) {
    const double first = panel.series[a.series].size, second = panel.series[b.series].size;
    return first != second ? first < second : a.item < b.item;
  });
  impl.picture = {};
  update();
}
void ItemCloud::setMode(theme::Mode mode) {
  m_impl->mode = mode;
  m_impl->picture = {};
  update();
}
void ItemCloud::setSelectedItem(std::int32_t item) {
  m_impl->selected = item;
  update();
}
void ItemCloud::setDescription(std::function<QStringList(std::int32_t)> description) { m_impl->description = std::move(description); }

QPointF ItemCloud::position(std::int32_t item) const {
  if (m_impl->picture.isNull()) m_impl->draw();
  const auto found = std::find_if(m_impl->dots.begin(), m_impl->dots.end(), [&](const Dot& dot) { return dot.item == item; });
  return found == m_impl->dots.end() ? QPointF(-1, -1) : m_impl->place(found->at);
}
std::int32_t ItemCloud::itemAt(QPointF pixel) const {
  if (m_impl->picture.isNull()) m_impl->draw();
  const int dot = m_impl->dotAt(pixel);
  return dot < 0 ? -1 : m_impl->dots[static_cast<std::size_t>(dot)].item;
}

void ItemCloud::paintEvent(QPaintEvent*) {
  auto& impl = *m_impl;
  if (impl.picture.isNull()) impl.draw();
  QPainter painter(this);
  painter.drawPixmap(0, 0, impl.picture);
  painter.setRenderHint(QPainter::Antialiasing);
  if (const QPointF at = impl.selected >= 0 ? position(impl.selected) : QPointF(-1, -1); at.x() >= 0) {
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(theme::ground(impl.mode), 4));
    painter.drawEllipse(at, marker, marker);
    painter.setPen(QPen(theme::ink(impl.mode), 2));
    painter.drawEllipse(at, marker, marker);
  }
  impl.paintCard(painter);
}

void ItemCloud::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  m_impl->picture = {};
}

void ItemCloud::mouseMoveEvent(QMouseEvent* event) { m_impl->hover(m_impl->dotAt(event->position())); }

void ItemCloud::mouseReleaseEvent(QMouseEvent* event) {
  const std::int32_t item = event->button() == Qt::LeftButton ? itemAt(event->position()) : -1;
  if (item >= 0) emit itemClicked(item);
}

void ItemCloud::keyPressEvent(QKeyEvent* event) {
  switch (event->key()) {
    case Qt::Key_Left: return m_impl->step({-1, 0});
    case Qt::Key_Right: return m_impl->step({1, 0});
    case Qt::Key_Up: return m_impl->step({0, -1});
    case Qt::Key_Down: return m_impl->step({0, 1});
    case Qt::Key_Return: case Qt::Key_Enter: case Qt::Key_Space:
      if (m_impl->hovered >= 0) emit itemClicked(m_impl->dots[static_cast<std::size_t>(m_impl->hovered)].item);
      return;
    default: QWidget::keyPressEvent(event);
  }
}

void ItemCloud::leaveEvent(QEvent*) { m_impl->hover(-1); }

}  // namespace ghost::chart
