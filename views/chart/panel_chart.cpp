#include "views/chart/panel_chart.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <QAreaSeries>
#include <QCategoryAxis>
#include <QChart>
#include <QChartView>
#include <QElapsedTimer>
#include <QFontMetricsF>
#include <QGraphicsLayout>
#include <QHelpEvent>
#include <QLabel>
#include <QLegendMarker>
#include <QLineSeries>
#include <QLogValueAxis>
#include <QMouseEvent>
#include <QScatterSeries>
#include <QTimer>
#include <QToolTip>
#include <QVBoxLayout>
#include <QValueAxis>

#include "figure/elision.h"
#include "views/chart/chart_overlay.h"
#include "views/chart/plot_shapes.h"
#include "views/chart/rich_label.h"

namespace ghost::chart {

namespace {

constexpr int liveInterval = 250, longestInterval = 1500;  // milliseconds between live draws
constexpr int costFactor = 50;                             // a chart may take a fiftieth of the window's thread

/// True when both panels give the same drawing.
bool sameDrawing(const figure::Panel& a, const figure::Panel& b) {
  const auto sameSeries = [](const figure::Series& p, const figure::Series& q) {
    return p.kind == q.kind && p.name == q.name && p.role == q.role && p.index == q.index && p.boxes.empty() && q.boxes.empty() && p.x == q.x && p.y == q.y && p.low == q.low && p.high == q.high;
  };
  return a.title == b.title && a.x.label == b.x.label && a.y.label == b.y.label && a.x.categories == b.x.categories && a.x.logarithmic == b.x.logarithmic && a.y.logarithmic == b.y.logarithmic &&
         a.y.minimum == b.y.minimum && a.y.maximum == b.y.maximum && a.rules.empty() && b.rules.empty() && a.remarks == b.remarks && std::equal(a.series.begin(), a.series.end(), b.series.begin(), b.series.end(), sameSeries);
}

/// A growing axis jumps ahead and then stays for a while: each new range is a new layout and a new picture of the whole chart.
void holdRange(AxisRange& fresh, const AxisRange& shown) {
  const double extent = fresh.high - fresh.low;
  if (fresh.logarithmic || !fresh.categories.isEmpty() || extent <= 0) return;
  constexpr double ahead = 0.15, roomy = 1.4;
  const bool holds = shown.low <= fresh.low && shown.high >= fresh.high && shown.high - shown.low <= roomy * extent && shown.step == fresh.step && shown.format == fresh.format;
  if (holds) fresh = shown;
  else fresh.high += ahead * extent;
}

bool sameStructure(const Plot& a, const Plot& b) {
  if (a.shapes.size() != b.shapes.size() || a.x.logarithmic != b.x.logarithmic || a.y.logarithmic != b.y.logarithmic || a.x.categories != b.x.categories) return false;
  for (std::size_t i = 0; i < a.shapes.size(); ++i) {
    const Shape &p = a.shapes[i], &q = b.shapes[i];
    if (p.kind != q.kind || p.stroke != q.stroke || p.fill != q.fill || p.dashed != q.dashed || p.legend != q.legend) return false;
  }
  return true;
}

double widthOf(const QString& text) {
  const QFontMetricsF metrics(theme::font(8.5));
  return metrics.horizontalAdvance(text);
}

/// A name in lines of at most this width, broken at spaces and after hyphens; the last one, and a word, may be wider.
QStringList linesOf(const QString& name, double room) {
  constexpr int mostLines = 3;
  QStringList lines{QString()};
  qsizetype from = 0;
  while (from < name.size()) {
    qsizetype to = from;
    while (to < name.size() && name[to] != ' ' && name[to] != '-') ++to;
    if (to < name.size()) ++to;
    const QString word = name.mid(from, to - from);
    if (!lines.last().isEmpty() && lines.size() < mostLines && widthOf((lines.last() + word).trimmed()) > room) lines += QString();
    lines.last() += word;
    from = to;
  }
  for (QString& line : lines) line = line.trimmed();
  return lines;
}

/// Names as an axis shows them: too long ones go on in lines below; where that doesn't do either, they are cut where they don't differ (cards show them whole). The axis
/// reads HTML, so a name is escaped.
QStringList axisNames(const std::vector<std::string>& names, double room) {
  const auto cut = figure::elided(names, room, [](const std::string& text) { return widthOf(QString::fromStdString(text)); });
  QStringList all;
  for (std::size_t i = 0; i < names.size(); ++i) {
    QStringList lines = linesOf(QString::fromStdString(names[i]), room);
    if (std::any_of(lines.begin(), lines.end(), [&](const QString& line) { return widthOf(line) > room; })) lines = {QString::fromStdString(cut[i])};
    for (QString& line : lines) line = line.toHtmlEscaped();
    all += lines.join(QStringLiteral("<br/>"));
  }
  return all;
}

}  // namespace

struct PanelChart::Impl {
  PanelChart* self;
  QChartView* view;
  QLabel* badge;
  ChartOverlay* overlay;
  QTimer soon;
  QElapsedTimer sinceDraw;
  figure::Panel panel;
  Plot plot;
  theme::Mode mode = theme::Mode::Light;
  std::vector<QAbstractSeries*> series;  // one a shape, owned by the chart
  int draws = 0, rebuilds = 0;
  QString remarks;
  qint64 cost = 0;     ///< milliseconds that the last drawing took, its painting included
  bool live = false;   ///< the panel came for a live drawing
  bool unseen = false; ///< a live panel waits until the chart is seen

