#include "views/chart/plot_shapes.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "views/chart/thinning.h"

namespace ghost::chart {

using figure::Panel;
using figure::Series;

namespace {

constexpr int mostErrorBars = 64;

QColor colourOf(const Series& s, theme::Mode mode) { return theme::roleColour(s.role, s.index, mode); }

QColor paler(QColor colour, int alpha) {
  colour.setAlpha(alpha);
  return colour;
}

class Builder {
 public:
  Builder(const Panel& panel, int columns, theme::Mode mode) : m_panel(panel), m_columns(std::max(50, columns)), m_mode(mode) {
    const bool strip = panel.x.categories.empty() && std::any_of(panel.series.begin(), panel.series.end(), [](const Series& s) { return !s.boxes.empty(); });
    m_plot.x = horizontalRange(panel);
    m_plot.y = verticalRange(panel, strip);
    for (const Series& s : panel.series) m_barSeries += s.kind == Series::Kind::Bars;
    for (const Series& s : panel.series) m_boxSeries += s.kind == Series::Kind::Box;
  }

  Plot build() {
    for (const Series& s : m_panel.series) {
      m_plot.hidden += figure::hiddenPoints(m_panel, s);
      switch (s.kind) {
        case Series::Kind::Line: line(s, false); break;
        case Series::Kind::Steps: line(s, true); break;
        case Series::Kind::Points: points(s); break;
        case Series::Kind::Bars: bars(s); break;
        case Series::Kind::StackedBars: stacked(s); break;
        case Series::Kind::Box: boxes(s); break;
      }
    }
    for (const auto& rule : m_panel.rules) this->rule(rule);
    return std::move(m_plot);
  }

 private:
  /// Where bars and bands end downwards: zero, or the edge of a logarithmic axis.
  double floorY() const { return m_plot.y.logarithmic ? m_plot.y.low : 0; }
  double visibleY(double y) const { return m_plot.y.logarithmic ? std::max(y, m_plot.y.low) : y; }

  void line(const Series& s, bool steps) {
    Shape shape;
    shape.stroke = colourOf(s, m_mode);
    shape.width = 1.8;
    shape.dashed = s.dashed;
    shape.legend = QString::fromStdString(s.name);
    QList<QPointF> upper, lower;
    for (std::size_t i = 0; i < s.x.size() && i < s.y.size(); ++i) {
      if (!figure::isVisible(m_panel, s, i)) continue;
      if (steps && !shape.points.isEmpty()) {
        const double middle = (shape.points.back().x() + s.x[i]) / 2;
        shape.points.append({middle, shape.points.back().y()});
        shape.points.append({middle, s.y[i]});
      }
      shape.points.append({s.x[i], s.y[i]});
      if (i < s.low.size() && i < s.high.size()) {
        upper.append({s.x[i], visibleY(s.high[i])});
        lower.append({s.x[i], visibleY(s.low[i])});
      }
    }
    if (upper.size() > 1) {
      Shape band;
      band.kind = Shape::Kind::Area;
      band.points = thinned(upper, m_columns);
      band.lower = thinned(lower, m_columns);
      band.stroke = Qt::transparent;
      band.fill = paler(shape.stroke, 50);
      m_plot.shapes.push_back(std::move(band));
    }
    shape.points = thinned(shape.points, m_columns);
    m_plot.shapes.push_back(std::move(shape));
  }

  void points(const Series& s) {
    Shape shape;
    shape.kind = Shape::Kind::Points;
    shape.fill = colourOf(s, m_mode);
    shape.stroke = theme::ground(m_mode);
    shape.width = 8;
    shape.legend = QString::fromStdString(s.name);
    for (std::size_t i = 0; i < s.x.size() && i < s.y.size(); ++i)
      if (figure::isVisible(m_panel, s, i)) shape.points.append({s.x[i], s.y[i]});
    shape.points = thinned(shape.points, m_columns);
    errorBars(s, 0);
    m_plot.shapes.push_back(std::move(shape));
  }

