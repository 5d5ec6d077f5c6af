#include "views/paper/sheet.h"

#include <algorithm>
#include <cmath>

#include "views/paper/legend.h"

namespace ghost::paper {

namespace {

constexpr double gutter = 11;        ///< between panels
constexpr int sheetDots = 7000;      ///< some 35 bytes each in a vector file
constexpr double longestUpright = 190;
constexpr double pointsPerMm = 72 / 25.4;

/// Room around the plot of one panel.
struct Margins {
  double left = 2, right = 2, top = 0, bottom = 2;
};

bool isTree(const figure::Panel& panel) { return !panel.tree.empty(); }
bool isHeatmap(const figure::Panel& panel) { return !panel.cells.empty(); }

/// True when the panel to the left shows the same vertical axis, so that this one needs no labels of its own.
bool sharesAxis(const figure::Panel& left, const figure::Panel& panel) {
  if (isTree(left) || isTree(panel) || isHeatmap(left) || isHeatmap(panel)) return false;
  const figure::Axis &a = left.y, &b = panel.y;
  return a.minimum && a.maximum && a.minimum == b.minimum && a.maximum == b.maximum && a.logarithmic == b.logarithmic && a.label == b.label && a.categories.empty() && b.categories.empty();
}

/// A few unnamed bars, or a plot without axis labels of its own, read well in a narrow panel; everything else needs more room.
double leastWidth(const figure::FigureData& figure, std::size_t i) {
  const figure::Panel& panel = figure.panels[i];
  const bool plainBars = panel.series.size() == 1 && panel.series[0].kind == figure::Series::Kind::Bars && panel.series[0].name.empty();
  if (plainBars && !panel.x.categories.empty()) return std::max(25.0, 6.0 * static_cast<double>(panel.x.categories.size())) * pointsPerMm;
  return (i > 0 && sharesAxis(figure.panels[i - 1], panel) ? 22 : 34) * pointsPerMm;
}

int columnsFor(const figure::FigureData& figure, double width) {
  const int n = static_cast<int>(figure.panels.size());
  int most = 1;
  for (int columns = 2; columns <= n; ++columns) {  // as many as fit in every row
    double widest = 0;
    for (int first = 0; first < n; first += columns) {
      double row = -gutter;
      for (int i = first; i < std::min(n, first + columns); ++i) row += gutter + leastWidth(figure, static_cast<std::size_t>(i));
      widest = std::max(widest, row);
    }
    if (widest <= width) most = columns;
  }
  const int rows = (n + most - 1) / std::max(1, most);
  return rows > 0 ? (n + rows - 1) / rows : 1;  // 4 panels in room for 3 stand 2 by 2
}

double naturalHeight(const figure::Panel& panel, double plotWidth) {
  if (isTree(panel)) {
    switch (panel.treeShape) {
      case figure::Panel::TreeShape::Radial: return std::min(plotWidth, 340.0);
      case figure::Panel::TreeShape::Icicle: return std::min(0.55 * plotWidth, 260.0);
      case figure::Panel::TreeShape::Cone: return std::min(0.8 * plotWidth, 300.0);
    }
  }
  if (isHeatmap(panel)) {
    const auto columns = static_cast<double>(std::max<std::size_t>(1, panel.x.categories.size()));
    const auto rows = static_cast<double>(std::max<std::size_t>(1, panel.y.categories.size()));
    return rows * std::clamp(0.7 * plotWidth / columns, 15.0, 36.0);
  }
  return std::clamp(0.68 * plotWidth, 62.0, 165.0);
}

/// Width of the strip at the left that the upright axis label takes; one with a superscript stands taller.
double labelStrip(const figure::Panel& panel, const Style& style) {
  if (panel.y.label.empty()) return 0;
  return 1.25 * style.label + 2 + upright(panel, style) - 0.95 * style.label;
}

double widest(const figure::Scale& scale, const Style& style, bool markup) {
  double width = 0;
  for (const figure::Tick& tick : scale.ticks) {
    width = std::max(width, (markup ? Letters::markup(tick.label, style.tick, style.smallest) : Letters::plain(tick.label, style.tick)).width());
  }
  return width;
}

bool labelsFit(const figure::Scale& scale, double length, const Style& style, bool markup) {
  double taken = -1e9;
  for (const figure::Tick& tick : scale.ticks) {
    if (tick.label.empty()) continue;
    const double half = (markup ? Letters::markup(tick.label, style.tick, style.smallest) : Letters::plain(tick.label, style.tick)).width() / 2;
    const double at = scale.place(tick.at) * length;
    if (at - half < taken) return false;
    taken = at + half + 0.55 * style.tick;
  }
  return true;
}

bool isCloud(const figure::Panel& panel) {
  return std::any_of(panel.series.begin(), panel.series.end(), [](const figure::Series& s) { return !s.items.empty(); });
}

/// With room for whole dots at the edge.
figure::Range roomy(figure::Range range) {
  const double room = 0.03 * (range.high - range.low);
  return {range.low - room, range.high + room};
}

/// As many ticks as have room for their labels side by side.
figure::Scale horizontalScale(const figure::Panel& panel, double length, const Style& style) {
  const figure::Range range = isCloud(panel) ? roomy(xRange(panel)) : xRange(panel);
  for (int wanted = std::clamp(static_cast<int>(length / (2.6 * style.tick)), 2, 10); wanted > 1; --wanted) {
    figure::Scale scale = tightScaleFor(panel.x, range, wanted);
    if (labelsFit(scale, length, style, panel.x.categories.empty())) return scale;
  }
  return tightScaleFor(panel.x, range, 1);
}

figure::Scale verticalScale(const figure::Panel& panel, double length, const Style& style) {
  const int wanted = std::clamp(static_cast<int>(length / (2.9 * style.tick)), 2, 7);
  // Neither axis of a cloud begins at a round number: up to the next one half of the picture would be empty.
  return isCloud(panel) ? tightScaleFor(panel.y, roomy(yRange(panel)), wanted) : scaleFor(panel.y, yRange(panel), wanted);
}

class Layout {
 public:
  Layout(const figure::FigureData& figure, double width, const Style& style) : m_style(style) {
    m_sheet.size.setWidth(width);
    m_columns = columnsFor(figure, width);
    for (const figure::Panel& panel : figure.panels) {
      PanelPlace place;
      place.panel = &panel;
      const std::size_t i = m_sheet.panels.size();
      if (figure.panels.size() > 1) place.letter = std::string("(") + static_cast<char>('a' + i % 26) + ")";
      place.sharesAxis = columnOf(i) > 0 && sharesAxis(figure.panels[i - 1], panel);
      m_sheet.panels.push_back(std::move(place));
    }
    m_sheet.legend = legendOf(figure);
    if (figure.titleShown) m_sheet.heading = figure.title;
    const auto clouds = std::count_if(figure.panels.begin(), figure.panels.end(), isCloud);
    for (PanelPlace& place : m_sheet.panels) place.dots = sheetDots / static_cast<int>(std::max<std::ptrdiff_t>(1, clouds));
  }

