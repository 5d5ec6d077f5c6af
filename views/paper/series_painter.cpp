#include "views/paper/series_painter.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <tuple>

#include <fmt/format.h>
#include <QPainter>
#include <QPolygonF>

#include "figure/decimate.h"
#include "views/paper/clip.h"
#include "views/paper/marks.h"

namespace ghost::paper {

namespace {

using figure::Series;
constexpr double printedDot = 72.0 / 1200;   ///< points nearer than this can't be told apart on paper

struct Drawn {
  QPolygonF points;
  std::vector<std::size_t> index;            ///< into the series
};

/// What is left of a series at 1200 dpi.
Drawn drawn(const PanelPlace& place, const Series& s) {
  std::vector<double> x, y;
  std::vector<std::size_t> source;
  for (std::size_t i = 0; i < s.x.size(); ++i) {
    if (!isVisible(*place.panel, s, i)) continue;
    x.push_back(place.mapX(s.x[i]));
    y.push_back(place.mapY(s.y[i]));
    source.push_back(i);
  }
  Drawn result;
  for (std::size_t i : figure::decimate(x, y, printedDot)) {
    result.points << QPointF(x[i], y[i]);
    result.index.push_back(source[i]);
  }
  return result;
}

/// Bar sets beside each other: their number and a series' own place among them. Stacks of one panel share one place.
struct BarPlace {
  int count = 0, own = 0;
};
BarPlace barPlace(const figure::Panel& panel, const Series& series) {
  BarPlace place;
  bool stacked = false;
  for (const Series& s : panel.series) {
    if (s.kind == Series::Kind::StackedBars && !stacked) {
      if (series.kind == Series::Kind::StackedBars) place.own = place.count;
      stacked = true;
      ++place.count;
    }
    if (s.kind != Series::Kind::Bars) continue;
    if (&s == &series) place.own = place.count;
    ++place.count;
  }
  return place;
}

std::string barText(double value) {
  if (value == 0) return "0";
  if (std::abs(value) >= 10) return fmt::format("{:.0f}", value);
  std::string text = std::abs(value) >= 0.1 ? fmt::format("{:.3f}", value) : fmt::format("{:.4f}", value);
  if (text.starts_with("0.")) text.erase(0, 1);
  return text;
}

void paintErrorBar(QPainter& painter, const PanelPlace& place, const Series& s, std::size_t i, double x, const Style& style) {
  if (i >= s.low.size() || i >= s.high.size()) return;
  const double low = place.mapY(s.low[i]), high = place.mapY(s.high[i]), cap = 1.6;
  painter.setPen(QPen(style.ink(), style.axis, Qt::SolidLine, Qt::FlatCap));
  for (const QLineF& line : {QLineF(x, low, x, high), QLineF(x - cap, low, x + cap, low), QLineF(x - cap, high, x + cap, high)}) {
    if (const auto inside = clipped(line, place.plot)) painter.drawLine(*inside);
  }
}

void paintBars(QPainter& painter, const PanelPlace& place, const Series& s, std::map<double, double>& stacks, const Style& style) {
  const BarPlace at = barPlace(*place.panel, s);
  const double width = s.barWidth / at.count, unit = std::abs(place.mapX(place.x.low + 1) - place.mapX(place.x.low));
  const bool few = place.panel->series.size() == 1 && !place.panel->x.categories.empty();
  const bool hatched = needsHatches(*place.panel);
  for (std::size_t i = 0; i < s.x.size(); ++i) {
    if (!isVisible(*place.panel, s, i)) continue;
    const double left = s.x[i] - s.barWidth / 2 + at.own * width;
    double from = place.y.logarithmic ? place.y.low : 0, to = s.y[i];
    if (s.kind == Series::Kind::StackedBars) {
      from = stacks[s.x[i]];
      to = stacks[s.x[i]] = from + s.y[i];
    }
    const QRectF bar(QPointF(place.mapX(left), place.mapY(std::max(from, to))), QPointF(place.mapX(left + width), place.mapY(std::min(from, to))));
    const QRectF inside = bar.intersected(place.plot);
    if (hatched) {
      fillHatched(painter, inside, s.role, s.index, style);
    } else {
      painter.fillRect(inside, style.colour(s.role, s.index));
    }
    paintErrorBar(painter, place, s, i, bar.center().x(), style);
    if (!few) continue;
    const Letters text = Letters::plain(barText(s.y[i]), style.smallest);
    const double top = i < s.high.size() ? place.mapY(s.high[i]) : bar.top();
    if (text.width() < unit) text.draw(painter, QPointF(bar.center().x(), top - 1.8), 0.5, style.ink());
  }
}

void paintBand(QPainter& painter, const PanelPlace& place, const Series& s, const Style& style) {
  if (s.low.empty()) return;
  QPolygonF upper, lower;
  for (std::size_t i : drawn(place, s).index) {
    if (i >= s.low.size() || i >= s.high.size()) continue;
    const double x = std::clamp(place.mapX(s.x[i]), place.plot.left(), place.plot.right());
    upper << QPointF(x, std::clamp(place.mapY(s.high[i]), place.plot.top(), place.plot.bottom()));
    const double low = place.y.logarithmic ? std::max(s.low[i], place.y.low) : s.low[i];
    lower.prepend(QPointF(x, std::clamp(place.mapY(low), place.plot.top(), place.plot.bottom())));
  }
  QColor fill = style.colour(s.role, s.index);
  fill.setAlphaF(0.22F);
  painter.setPen(Qt::NoPen);
  painter.setBrush(fill);
  painter.drawPolygon(upper + lower);
}

QPolygonF stairs(const PanelPlace& place, const Series& s) {
  QPolygonF line;
  for (std::size_t i = 0; i < s.x.size(); ++i) {
    if (!isVisible(*place.panel, s, i)) continue;
    const double y = place.mapY(s.y[i]);
    if (line.isEmpty()) line << QPointF(place.mapX(s.x[i] - s.barWidth / 2), place.plot.bottom());
    line << QPointF(place.mapX(s.x[i] - s.barWidth / 2), y) << QPointF(place.mapX(s.x[i] + s.barWidth / 2), y);
  }
  if (!line.isEmpty()) line << QPointF(line.last().x(), place.plot.bottom());
  return line;
}

void paintLine(QPainter& painter, const PanelPlace& place, const Series& s, const Style& style) {
  const Drawn kept = drawn(place, s);
  const bool steps = s.kind == Series::Kind::Steps;
  if (s.kind != Series::Kind::Points) {
    painter.setBrush(Qt::NoBrush);
    painter.setPen(linePen(s, style, patternsAreFree(*place.panel)));
    for (const QPolygonF& part : clippedLine(steps ? stairs(place, s) : kept.points, place.plot)) painter.drawPolyline(part);
  }
  if (steps) return;
  // Markers on every point while they stand apart, else a few along the line, staggered so that those of two series don't hide each other.
  const int look = lookOf(s.role, s.index);
  const double apart = s.kind == Series::Kind::Points || kept.points.size() <= 16 ? 0 : place.plot.width() / 6;
  double next = apart == 0 ? -1e9 : place.plot.left() + apart * (0.3 + 0.17 * (look % 5));
  for (qsizetype i = 0; i < kept.points.size(); ++i) {
    const QPointF& point = kept.points[i];
    if (point.x() < next || !place.plot.adjusted(-0.1, -0.1, 0.1, 0.1).contains(point)) continue;
    if (s.kind == Series::Kind::Points) paintErrorBar(painter, place, s, kept.index[static_cast<std::size_t>(i)], point.x(), style);
    drawMarker(painter, point, look, style.marker * s.size, style.colour(s.role, s.index));
    next = apart == 0 ? next : point.x() + apart;
  }
}

/// A box between two coordinates across its axis; `along` maps a value to the coordinate along it.
template <class Along>
void paintBox(QPainter& painter, const figure::Box& box, const Series& s, bool flat, double middle, double half, Along along, const Style& style) {
  auto line = [&](double from, double to, double a, double b) {
    painter.drawLine(flat ? QLineF(from, a, to, b) : QLineF(a, from, b, to));
  };
  painter.setPen(QPen(style.ink(), style.axis, Qt::SolidLine, Qt::FlatCap));
  line(along(box.whiskerLow), along(box.q1), middle, middle);
  line(along(box.q3), along(box.whiskerHigh), middle, middle);
  for (double end : {box.whiskerLow, box.whiskerHigh}) line(along(end), along(end), middle - half / 2, middle + half / 2);
  const double q1 = along(box.q1), q3 = along(box.q3);
  const QRectF body = flat ? QRectF(QPointF(q1, middle - half), QPointF(q3, middle + half)) : QRectF(QPointF(middle - half, q3), QPointF(middle + half, q1));
  painter.fillRect(body, style.colour(s.role, s.index));
  painter.setBrush(Qt::NoBrush);
  painter.drawRect(body);
  painter.setPen(QPen(style.ink(), 2 * style.axis, Qt::SolidLine, Qt::FlatCap));
  line(along(box.median), along(box.median), middle - half, middle + half);
  painter.setPen(QPen(style.colour(s.role, s.index), style.axis));
  painter.setBrush(Qt::white);
  for (double outlier : box.outliers) {
    const double at = along(outlier);
    painter.drawEllipse(flat ? QPointF(at, middle) : QPointF(middle, at), 0.9, 0.9);
  }
}

void paintBoxes(QPainter& painter, const PanelPlace& place, const Style& style) {
  const auto strip = stripBoxes(*place.panel);
  for (std::size_t i = 0; i < strip.size(); ++i) {
    const double row = place.strip.height() / static_cast<double>(strip.size()), middle = place.strip.top() + row * (static_cast<double>(i) + 0.5);
    for (const figure::Box& box : strip[i]->boxes) paintBox(painter, box, *strip[i], true, middle, 0.32 * row, [&](double v) { return place.mapX(v); }, style);
  }
  if (place.panel->x.categories.empty()) return;
  // Upright boxes of several series stand side by side at their category.
  const auto count = std::count_if(place.panel->series.begin(), place.panel->series.end(), [](const Series& s) { return !s.boxes.empty(); });
  const double room = place.plot.width() / static_cast<double>(place.panel->x.categories.size()) * 0.7 / static_cast<double>(std::max<std::ptrdiff_t>(1, count));
  double own = 0;
  for (const Series& s : place.panel->series) {
    if (s.boxes.empty()) continue;
    const double shift = (own++ - static_cast<double>(count - 1) / 2) * room, half = count > 1 ? 0.42 * room : room / 2;
    for (const figure::Box& box : s.boxes) paintBox(painter, box, s, false, place.mapX(box.at) + shift, half, [&](double v) { return place.mapY(v); }, style);
  }
}

void paintRules(QPainter& painter, const PanelPlace& place, const Style& style) {
  painter.setPen(QPen(style.ink(), style.axis, Qt::DashLine, Qt::FlatCap));
  for (const figure::Rule& rule : place.panel->rules) {
    const QRectF& plot = place.plot;
    const QLineF line = rule.vertical ? QLineF(place.mapX(rule.at), plot.top(), place.mapX(rule.at), plot.bottom()) : QLineF(plot.left(), place.mapY(rule.at), plot.right(), place.mapY(rule.at));
    if (const auto inside = clipped(line, plot)) painter.drawLine(*inside);
  }
}

struct Dot {
  const Series* series;
  std::size_t i;
  QPointF at;
};

/// The first dot of every cell of a grid and series, the cells just as large as needed to keep at most `most`: what is left out lies under what is drawn, or nearly.
std::vector<Dot> thinned(const std::vector<Dot>& dots, int most, double finest) {
  std::vector<Dot> kept = dots;
  for (double cell = finest; std::ssize(kept) > most; cell *= 1.3) {
    std::set<std::tuple<const Series*, long, long>> taken;
    kept.clear();
    for (const Dot& dot : dots)
      if (taken.emplace(dot.series, std::lround(dot.at.x() / cell), std::lround(dot.at.y() / cell)).second) kept.push_back(dot);
  }
  return kept;
}

/// A crowd as stamps: series in turn, so that none covers the others.
void stampItems(QPainter& painter, const std::vector<Dot>& dots, const Style& style) {
  constexpr int layers = 4;
  for (int layer = 0; layer < layers; ++layer) {
    std::map<std::pair<double, const Series*>, std::vector<QPointF>> stamps;  // small ones first
    for (const Dot& dot : dots)
      if (dot.series->items[dot.i] % layers == layer) stamps[{dot.series->size, dot.series}].push_back(dot.at);
    for (const auto& [key, centres] : stamps) stampDots(painter, centres, style.marker * key.first, style.colour(key.second->role, key.second->index));
  }
}

/// Points that stand for items: small ones first, colours mixed by item, so that none covers the others.
void paintItems(QPainter& painter, const PanelPlace& place, const Style& style) {
  constexpr std::size_t apart = 400;           // more markers than these are a crowd whose shapes can't be told apart
  std::vector<Dot> dots;
  for (const Series& s : place.panel->series)
    for (std::size_t i = 0; i < s.items.size(); ++i) {
      const QPointF at(place.mapX(s.x[i]), place.mapY(s.y[i]));
      if (isVisible(*place.panel, s, i) && place.plot.adjusted(-0.1, -0.1, 0.1, 0.1).contains(at)) dots.push_back({&s, i, at});
    }
  if (dots.empty()) return;
  std::stable_sort(dots.begin(), dots.end(), [](const Dot& a, const Dot& b) { return a.series->size != b.series->size ? a.series->size < b.series->size : a.series->items[a.i] < b.series->items[b.i]; });
  dots = thinned(dots, place.dots, 0.2 * style.marker * dots.front().series->size);
  if (dots.size() > apart) return stampItems(painter, dots, style);
  for (const Dot& dot : dots) drawMarker(painter, dot.at, lookOf(dot.series->role, dot.series->index), style.marker * dot.series->size, style.colour(dot.series->role, dot.series->index));
}

}  // namespace

void paintSeries(QPainter& painter, const PanelPlace& place, const Style& style) {
  std::map<double, double> stacks;
  for (const Series& s : place.panel->series) {
    if (s.kind == Series::Kind::Bars || s.kind == Series::Kind::StackedBars) paintBars(painter, place, s, stacks, style);
  }
  for (const Series& s : place.panel->series) {
    if (s.kind == Series::Kind::Line) paintBand(painter, place, s, style);
  }
  paintRules(painter, place, style);
  paintItems(painter, place, style);
  for (const Series& s : place.panel->series) {
    if (!s.items.empty()) continue;
    if (s.kind == Series::Kind::Line || s.kind == Series::Kind::Steps || s.kind == Series::Kind::Points) paintLine(painter, place, s, style);
  }
  paintBoxes(painter, place, style);
}

}  // namespace ghost::paper