  void errorBars(const Series& s, double shift) {
    if (s.low.size() != s.x.size() || s.high.size() != s.x.size() || s.x.size() > mostErrorBars) return;
    for (std::size_t i = 0; i < s.x.size(); ++i) {
      if (!figure::isVisible(m_panel, s, i)) continue;
      stroke({{s.x[i] + shift, visibleY(s.low[i])}, {s.x[i] + shift, visibleY(s.high[i])}}, theme::ink(m_mode), 1.2);
    }
  }

  void stroke(const QList<QPointF>& points, const QColor& colour, double width) {
    Shape shape;
    shape.points = points;
    shape.stroke = colour;
    shape.width = width;
    m_plot.shapes.push_back(std::move(shape));
  }

  // All bars of a series are one area whose two edges touch between bars.
  void addBar(Shape& shape, double left, double right, double bottom, double top) {
    for (const auto& [x, y] : {std::pair(left, bottom), std::pair(left, top), std::pair(right, top), std::pair(right, bottom)}) shape.points.append({x, y});
    for (double x : {left, left, right, right}) shape.lower.append({x, bottom});
  }

  Shape barShape(const Series& s) const {
    Shape shape;
    shape.kind = Shape::Kind::Area;
    shape.fill = colourOf(s, m_mode);
    shape.stroke = m_panel.x.categories.empty() && s.x.size() > 40 ? shape.fill : theme::ground(m_mode);
    shape.width = 0.6;
    shape.legend = QString::fromStdString(s.name);
    return shape;
  }

  void bars(const Series& s) {
    Shape shape = barShape(s);
    const double width = s.barWidth / std::max(1, m_barSeries), shift = (m_barsSoFar - (m_barSeries - 1) / 2.0) * width;
    ++m_barsSoFar;
    for (std::size_t i = 0; i < s.x.size() && i < s.y.size(); ++i) {
      if (!figure::isVisible(m_panel, s, i)) continue;
      addBar(shape, s.x[i] + shift - width / 2, s.x[i] + shift + width / 2, floorY(), visibleY(s.y[i]));
    }
    m_plot.shapes.push_back(std::move(shape));
    errorBars(s, shift);
  }

  void stacked(const Series& s) {
    Shape shape = barShape(s);
    for (std::size_t i = 0; i < s.x.size() && i < s.y.size(); ++i) {
      if (!std::isfinite(s.y[i])) continue;
      double& top = m_stack[s.x[i]];
      addBar(shape, s.x[i] - s.barWidth / 2, s.x[i] + s.barWidth / 2, visibleY(top == 0 ? floorY() : top), visibleY(top + s.y[i]));
      top += s.y[i];
    }
    m_plot.shapes.push_back(std::move(shape));
  }

  void boxes(const Series& s) {
    const bool along = m_panel.x.categories.empty();
    const double width = along ? 0 : s.barWidth / std::max(1, m_boxSeries);
    const double shift = along ? 0 : (m_boxesSoFar - (m_boxSeries - 1) / 2.0) * width;
    bool first = true;
    for (const auto& box : s.boxes) {
      if (box.count == 0) continue;
      if (along) boxAlong(s, box);
      else boxUpright(s, box, box.at + shift, {width * 0.35, first});
      first = false;
    }
    ++m_boxesSoFar;
  }

  /// The n-th of the strips above the data, as fractions of the axis' height.
  double strip(double fraction) const {
    const double share = 0.985 - 0.10 * (m_boxesSoFar + fraction) / std::max(1, m_boxSeries);
    if (m_plot.y.logarithmic) return m_plot.y.low * std::pow(m_plot.y.high / m_plot.y.low, share);
    return m_plot.y.low + share * (m_plot.y.high - m_plot.y.low);
  }