  Sheet run(double height) {
    const double right = m_sheet.size.width() - 2, legend = flowLegend(m_sheet.legend, 2, right, 1 + heading(), m_style);
    const double top = heading() + (legend > 0 ? legend + 5 : 1);
    const std::vector<std::string> remarks = remarkLines();
    const double below = remarks.empty() ? 1 : 1.3 * m_style.remark * static_cast<double>(remarks.size()) + 4;
    m_room = height > 0 ? std::max(20.0, (height - top - below - gutter * (rows() - 1)) / std::max(1, rows())) : 0;
    measure();
    double y = top;
    for (int row = 0; row < rows(); ++row) y = placeRow(row, y) + gutter;
    y -= rows() > 0 ? gutter : 0;
    alignLegend(legend, right);
    for (std::size_t i = 0; i < remarks.size(); ++i) {
      m_sheet.remarks.emplace_back(QPointF(2, y + 3 + 1.3 * m_style.remark * (static_cast<double>(i) + 0.8)), remarks[i]);
    }
    m_sheet.size.setHeight(height > 0 ? height : y + below);
    return std::move(m_sheet);
  }

 private:
  double heading() const { return m_sheet.heading.empty() ? 0 : 1.6 * m_style.title; }
  int rows() const { return (static_cast<int>(m_sheet.panels.size()) + m_columns - 1) / m_columns; }
  std::size_t columnOf(std::size_t panel) const { return panel % static_cast<std::size_t>(m_columns); }

