#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/json_file.h"

namespace ghost::figure {

/// The meaning of a colour; the theme maps it to one colour in every view. Head and tail keep theirs everywhere.
enum class Role { Neutral, Head, Tail, Positive, Negative, Series };

struct Axis {
  std::string label;                     ///< with unit; markup.h: "L^h" style super- and subscripts
  bool logarithmic = false;
  bool whole = false;                    ///< counts: no tick between whole numbers
  std::optional<double> minimum, maximum;
  std::vector<std::string> categories;   ///< categorical axis when not empty; x values are then 0, 1, 2, ...
};

/// The numbers of one box: quartiles by the type-7 rule (linear between order statistics), whiskers at the furthest values within
/// 1.5 interquartile ranges, everything beyond counted as an outlier and listed once per distinct value.
struct Box {
  double at = 0;                         ///< category index
  double whiskerLow = 0, q1 = 0, median = 0, q3 = 0, whiskerHigh = 0;
  double mean = 0;
  std::vector<double> outliers;          ///< distinct, ascending
  std::int64_t count = 0;
};
/// Box of `values` (any order); count 0 when empty. Throws nothing; not finite values are left out.
Box boxOf(std::vector<double> values, double at = 0);
/// Type-7 quantile of ascending values, p in [0, 1]; NaN when empty.
double quantile(const std::vector<double>& ascending, double p);

/// One line, bar set or point set. Invisible points (NaN, or <= 0 on a log axis) are left out and counted by hiddenPoints().
/// Bars of several series at one x stand side by side (StackedBars on each other); together they take `barWidth` x units.
/// A Box series stands at categories on a categorical x axis; on a numeric x axis it lies along x, in a strip above the plot.
struct Series {
  std::string name;                      ///< empty = not in the legend
  Role role = Role::Series;
  int index = 0;                         ///< n-th colour for Role::Series; for other roles n > 0 asks for a lighter or darker sibling
  enum class Kind { Line, Points, Bars, StackedBars, Steps, Box } kind = Kind::Line;
  std::vector<double> x, y;
  std::vector<double> low, high;         ///< band (lines) or error bars (points, bars); empty if none
  std::vector<Box> boxes;                ///< Kind::Box only
  double barWidth = 0.8;                 ///< in x units
  bool dashed = false;
  std::vector<std::int32_t> items;       ///< Points: the item each stands for, so that it can be picked; empty if none
  double size = 1;                       ///< Points: diameter in those of a common marker
};

/// A straight reference line across the whole panel, e.g. a threshold: x = at (vertical) or y = at.
struct Rule {
  bool vertical = false;
  double at = 0;
  std::string label;                     ///< named beside the line or in the legend; markup.h
  Role role = Role::Neutral;
};

/// A heatmap cell; `link` names the run it opens, empty = no run yet.
struct Cell {
  int column = 0, row = 0;
  std::optional<double> value;
  std::string text;                      ///< shown inside
  std::string link;
  std::string tooltip;
  std::string estimate;                  ///< of an empty cell: what its run would cost. For the screen; never printed or exported
};

/// A node of a laid-out tree in [0,1]^2 (or [-1,1]^3 for cone). Parents come before their children.
/// Sector of a radial node: [angleBegin, angleEnd) in radians around (0.5, 0.5); icicle: rectangle [x, x+width) x [y, y+height), root at y = 0;
/// cone: disc of radius `width` around (x, y) at height z, 1 at the root and -1 at the deepest level.
struct TreeNode {
  std::int32_t id = 0;                   ///< SidTrie node
  std::int32_t parent = -1;              ///< id of the parent; -1 at the root
  float x = 0, y = 0, z = 0;
  float width = 0, height = 0;           ///< icicle rectangle, cone radius; 0 in a radial tree
  float angleBegin = 0, angleEnd = 0;    ///< radial only
  Role role = Role::Neutral;             ///< Head on the path of a head item (the skeleton), Tail elsewhere, Neutral at the root
  std::int32_t depth = 0;
  std::int32_t items = 0;                ///< items at and below
  std::int32_t item = -1;                ///< the item ending here (first of several), -1 for inner nodes
  std::int32_t folded = 0;               ///< items below that are not drawn because the node is folded; drawn as a glyph
  Role foldedRole = Role::Tail;          ///< Tail, or Neutral where head items are among the folded (or nothing is known of roles)
  float weight = 0;                      ///< share of training events at and below
  std::int64_t events = 0;               ///< training events at and below
  std::int64_t shown = -1;               ///< places that items at and below take in recommended lists; -1 where no lists are known
  std::int32_t heads = 0;                ///< head items at and below
  std::string label;                     ///< SID token, e.g. <a_12>
};

/// What the colour of a tree's nodes says: head or tail, or a number from pale to dark.
enum class TreeColour { Role, Depth, Popularity, Exposure, Tails };

/// Everything a view or a paper renderer needs, as plain values. One panel; several panels make a figure.
struct Panel {
  std::string title;
  Axis x, y;
  std::vector<Series> series;
  std::vector<Rule> rules;
  std::vector<Cell> cells;               ///< heatmap when not empty (x and y categorical; row 0 at the bottom)
  std::string cellLabel;                 ///< what the colour means; markup.h
  std::optional<double> cellCentre;      ///< set: a diverging colour scale around this value, else sequential
  std::vector<TreeNode> tree;            ///< tree when not empty
  enum class TreeShape { Radial, Icicle, Cone } treeShape = TreeShape::Radial;
  TreeColour treeColour = TreeColour::Role;
  std::vector<std::string> remarks;      ///< badges: "3 values <= 0 hidden"
};

struct FigureData {
  std::string kind;                      ///< row of the figure table
  std::string title;
  bool titleShown = false;               ///< the title stands above the panels: where a person wrote one
  std::vector<Panel> panels;
  std::vector<std::string> runs;         ///< run folder names it was made from
  OrderedJson provenance = OrderedJson::object();  ///< recipe, profile, seed, data hash per run
  std::string emptyReason;               ///< when there is nothing to draw: one sentence saying what is missing
};

/// Indented text, stable, 6 significant digits: for goldens and diffs.
std::string toText(const FigureData& figure);
OrderedJson toJson(const FigureData& figure);
/// Long table, one header for the whole figure: panel, plot (running number), series, then the columns the figure needs: x, x_label, y, low, high;
/// whisker_low .. whisker_high; column, row, value, text, link; node, parent, tx, ty, ... Numbers round-trip. Text cells beginning with = + - @ tab or
/// return get a leading ' so that no spreadsheet reads them as a formula; commas in text become semicolons, since pgfplots knows no quoted commas.
std::string toCsv(const FigureData& figure);
/// Points of a series that can't be drawn on the panel's axes; also counts not finite values.
int hiddenPoints(const Panel& panel, const Series& series);
/// True when point i of the series can be drawn on the panel's axes.
bool isVisible(const Panel& panel, const Series& series, std::size_t i);

std::string_view roleName(Role role);
std::string_view kindName(Series::Kind kind);
std::string_view shapeName(Panel::TreeShape shape);

}  // namespace ghost::figure