  void boxAlong(const Series& s, const figure::Box& box) {
    const double top = strip(0.15), bottom = strip(0.85), middle = strip(0.5);
    const QColor colour = colourOf(s, m_mode), ink = theme::ink(m_mode);
    const auto clean = [&](double x) { return m_plot.x.logarithmic ? std::max(x, m_plot.x.low) : x; };
    stroke({{clean(box.whiskerLow), middle}, {clean(box.q1), middle}}, ink, 1.2);
    stroke({{clean(box.q3), middle}, {clean(box.whiskerHigh), middle}}, ink, 1.2);
    Shape body;
    body.kind = Shape::Kind::Area;
    body.points = {{clean(box.q1), top}, {clean(box.q3), top}};
    body.lower = {{clean(box.q1), bottom}, {clean(box.q3), bottom}};
    body.fill = paler(colour, 120);
    body.stroke = ink;
    body.width = 1;
    m_plot.shapes.push_back(std::move(body));
    stroke({{clean(box.median), bottom}, {clean(box.median), top}}, ink, 2.2);
    QList<QPointF> outliers;
    for (double x : box.outliers) outliers.append({x, middle});
    dots(outliers, colour);
  }

  struct Upright {
    double half = 0;     ///< of the width
    bool named = false;  ///< one box a series stands in the legend
  };
  void boxUpright(const Series& s, const figure::Box& box, double at, const Upright& upright) {
    const double half = upright.half;
    const QColor colour = colourOf(s, m_mode), ink = theme::ink(m_mode);
    stroke({{at, visibleY(box.whiskerLow)}, {at, visibleY(box.q1)}}, ink, 1.2);
    stroke({{at, visibleY(box.q3)}, {at, visibleY(box.whiskerHigh)}}, ink, 1.2);
    Shape body;
    body.kind = Shape::Kind::Area;
    body.points = {{at - half, visibleY(box.q3)}, {at + half, visibleY(box.q3)}};
    body.lower = {{at - half, visibleY(box.q1)}, {at + half, visibleY(box.q1)}};
    body.fill = paler(colour, 120);
    body.stroke = ink;
    body.width = 1;
    if (upright.named) body.legend = QString::fromStdString(s.name);
    m_plot.shapes.push_back(std::move(body));
    stroke({{at - half, visibleY(box.median)}, {at + half, visibleY(box.median)}}, ink, 2.2);
    QList<QPointF> outliers;
    for (double y : box.outliers)
      if (!m_plot.y.logarithmic || y > 0) outliers.append({at, y});
    dots(outliers, colour);
  }

  void dots(const QList<QPointF>& at, const QColor& colour) {
    if (at.isEmpty()) return;
    Shape shape;
    shape.kind = Shape::Kind::Points;
    shape.points = thinned(at, m_columns);
    shape.fill = paler(colour, 170);
    shape.stroke = Qt::transparent;
    shape.width = 5;
    m_plot.shapes.push_back(std::move(shape));
  }

  void rule(const figure::Rule& rule) {
    if ((rule.vertical ? m_plot.x : m_plot.y).logarithmic && rule.at <= 0) return;
    Shape shape;
    shape.stroke = theme::roleColour(rule.role, 0, m_mode);
    shape.width = 1.2;
    shape.dashed = true;
    if (rule.vertical) shape.points = {{rule.at, m_plot.y.low}, {rule.at, m_plot.y.high}};
    else shape.points = {{m_plot.x.low, rule.at}, {m_plot.x.high, rule.at}};
    m_plot.shapes.push_back(std::move(shape));
  }

  const Panel& m_panel;
  int m_columns;
  theme::Mode m_mode;
  Plot m_plot;
  int m_barSeries = 0, m_barsSoFar = 0, m_boxSeries = 0, m_boxesSoFar = 0;
  std::map<double, double> m_stack;
};

}  // namespace

Plot plotOf(const Panel& panel, int columns, theme::Mode mode) { return Builder(panel, columns, mode).build(); }

}  // namespace ghost::chart