  /// Over one column of panels the legend begins where their axes do, if it needs no further line for that.
  void alignLegend(double height, double right) {
    if (m_columns > 1 || m_sheet.panels.empty() || isTree(*m_sheet.panels[0].panel)) return;
    if (flowLegend(m_sheet.legend, m_sheet.panels[0].plot.left(), right, 1 + heading(), m_style) > height + 0.01) flowLegend(m_sheet.legend, 2, right, 1 + heading(), m_style);
  }

  std::vector<std::string> remarkLines() const {
    std::vector<std::string> lines;
    for (const PanelPlace& place : m_sheet.panels) {
      for (const std::string& remark : place.panel->remarks) {
        const std::string whole = place.letter.empty() ? remark : place.letter + " " + remark;
        for (std::string& line : wrapped(whole, m_style.remark, m_sheet.size.width() - 4)) lines.push_back(std::move(line));
      }
    }
    return lines;
  }

  /// The natural height, and no less than the upright labels are long.
  double ownHeight(const figure::Panel& panel, double width) const {
    if (isTree(panel)) return naturalHeight(panel, width);
    // A label that is longer than any panel should be high is cut instead.
    const auto length = [this](const std::string& label) { return std::min(longestUpright, Letters::markup(label, m_style.label, m_style.smallest).width() + 2); };
    return std::max({naturalHeight(panel, width), length(panel.y.label), isHeatmap(panel) ? length(panel.cellLabel) : 0});
  }

  double titleHeight(const PanelPlace& place) const { return place.letter.empty() && place.panel->title.empty() ? 2 : 1.45 * m_style.title; }

  /// All plots are equally wide and those of a column stand under each other. Margins depend on tick labels and these on the plot's size, which depends on
  /// the margins: three rounds settle it.
  void measure() {
    const auto n = static_cast<double>(m_columns);
    m_plotWidth = (m_sheet.size.width() - gutter * (n - 1)) / n - 30;
    m_margins.resize(m_sheet.panels.size());
    for (int round = 0; round < 4; ++round) {
      m_left.assign(static_cast<std::size_t>(m_columns), 0);
      m_right.assign(static_cast<std::size_t>(m_columns), 0);
      double taken = gutter * (n - 1);
      for (std::size_t i = 0; i < m_sheet.panels.size(); ++i) {
        PanelPlace& place = m_sheet.panels[i];
        m_margins[i] = marginsAt(place, m_plotWidth, m_room > 0 ? std::max(20.0, m_room - m_margins[i].top - m_margins[i].bottom) : ownHeight(*place.panel, m_plotWidth));
        m_left[columnOf(i)] = std::max(m_left[columnOf(i)], m_margins[i].left);
        m_right[columnOf(i)] = std::max(m_right[columnOf(i)], m_margins[i].right);
      }
      for (std::size_t c = 0; c < m_left.size(); ++c) taken += m_left[c] + m_right[c];
      m_plotWidth = std::max(15.0, (m_sheet.size.width() - taken) / n);
    }
  }

