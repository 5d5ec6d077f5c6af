#include "views/paper/tex.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <vector>

#include <fmt/format.h>

#include "figure/decimate.h"
#include "figure/markup.h"
#include "figure/ticks.h"
#include "views/paper/marks.h"

namespace ghost::paper {

namespace {

using figure::Panel;
using figure::Series;

std::string colourOf(const Style& style, figure::Role role, int index) {
  const QColor c = style.colour(role, index);
  return fmt::format("{{rgb,255:red,{};green,{};blue,{}}}", c.red(), c.green(), c.blue());
}

/// pgfplots reads the whole file for each plot and keeps the rows of one.
std::string rowsOf(int plot) { return fmt::format("col sep=comma, restrict expr to domain={{\\thisrow{{plot}}}}{{{0}:{0}}}", plot); }

std::string axisOptions(const char* name, const figure::Axis& axis) {
  std::string options = fmt::format("  {0}label={{{1}}},\n", name, figure::markupToLatex(axis.label));
  if (axis.logarithmic) options += fmt::format("  {}mode=log,\n", name);
  if (axis.minimum) options += fmt::format("  {}min={},\n", name, *axis.minimum);
  if (axis.maximum) options += fmt::format("  {}max={},\n", name, *axis.maximum);
  if (axis.categories.empty()) return options;
  std::string labels;
  for (const std::string& category : axis.categories) labels += fmt::format("{{{}}},", figure::escapeLatex(category));
  const auto last = axis.categories.size() - 1;
  return options + fmt::format("  {0}tick={{0,...,{1}}},\n  {0}ticklabels={{{2}}},\n  {0}min=-0.5, {0}max={1}.5,\n", name, last, labels);
}

std::string lineOptions(const Series& s, const Style& style, bool byLook) {
  static const char* patterns[] = {"solid", "dashed", "dotted", "dashdotted", "densely dashed", "densely dotted"};
  static const char* marks[] = {"*", "square*", "triangle*", "diamond*", "pentagon*", "x"};
  const int look = lookOf(s.role, s.index) % 6;
  std::string options = fmt::format("color={}, line width={}pt, ", colourOf(style, s.role, s.index), style.line);
  if (s.kind == Series::Kind::Points) return options + fmt::format("only marks, mark={}, mark size={}pt, ", marks[look], style.marker * s.size / 2);
  options += byLook ? patterns[look] : s.dashed ? "dashed" : "solid";
  if (s.kind == Series::Kind::Steps) return options + ", const plot mark mid, no markers, ";
  return options + fmt::format(", mark={}, mark size={}pt, mark options=solid, mark repeat={}, ", marks[look], style.marker / 2, std::max<std::size_t>(1, s.x.size() / 6));
}

std::string barOptions(const Panel& panel, const Series& s, const Style& style) {
  static const char* patterns[] = {"", "north east lines", "north west lines", "vertical lines", "crosshatch", "horizontal lines"};
  const auto bars = std::count_if(panel.series.begin(), panel.series.end(), [](const Series& other) { return other.kind == Series::Kind::Bars; });
  const int look = lookOf(s.role, s.index) % 6;
  std::string options = fmt::format("draw=none, fill={}, ", colourOf(style, s.role, s.index));
  if (look > 0) options += fmt::format("postaction={{pattern={}, pattern color=white}}, ", patterns[look]);
  return s.kind == Series::Kind::StackedBars ? options : options + fmt::format("bar width={}, ", s.barWidth / static_cast<double>(std::max<std::ptrdiff_t>(1, bars)));
}

/// Side by side: pgfplots shifts every plot by its own place in axis units.
std::string barShift(const Panel& panel, const Series& s) {
  int count = 0, own = 0;
  for (const Series& other : panel.series) {
    if (other.kind != Series::Kind::Bars) continue;
    if (&other == &s) own = count;
    ++count;
  }
  return fmt::format("ybar, bar shift={}, ", s.barWidth / std::max(1, count) * (own - 0.5 * (count - 1)));
}

std::string boxPlots(const Panel& panel, const Series& s, const Style& style) {
  std::string text;
  int count = 0, own = 0;  // boxes of several series stand side by side
  for (const Series& other : panel.series) {
    if (other.boxes.empty()) continue;
    if (&other == &s) own = count;
    ++count;
  }
  const double room = 0.7 / std::max(1, count), shift = (own - 0.5 * (count - 1)) * room;
  for (const figure::Box& b : s.boxes) {
    std::string outliers;
    for (double v : b.outliers) outliers += fmt::format("{}\\\\", v);
    text += fmt::format("\\addplot[fill={}, boxplot prepared={{draw direction=y, draw position={}, box extend={}, lower whisker={}, lower quartile={}, median={}, upper quartile={}, upper whisker={}}}, forget plot] table[row sep=\\\\, y index=0] {{{}}};\n",
                        colourOf(style, s.role, s.index), b.at + shift, 0.85 * room, b.whiskerLow, b.q1, b.median, b.q3, b.whiskerHigh, outliers);
  }
  return text;
}

/// Rows of a series that a printed line needs: TeX is slow at reading thousands, and 400 columns can't be told apart at any width of a page.
std::vector<std::size_t> printedRows(const Panel& panel, const Series& s) {
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < s.x.size() && i < s.y.size(); ++i)
    if (isVisible(panel, s, i)) rows.push_back(i);
  constexpr std::size_t few = 1200;
  if (rows.size() <= few || s.kind == Series::Kind::Points) return rows;
  const figure::Scale scale = scaleFor(panel.x, xRange(panel), 5);
  std::vector<double> place, value;
  for (const std::size_t i : rows) {
    place.push_back(scale.place(s.x[i]));
    value.push_back(s.y[i]);
  }
  std::vector<std::size_t> kept;
  for (const std::size_t i : figure::decimate(place, value, 1.0 / 400)) kept.push_back(rows[i]);
  return kept;
}

/// The numbers of a series in the source itself: no file name and no word of the figure can break them.
std::string inlineRows(const Panel& panel, const Series& s) {
  const bool errors = !s.low.empty();
  std::string text = errors ? "x y low high\\\\\n" : "x y\\\\\n";
  for (const std::size_t i : printedRows(panel, s)) {
    text += fmt::format("{} {}", s.x[i], s.y[i]);
    if (errors) text += fmt::format(" {} {}", i < s.low.size() ? s.low[i] : s.y[i], i < s.high.size() ? s.high[i] : s.y[i]);
    text += "\\\\\n";
  }
  return text;
}

/// `csv` empty: the numbers stand in the source.
std::string plotOf(const Panel& panel, const Series& s, int plot, const Style& style, const std::string& csv) {
  // A strip of its own for boxes along a numeric axis is beyond one axis environment: they are in the CSV and in the PDF.
  if (s.kind == Series::Kind::Box) return panel.x.categories.empty() ? fmt::format("% box \"{}\": rows with plot = {} of the CSV\n", figure::oneLine(s.name), plot) : boxPlots(panel, s, style);
  const bool free = std::none_of(panel.series.begin(), panel.series.end(), [](const Series& other) { return other.dashed; });
  std::string options;
  if (s.kind == Series::Kind::Bars) {
    options = barShift(panel, s) + barOptions(panel, s, style);
  } else if (s.kind == Series::Kind::StackedBars) {
    options = barOptions(panel, s, style);
  } else {
    options = lineOptions(s, style, free);
  }
  const std::string errors = s.low.empty() ? "" : ", y error plus expr=\\thisrow{high}-\\thisrow{y}, y error minus expr=\\thisrow{y}-\\thisrow{low}";
  if (!s.low.empty()) options += "error bars/.cd, y dir=both, y explicit, ";
  const std::string rows = csv.empty() ? "row sep=\\\\" : rowsOf(plot), numbers = csv.empty() ? "\n" + inlineRows(panel, s) : csv;
  std::string text = fmt::format("\\addplot[{}] table[{}, x=x, y=y{}] {{{}}};\n", options, rows, errors, numbers);
  return text + (s.name.empty() ? "" : fmt::format("\\addlegendentry{{{}}}\n", figure::escapeLatex(s.name)));
}

std::string heatmapPlot(const Panel& panel, int plot, const std::string& csv) {
  std::string numbers = csv;
  if (csv.empty()) {
    numbers = "\ncolumn row value\\\\\n";
    for (const figure::Cell& cell : panel.cells) numbers += fmt::format("{} {} {}\\\\\n", cell.column, cell.row, cell.value.value_or(std::nan("")));
  }
  return fmt::format("\\addplot[matrix plot*, mesh/cols={}, point meta=explicit, nodes near coords, nodes near coords style={{font=\\scriptsize, anchor=center}}] table[{}, x=column, y=row, meta=value] {{{}}};\n",
                     panel.x.categories.size(), csv.empty() ? "row sep=\\\\" : rowsOf(plot), numbers);
}

std::string rulePlot(const figure::Rule& rule) {
  const std::string line = rule.vertical ? fmt::format("({0},\\pgfkeysvalueof{{/pgfplots/ymin}}) -- ({0},\\pgfkeysvalueof{{/pgfplots/ymax}})", rule.at)
                                         : fmt::format("({{\\pgfkeysvalueof{{/pgfplots/xmin}}}},{0}) -- ({{\\pgfkeysvalueof{{/pgfplots/xmax}}}},{0})", rule.at);
  return fmt::format("% {}\n\\draw[dashed] {};\n", figure::oneLine(rule.label), line);
}

std::string panelTex(const Panel& panel, int& plot, double widthMm, const Style& style, const std::string& csv) {
  std::string options = axisOptions("x", panel.x) + axisOptions("y", panel.y);
  // The range is stated, so that reference lines have ends to reach to.
  if (panel.cells.empty()) {
    const figure::Scale x = scaleFor(panel.x, xRange(panel), 5), y = scaleFor(panel.y, yRange(panel), 5);
    if (panel.x.categories.empty()) options += fmt::format("  xmin={}, xmax={},\n", x.low, x.high);
    options += fmt::format("  ymin={}, ymax={},\n", y.low, y.high);
  } else {
    options += fmt::format("  colorbar, colormap/viridis, colorbar style={{ylabel={{{}}}}},\n", figure::markupToLatex(panel.cellLabel));
  }
  if (std::any_of(panel.series.begin(), panel.series.end(), [](const Series& s) { return s.kind == Series::Kind::StackedBars; })) {
    options += fmt::format("  ybar stacked, bar width={},\n", panel.series.front().barWidth);
  }
  std::string text = fmt::format("\\begin{{axis}}[\n  width={}mm, title={{{}}},\n{}  unbounded coords=discard, axis lines=left, enlargelimits=false,\n  label style={{font=\\footnotesize}}, tick label style={{font=\\scriptsize}}, legend style={{font=\\scriptsize, draw=none}},\n]\n",
                                 widthMm, figure::escapeLatex(panel.title), options);
  for (const Series& s : panel.series) text += plotOf(panel, s, ++plot, style, csv);
  if (!panel.cells.empty()) text += heatmapPlot(panel, ++plot, csv);
  for (const figure::Rule& rule : panel.rules) text += rulePlot(rule);
  return text + "\\end{axis}\n";
}

/// True when TeX reads a file of this name as it stands in the source.
bool isPlainName(const std::string& name) {
  return std::all_of(name.begin(), name.end(), [](char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '.' || c == '_' || c == '-'; });
}

/// True when TeX's reader of tables stumbles over the figure's words, which stand in the CSV beside the numbers.
bool hasOddWords(const std::string& csv) { return csv.find_first_of("%#\\{}\"\r") != std::string::npos || csv.find("^^") != std::string::npos; }

/// The picture of a tree under a name that TeX would read as commands.
std::string includedPicture(double widthMm, const std::string& file) {
  const std::string plain = fmt::format("\\includegraphics[width={}mm]{{{}}}\n", widthMm, file);
  if (isPlainName(file)) return plain;
  return "\\begingroup\\catcode`\\#=12\\catcode`\\&=12\\catcode`\\_=12\\catcode`\\^=12\\catcode`\\$=12\\catcode`\\~=12\\catcode`\\%=12\\relax\n" + plain + "\\endgroup\n";
}

}  // namespace

