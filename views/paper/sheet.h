#pragma once
#include <string>
#include <vector>

#include <QPointF>
#include <QRectF>
#include <QSizeF>

#include "figure/figure_data.h"
#include "figure/ticks.h"
#include "views/paper/letters.h"
#include "views/paper/style.h"

namespace ghost::paper {

/// One panel with its place on the sheet, in points from the top left corner.
struct PanelPlace {
  const figure::Panel* panel = nullptr;
  QRectF outer;                  ///< all that belongs to the panel
  QRectF plot;                   ///< inside the axes
  QRectF strip;                  ///< above the plot, for boxes along a numeric x axis; empty if none
  figure::Scale x, y;
  std::string letter;            ///< "(a)", empty when the figure has one panel
  int dots = 0;                  ///< how many points of a cloud may be drawn here, so that a sheet of clouds stays a small file
  bool sharesAxis = false;       ///< the panel to the left shows this vertical axis
  bool uprightCategories = false;  ///< category labels stand on their heads: they don't fit side by side

  QPointF map(double px, double py) const { return {mapX(px), mapY(py)}; }
  double mapX(double px) const { return plot.left() + x.place(px) * plot.width(); }
  double mapY(double py) const { return plot.bottom() - y.place(py) * plot.height(); }
};

/// One thing the legend explains.
struct LegendEntry {
  enum class Sample { Line, Area, Rule, Node, Spikes, Dot, Ramp } sample = Sample::Line;
  std::string name;
  bool isMarkup = false;
  const figure::Series* series = nullptr;  ///< Line
  figure::Role role = figure::Role::Neutral;
  int index = 0;
  bool byLook = true;            ///< dashed or hatched as the series is drawn
  QPointF at;                    ///< left end of the sample, on its middle line
  std::string shown = {};        ///< the name as it fits the sheet's width
};

/// A figure laid out: where everything stands, so that nothing overlaps and nothing is cut off. Points into `figure`, which must outlive it.
struct Sheet {
  QSizeF size;                   ///< points
  std::string heading;           ///< above everything; empty if none
  std::vector<PanelPlace> panels;
  std::vector<LegendEntry> legend;
  std::vector<std::pair<QPointF, std::string>> remarks;  ///< base line and text
};

/// heightPt 0: as high as the content reads best at this width.
Sheet layOut(const figure::FigureData& figure, double widthPt, double heightPt, const Style& style);

/// The scale beside a heatmap of this height: all values, or equal room on both sides of the panel's centre.
figure::Scale colourBar(const figure::Panel& panel, double height, const Style& style);
/// How far the base line of the upright y label stands from the panel's left edge.
double upright(const figure::Panel& panel, const Style& style);
/// True when no series of the panel is dashed by meaning, so that dash patterns are free to tell series apart.
bool patternsAreFree(const figure::Panel& panel);
/// Series with a box lying along x, in order; their number is the number of rows of the strip.
std::vector<const figure::Series*> stripBoxes(const figure::Panel& panel);

inline constexpr double legendSample = 15;  ///< width of a legend sample
inline constexpr double tickLength = 2.5;

}  // namespace ghost::paper