  Margins marginsAt(PanelPlace& place, double width, double height) {
    const figure::Panel& panel = *place.panel;
    Margins margins;
    margins.top = titleHeight(place);
    if (isTree(panel)) {
      if (panel.treeShape == figure::Panel::TreeShape::Icicle) margins.left = 2 + 1.25 * m_style.label + 2 + 0.8 * m_style.tick;  // "level", and its number
      return margins;
    }
    const double letters = Letters::height(m_style.tick);
    place.y = verticalScale(panel, height, m_style);
    place.x = horizontalScale(panel, width, m_style);
    margins.left = 2 + tickLength + (place.sharesAxis ? 0 : widest(place.y, m_style, panel.y.categories.empty()) + labelStrip(panel, m_style));
    place.uprightCategories = !panel.x.categories.empty() && !labelsFit(place.x, width, m_style, false);
    const double under = place.uprightCategories ? std::min(widest(place.x, m_style, false), uprightLimit()) : letters;
    margins.bottom = tickLength + 1.5 + under + (panel.x.label.empty() ? 0 : 1.35 * m_style.label + 1);
    margins.top += stripHeight(panel) + 0.35 * m_style.tick;
    for (const figure::Tick& tick : place.x.ticks) {
      if (place.uprightCategories) break;
      const double half = Letters::markup(tick.label, m_style.tick, m_style.smallest).width() / 2;
      margins.right = std::max(margins.right, place.x.place(tick.at) * width + half - width + 1);
      margins.left = std::max(margins.left, half - place.x.place(tick.at) * width + 1);
    }
    const double column = (m_sheet.size.width() - gutter * (m_columns - 1)) / m_columns - 4;
    const double over = (std::min(column, Letters::markup(panel.x.label, m_style.label, m_style.smallest).width()) - width) / 2;
    margins.left = std::max(margins.left, over);
    margins.right = std::max(margins.right, over);
    if (isHeatmap(panel)) margins.right = 5 + 7 + tickLength + 2 + widest(colourBar(panel, height, m_style), m_style, true) + 1.4 * m_style.label;
    return margins;
  }

  double uprightLimit() const { return 62 * m_style.tick / 7; }
  double stripHeight(const figure::Panel& panel) const { return stripRow() * static_cast<double>(stripBoxes(panel).size()) + (stripBoxes(panel).empty() ? 0 : 3); }
  double stripRow() const { return 1.2 * m_style.tick; }

  /// Panels of a row share top and bottom, so that their axes stand on one line. Returns the bottom of the row.
  double placeRow(int row, double top) {
    const std::size_t first = static_cast<std::size_t>(row * m_columns), last = std::min(first + static_cast<std::size_t>(m_columns), m_sheet.panels.size());
    Margins common;
    double height = 0;
    for (std::size_t i = first; i < last; ++i) {
      common.top = std::max(common.top, m_margins[i].top);
      common.bottom = std::max(common.bottom, m_margins[i].bottom);
      height = std::max(height, ownHeight(*m_sheet.panels[i].panel, m_plotWidth));
    }
    if (m_room > 0) height = std::max(20.0, m_room - common.top - common.bottom);
    double x = 0;
    for (std::size_t i = first; i < last; ++i) {
      PanelPlace& place = m_sheet.panels[i];
      const double left = m_left[i - first], right = m_right[i - first];
      place.outer = QRectF(x, top, left + m_plotWidth + right, common.top + height + common.bottom);
      place.plot = QRectF(x + left, top + common.top, m_plotWidth, height);
      const double strip = stripHeight(*place.panel);
      if (strip > 0) place.strip = QRectF(place.plot.left(), place.plot.top() - strip, place.plot.width(), strip - 3);
      x += left + m_plotWidth + right + gutter;
    }
    return top + common.top + height + common.bottom;
  }

  const Style& m_style;
  Sheet m_sheet;
  int m_columns = 1;
  double m_room = 0;                          ///< height of a row when the sheet's is given, 0 otherwise
  double m_plotWidth = 0;
  std::vector<Margins> m_margins;             ///< a panel
  std::vector<double> m_left, m_right;        ///< a column
};

}  // namespace

double upright(const figure::Panel& panel, const Style& style) {
  const auto runs = figure::parseMarkup(panel.y.label);
  const bool raised = std::any_of(runs.begin(), runs.end(), [](const figure::TextRun& run) { return run.level > 0; });
  return (raised ? 1.2 : 0.95) * style.label;
}

bool patternsAreFree(const figure::Panel& panel) {
  return std::none_of(panel.series.begin(), panel.series.end(), [](const figure::Series& s) { return s.dashed; });
}

std::vector<const figure::Series*> stripBoxes(const figure::Panel& panel) {
  std::vector<const figure::Series*> boxes;
  if (!panel.x.categories.empty()) return boxes;
  for (const figure::Series& s : panel.series) {
    if (s.kind == figure::Series::Kind::Box && !s.boxes.empty()) boxes.push_back(&s);
  }
  return boxes;
}

Sheet layOut(const figure::FigureData& figure, double widthPt, double heightPt, const Style& style) { return Layout(figure, widthPt, style).run(heightPt); }

}  // namespace ghost::paper