  QChart* chart() const { return view->chart(); }
  void draw();
  void drawMeasured();
  void rebuild();
  QAbstractSeries* make(const Shape& shape);
  /// Those that differ from what was drawn.
  void exchangePoints(const Plot& before);
  QAbstractAxis* axis(const AxisRange& range, const std::string& label);
  bool moveAxes(const Plot& before);
  void placeAxes();
  void showBadge();
  void placeOverlay();
  void point(QPointF pixel);
  QPointF valueAt(QPointF pixel) const { return series.empty() ? QPointF() : chart()->mapToValue(view->mapToScene(pixel.toPoint()), series.front()); }
};

QAbstractSeries* PanelChart::Impl::make(const Shape& shape) {
  QPen pen(shape.stroke, shape.width, shape.dashed ? Qt::DashLine : Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin);
  if (shape.stroke.alpha() == 0) pen = QPen(Qt::NoPen);
  switch (shape.kind) {
    case Shape::Kind::Line: {
      auto* line = new QLineSeries;
      line->setPen(pen);
      return line;
    }
    case Shape::Kind::Points: {
      auto* points = new QScatterSeries;
      points->setMarkerSize(shape.width);
      points->setBrush(shape.fill);
      points->setPen(shape.stroke.alpha() == 0 ? QPen(Qt::NoPen) : QPen(shape.stroke, 0.8));
      return points;
    }
    case Shape::Kind::Area: {
      auto* area = new QAreaSeries(new QLineSeries, new QLineSeries);
      area->upperSeries()->setParent(area);
      area->lowerSeries()->setParent(area);
      area->setBrush(shape.fill);
      area->setPen(pen);
      return area;
    }
  }
  return nullptr;
}

void PanelChart::Impl::exchangePoints(const Plot& before) {
  for (std::size_t i = 0; i < series.size(); ++i) {
    const Shape& shape = plot.shapes[i];
    if (i < before.shapes.size() && before.shapes[i].points == shape.points && before.shapes[i].lower == shape.lower) continue;
    if (auto* area = qobject_cast<QAreaSeries*>(series[i])) {
      area->upperSeries()->replace(shape.points);
      area->lowerSeries()->replace(shape.lower);
    } else if (auto* points = qobject_cast<QXYSeries*>(series[i])) {
      points->replace(shape.points);
    }
  }
}

QAbstractAxis* PanelChart::Impl::axis(const AxisRange& range, const std::string& label) {
  QAbstractAxis* made = nullptr;
  if (!range.categories.isEmpty()) {
    auto* categories = new QCategoryAxis;
    categories->setLabelsPosition(QCategoryAxis::AxisLabelsPositionOnValue);
    for (qsizetype i = 0; i < range.categories.size(); ++i) {
      QString name = range.categories[i];
      while (categories->categoriesLabels().contains(name)) name += QChar(0x200B);  // equal labels would be one category
      categories->append(name, static_cast<double>(i));
    }
    made = categories;
  } else if (range.logarithmic) {
    auto* logarithmic = new QLogValueAxis;
    logarithmic->setBase(10);
    logarithmic->setMinorTickCount(8);
    logarithmic->setLabelFormat(range.format);
    made = logarithmic;
  } else {
    auto* values = new QValueAxis;
    values->setTickType(QValueAxis::TicksDynamic);
    values->setTickAnchor(0);
    values->setTickInterval(range.step);
    values->setLabelFormat(range.format);
    made = values;
  }
  made->setRange(range.low, range.high);
  made->setTitleText(richLabel(label));
  made->setTitleFont(theme::font(9));
  made->setLabelsFont(theme::font(8.5));
  made->setTitleBrush(theme::ink(mode));
  made->setLabelsBrush(theme::ink(mode));
  made->setLinePen(QPen(theme::faintInk(mode), 1));
  QColor grid = theme::faintInk(mode);
  grid.setAlpha(55);
  made->setGridLinePen(QPen(grid, 1));
  grid.setAlpha(25);
  made->setMinorGridLinePen(QPen(grid, 1));
  made->setTitleVisible(!label.empty());
  return made;
}

void PanelChart::Impl::placeAxes() {
  for (QAbstractAxis* old : chart()->axes()) {
    chart()->removeAxis(old);
    delete old;
  }
  QAbstractAxis* x = axis(plot.x, panel.x.label);
  QAbstractAxis* y = axis(plot.y, panel.y.label);
  if (!plot.x.categories.isEmpty()) x->setGridLineVisible(false);
  chart()->addAxis(x, Qt::AlignBottom);
  chart()->addAxis(y, Qt::AlignLeft);
  for (QAbstractSeries* each : series) {
    each->attachAxis(x);
    each->attachAxis(y);
  }
}

/// Gives the axes that stand there the new ranges; false where they are of another kind or have other words.
bool PanelChart::Impl::moveAxes(const Plot& before) {
  const auto move = [&](Qt::Orientation orientation, const AxisRange& old, const AxisRange& range) {
    if (old == range) return true;
    const auto axes = chart()->axes(orientation);
    auto* values = axes.size() == 1 ? qobject_cast<QValueAxis*>(axes.front()) : nullptr;
    if (!values || old.logarithmic != range.logarithmic || old.format != range.format || old.categories != range.categories) return false;
    values->setTickInterval(range.step);
    values->setRange(range.low, range.high);
    return true;
  };
  return move(Qt::Horizontal, before.x, plot.x) && move(Qt::Vertical, before.y, plot.y);
}

void PanelChart::Impl::rebuild() {
  ++rebuilds;
  chart()->removeAllSeries();
  series.clear();
  for (const Shape& shape : plot.shapes) {
    series.push_back(make(shape));
    series.back()->setName(shape.legend);
    chart()->addSeries(series.back());
  }
  if (series.empty()) {  // axes need a series to show values
    series.push_back(new QLineSeries);
    chart()->addSeries(series.back());
    plot.shapes.emplace_back();
  }
  exchangePoints({});
  placeAxes();
  int named = 0;
  for (std::size_t i = 0; i < series.size(); ++i) {
    const bool show = !plot.shapes[i].legend.isEmpty();
    named += show;
    for (QLegendMarker* marker : chart()->legend()->markers(series[i])) marker->setVisible(show);
  }
  chart()->legend()->setVisible(named > 0);
  chart()->legend()->setFont(theme::font(8.5));
  chart()->legend()->setLabelColor(theme::ink(mode));
  chart()->setBackgroundBrush(theme::ground(mode));
  view->setBackgroundBrush(theme::ground(mode));
}

void PanelChart::Impl::draw() {
  ++draws;
  sinceDraw.start();
  Plot fresh = plotOf(panel, std::max(200, self->width() - 60), mode);
  if (fresh.shapes.empty()) fresh.shapes.emplace_back();
  if (live && rebuilds > 0) holdRange(fresh.x, plot.x);
  if (!panel.x.categories.empty()) fresh.x.categories = axisNames(panel.x.categories, std::max(80, self->width() - 80) / static_cast<double>(panel.x.categories.size()) - 8);  // what axis, labels and margins leave of the width
  fresh.y.categories = axisNames(panel.y.categories, 1e9);
  const bool keep = rebuilds > 0 && sameStructure(plot, fresh);
  const Plot before = std::exchange(plot, std::move(fresh));
  if (!keep) {
    rebuild();
  } else {
    exchangePoints(before);
    if (!moveAxes(before)) placeAxes();
  }
  showBadge();
  placeOverlay();
}

void PanelChart::Impl::drawMeasured() {
  QElapsedTimer clock;
  clock.start();
  draw();
  if (self->isVisible()) view->viewport()->repaint();
  cost = clock.elapsed();
}

void PanelChart::Impl::showBadge() {
  QStringList parts;
  bool said = false;
  for (const auto& remark : panel.remarks) {
    parts += QString::fromStdString(remark);
    said |= remark.find("hidden") != std::string::npos || remark.find("can't be drawn") != std::string::npos;
  }
  if (plot.hidden > 0 && !said) {
    const bool logarithmic = plot.x.logarithmic || plot.y.logarithmic;
    parts += plot.hidden == 1 ? (logarithmic ? QStringLiteral("1 value <= 0 hidden") : QStringLiteral("1 value that is no number hidden"))
                              : (logarithmic ? QStringLiteral("%L1 values <= 0 hidden") : QStringLiteral("%L1 values that are no numbers hidden")).arg(plot.hidden);
  }
  remarks = parts.join(QStringLiteral("  ·  "));
  badge->setVisible(!parts.isEmpty());
  badge->setFont(theme::font(8.5));
  // Two lines at most: what is said about a chart mustn't take its room. The whole is the tip.
  badge->setText(badge->fontMetrics().elidedText(remarks, Qt::ElideRight, std::max(120, 2 * self->width() - 60)));
  QPalette palette = badge->palette();
  palette.setColor(QPalette::WindowText, theme::faintInk(mode));
  badge->setPalette(palette);
}

void PanelChart::Impl::placeOverlay() {
  overlay->setGeometry(view->geometry());
  overlay->raise();
  overlay->mode = mode;
  overlay->labels.clear();
  overlay->plot = chart()->plotArea();
  for (const auto& rule : panel.rules) {
    const QPointF at = series.empty() ? QPointF() : chart()->mapToPosition(rule.vertical ? QPointF(rule.at, plot.y.low) : QPointF(plot.x.low, rule.at), series.front());
    if (!rule.label.empty()) overlay->labels.push_back({at, plainLabel(rule.label), rule.vertical});
  }
  overlay->update();
}

void PanelChart::Impl::point(QPointF pixel) {
  const QRectF area = chart()->plotArea();
  overlay->pointerX.reset();
  overlay->card.clear();
  if (area.contains(pixel) && !panel.series.empty()) {
    const double x = valueAt(pixel).x();
    const double tolerance = std::max(std::abs(valueAt(pixel + QPointF(12, 0)).x() - x), plot.x.categories.isEmpty() ? 0.0 : 0.5);
    overlay->card = valuesNear(panel, x, tolerance);
    if (!overlay->card.isEmpty()) overlay->pointerX = pixel.x();
  }
  overlay->update();
}

PanelChart::PanelChart(QWidget* parent) : QWidget(parent), m_impl(std::make_unique<Impl>()) {
  auto& impl = *m_impl;
  impl.self = this;
  auto* chart = new QChart;
  chart->setAnimationOptions(QChart::NoAnimation);
  chart->setMargins(QMargins(2, 2, 8, 2));
  chart->setBackgroundRoundness(0);
  chart->layout()->setContentsMargins(0, 0, 0, 0);
  chart->legend()->setAlignment(Qt::AlignTop);
  chart->legend()->setMarkerShape(QLegend::MarkerShapeRectangle);
  impl.view = new QChartView(chart, this);
  impl.view->setRenderHint(QPainter::Antialiasing);
  impl.view->setFrameShape(QFrame::NoFrame);
  impl.view->setMouseTracking(true);
  impl.view->setFocusPolicy(Qt::NoFocus);  // there is nothing in it for the keyboard
  impl.view->viewport()->setMouseTracking(true);
  impl.view->viewport()->installEventFilter(this);
  impl.view->setAccessibleName(QStringLiteral("Chart"));
  impl.badge = new QLabel(this);
  impl.badge->setTextFormat(Qt::PlainText);
  impl.badge->setWordWrap(true);
  impl.badge->setContentsMargins(8, 0, 8, 2);
  impl.badge->installEventFilter(this);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  layout->addWidget(impl.view, 1);
  layout->addWidget(impl.badge);
  impl.overlay = new ChartOverlay(this);
  setMinimumSize(210, 188);  // below this ticks are cut
  impl.soon.setSingleShot(true);
  connect(&impl.soon, &QTimer::timeout, this, [this] { m_impl->drawMeasured(); });
  connect(chart, &QChart::plotAreaChanged, this, [this] { m_impl->placeOverlay(); });
  impl.badge->hide();
}

PanelChart::~PanelChart() {
  // The chart's last signals must not reach a half-destroyed widget.
  disconnect(m_impl->view->chart(), nullptr, this, nullptr);
  m_impl->view->viewport()->removeEventFilter(this);
  m_impl->badge->removeEventFilter(this);
}

void PanelChart::setPanel(const figure::Panel& panel) {
  m_impl->soon.stop();
  m_impl->panel = panel;
  m_impl->live = m_impl->unseen = false;
  m_impl->draw();
}

void PanelChart::updateSoon(const figure::Panel& panel) {
  auto& impl = *m_impl;
  if (impl.rebuilds > 0 && sameDrawing(impl.panel, panel)) return;
  impl.panel = panel;
  impl.live = true;
  impl.unseen = !isVisible();
  if (impl.unseen || impl.soon.isActive()) return;
  const qint64 interval = std::clamp<qint64>(impl.cost * costFactor, liveInterval, longestInterval);
  const qint64 passed = impl.sinceDraw.isValid() ? impl.sinceDraw.elapsed() : interval;
  impl.soon.start(static_cast<int>(std::max<qint64>(0, interval - passed)));
}

void PanelChart::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  if (std::exchange(m_impl->unseen, false)) m_impl->soon.start(0);
}

