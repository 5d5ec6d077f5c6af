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
  std::string label;                     ///< with unit; "L^h" style super- and subscripts allowed (^, _, braces)
  bool logarithmic = false;
  std::optional<double> minimum, maximum;
  std::vector<std::string> categories;   ///< categorical axis when not empty; x values are then 0, 1, 2, ...
};

/// One line, bar set or point set. Invisible points (NaN, or <= 0 on a log axis) are left out and counted by hiddenPoints().
struct Series {
  std::string name;
  Role role = Role::Series;
  int index = 0;                         ///< n-th colour for Role::Series
  enum class Kind { Line, Points, Bars, StackedBars, Steps, Box } kind = Kind::Line;
  std::vector<double> x, y;
  std::vector<double> low, high;         ///< band or error bars; empty if none
  bool dashed = false;
};

/// A heatmap cell; `link` names the run it opens, empty = no run yet.
struct Cell {
  int column = 0, row = 0;
  std::optional<double> value;
  std::string text;                      ///< shown inside
  std::string link;
  std::string tooltip;
};

/// A node of a laid-out tree in [0,1]^2 (or [-1,1]^3 for cone); parent -1 at the root.
struct TreeNode {
  std::int32_t id = 0;                   ///< SidTrie node
  std::int32_t parent = -1;
  float x = 0, y = 0, z = 0;
  float width = 0, height = 0;           ///< icicle rectangle; 0 elsewhere
  Role role = Role::Neutral;
  std::int32_t items = 0;                ///< items at and below
  std::int32_t item = -1;                ///< the item ending here (first of several), -1 for inner nodes
  float weight = 0;                      ///< share of training events below
  std::string label;
};

/// Everything a view or a paper renderer needs, as plain values. One panel; several panels make a figure.
struct Panel {
  std::string title;
  Axis x, y;
  std::vector<Series> series;
  std::vector<Cell> cells;               ///< heatmap when not empty (x and y categorical)
  std::string cellLabel;                 ///< what the colour means
  std::vector<TreeNode> tree;            ///< tree when not empty
  enum class TreeShape { Radial, Icicle, Cone } treeShape = TreeShape::Radial;
  std::vector<std::string> remarks;      ///< badges: "3 values <= 0 hidden"
};

struct FigureData {
  std::string kind;                      ///< row of the figure table
  std::string title;
  std::vector<Panel> panels;
  std::vector<std::string> runs;         ///< run folder names it was made from
  OrderedJson provenance = OrderedJson::object();  ///< recipe, profile, seed, data hash per run
  std::string emptyReason;               ///< when there is nothing to draw: one sentence saying what is missing
};

/// Indented text, stable, 6 significant digits: for goldens and diffs.
std::string toText(const FigureData& figure);
OrderedJson toJson(const FigureData& figure);
/// Long table: panel, series, x, y, low, high (or column, row, value, link; or node, parent, x, y, ...). Text cells are protected against formula injection.
std::string toCsv(const FigureData& figure);
int hiddenPoints(const Panel& panel, const Series& series);

}  // namespace ghost::figure
