#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "figure/figure_data.h"

namespace ghost::figure {

/// What a person writes over a figure's own words before it is printed. Every field that is empty leaves what the figure says; an empty text takes it away.
/// Titles, names and footnotes are plain text, labels are markup (markup.h). Numbers can't be edited.
struct FigureEdits {
  struct PanelEdits {
    std::optional<std::string> title, xLabel, yLabel, cellLabel;
    auto operator<=>(const PanelEdits&) const = default;
  };
  std::optional<std::string> title;               ///< printed above the panels; figures print none of their own
  std::vector<PanelEdits> panels;                 ///< by the panel's number; those beyond the figure's panels wait until it has as many
  std::map<std::string, std::string> legend;      ///< name of a series, a rule or a category -> what is printed; empty = not in the legend
  std::optional<std::vector<std::string>> footnotes;  ///< in place of the figure's own remarks
  std::optional<double> heightMm;                 ///< as high as suits the width without it

  bool isEmpty() const { return *this == FigureEdits{}; }
  auto operator<=>(const FigureEdits&) const = default;
};

/// {"title", "panels": [{"title", "x_label", "y_label", "cell_label"}], "legend": {}, "footnotes": [], "height_mm"}, each where it is set.
OrderedJson toJson(const FigureEdits& edits);
/// `json` is that, or anything that holds it under "edits" (the JSON of an exported figure). Throws Error{Data} naming `where` for an unknown key and a wrong type.
FigureEdits editsOf(const OrderedJson& json, const std::string& where);

/// The figure with the edits laid over it.
FigureData edited(FigureData figure, const FigureEdits& edits);

}  // namespace ghost::figure