void PanelChart::setMode(theme::Mode mode) {
  m_impl->mode = mode;
  if (m_impl->rebuilds == 0) return;
  m_impl->draw();
}

QString PanelChart::badge() const { return m_impl->remarks; }
int PanelChart::shapeCount() const { return static_cast<int>(m_impl->plot.shapes.size()); }
int PanelChart::draws() const { return m_impl->draws; }
int PanelChart::rebuilds() const { return m_impl->rebuilds; }

QList<QPointF> PanelChart::drawnPoints(int shape) const {
  auto* each = m_impl->series.at(static_cast<std::size_t>(shape));
  if (auto* area = qobject_cast<QAreaSeries*>(each)) return area->upperSeries()->points();
  return qobject_cast<QXYSeries*>(each)->points();
}

QPointF PanelChart::position(double x, double y) const {
  if (m_impl->series.empty()) return {};
  return m_impl->chart()->mapToPosition({x, y}, m_impl->series.front()) + QPointF(m_impl->view->pos());
}

void PanelChart::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  m_impl->placeOverlay();
  // More or fewer pixel columns: thin anew once the size settles.
  if (m_impl->rebuilds > 0 && !m_impl->soon.isActive()) m_impl->soon.start(150);
}

bool PanelChart::eventFilter(QObject* watched, QEvent* event) {
  if (watched == m_impl->badge && event->type() == QEvent::ToolTip && m_impl->badge->text() != m_impl->remarks) {
    QToolTip::showText(static_cast<QHelpEvent*>(event)->globalPos(), QStringLiteral("<qt>%1</qt>").arg(m_impl->remarks.toHtmlEscaped()), m_impl->badge);
    return true;
  }
  if (watched == m_impl->badge) return QWidget::eventFilter(watched, event);
  if (event->type() == QEvent::MouseMove) m_impl->point(static_cast<QMouseEvent*>(event)->position());
  if (event->type() == QEvent::Leave) m_impl->point({-1, -1});
  if (event->type() == QEvent::MouseButtonRelease) {
    const QPointF pixel = static_cast<QMouseEvent*>(event)->position();
    if (m_impl->chart()->plotArea().contains(pixel)) emit clickedAt(m_impl->valueAt(pixel).x());
  }
  return QWidget::eventFilter(watched, event);
}

}  // namespace ghost::chart
