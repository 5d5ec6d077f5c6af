#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include <QSizeF>

#include "figure/figure_data.h"
#include "figure/figure_edits.h"
#include "views/paper/style.h"

class QPainter;

namespace ghost::paper {

/// What happens to files that are there already.
enum class Existing {
  Refuse,   ///< nothing is written
  Replace,
  Number    ///< the first of name, name-2, name-3, ... of which no file is there
};

/// What a figure is written as. Everything needs a QGuiApplication; "offscreen" will do.
struct PaperOptions {
  std::filesystem::path folder;              ///< made if absent
  std::string name;                          ///< stem of the files; empty = the figure's kind
  double widthMm = 84;                       ///< 84: one column of most journals, 174: two
  double heightMm = 0;                       ///< 0 = as high as the content reads best at this width
  std::string style = "paper";
  std::vector<std::string> formats{"pdf", "svg", "png", "csv", "tex", "json"};
  double dpi = 300;                          ///< of the PNG; nothing else depends on it
  Existing existing = Existing::Refuse;
  figure::FigureEdits edits;                 ///< laid over the figure; their height stands in where heightMm is 0
  OrderedJson request = OrderedJson::object();  ///< "parameters" and "runs" that the figure was asked for with: the JSON keeps them, so that it opens again
};

/// Stem of the files before numbering.
std::string nameOf(const figure::FigureData& figure, const PaperOptions& options);
/// Files of this export that are there already, in the order they would be written.
std::vector<std::filesystem::path> existingFiles(const figure::FigureData& figure, const PaperOptions& options);

/// Formats in the order they are written.
std::vector<std::string> paperFormats();

/// Width and height in millimetres of the figure at this width.
QSizeF paperSize(const figure::FigureData& figure, double widthMm, const Style& style);

/// Paints the figure into the painter's rectangle from (0, 0) to `sizeMm` x `painter units a mm`; what a window shows with this is what is exported,
/// at any resolution. `unitsPerMm`: device units a millimetre. Panels of a figure that doesn't fit its height overlap nothing but are squeezed.
/// An empty figure paints its emptyReason.
void paintFigure(QPainter& painter, const figure::FigureData& figure, QSizeF sizeMm, const Style& style, double unitsPerMm);

/// Writes <folder>/<name>.<format> for each format, every file atomically, and returns their paths in that order.
/// pdf: page of exactly this size, fonts embedded, provenance attached. svg: text as text. png: provenance in the text chunk "ghost". csv: figure::toCsv.
/// tex: pgfplots over the CSV (which is then written too), a tree as \includegraphics of the PDF. json: figure::toJson with all options, from which saved_figure.h makes the export again.
/// Everything is drawn before the first file is written. Where a file can't be written the error names those that are new by then.
/// Throws Error{Usage} for an unknown format or style, a name that is none, a width or height outside 20..1000 mm (a height from 10), files that are there and may
/// not be replaced, or a figure with an emptyReason; Error{Resource} when a file can't be written.
std::vector<std::filesystem::path> exportFigure(const figure::FigureData& figure, const PaperOptions& options);

}  // namespace ghost::paper