std::string toTex(const figure::FigureData& figure, double widthMm, const Style& style, const std::string& csvFile, const std::string& pdfFile) {
  std::string text = fmt::format("% {}\n% \\usepackage{{pgfplots}} \\usetikzlibrary{{patterns}} \\usepgfplotslibrary{{statistics}} \\pgfplotsset{{compat=1.17}}\n", figure::oneLine(figure.title));
  const bool tree = std::any_of(figure.panels.begin(), figure.panels.end(), [](const Panel& p) { return !p.tree.empty(); });
  if (tree) return text + "% \\usepackage{graphicx}\n" + includedPicture(widthMm, pdfFile);
  text += "% words that pdflatex has no letters for (Chinese, Japanese, Korean, Arabic, emoji) need lualatex or xelatex with a font that has them\n";
  const bool inlined = !isPlainName(csvFile) || hasOddWords(toCsv(figure));
  const std::string table = inlined ? std::string() : csvFile;
  int plot = 0;
  const double width = figure.panels.size() > 1 && widthMm >= 120 ? widthMm / 2 - 4 : widthMm;
  if (figure.titleShown) text += fmt::format("\\textbf{{{}}}\\\\[2pt]\n", figure::escapeLatex(figure.title));
  for (const Panel& panel : figure.panels) {
    text += "\\begin{tikzpicture}\n" + panelTex(panel, plot, width, style, table) + "\\end{tikzpicture}%\n";
  }
  for (const Panel& panel : figure.panels)
    for (const std::string& remark : panel.remarks) text += fmt::format("% {}\n", figure::oneLine(remark));
  return text;
}

}  // namespace ghost::paper
