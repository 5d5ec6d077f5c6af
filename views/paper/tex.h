#pragma once
#include <string>

#include "figure/figure_data.h"
#include "views/paper/style.h"

namespace ghost::paper {

/// LaTeX source of the figure for pgfplots 1.17 or later: lines, bars, boxes and heatmaps read `csvFile` (figure::toCsv) from the folder of the document,
/// a tree is included from `pdfFile`. The preamble it needs stands in its first lines as a comment.
std::string toTex(const figure::FigureData& figure, double widthMm, const Style& style, const std::string& csvFile, const std::string& pdfFile);

}  // namespace ghost::paper
