#pragma once
#include "figure/token_comparison.h"

namespace ghost::figure {

/// The figures that lay token sets side by side, from what is loaded already; rows of the figure table load and then call these. None throws; an emptyReason says what
/// is missing, a remark which sets a panel leaves out and why. `values` are those of the row of the same name.

/// codebook-use: per level the share of codes in use, how evenly they are used (perplexity), and items a code as boxes.
FigureData codebookUse(const TokenComparison& comparison, const ParamValues& values);
/// quantisation-error: mean squared residual after each code, for head and for tail items.
FigureData quantisationError(const TokenComparison& comparison, const ParamValues& values);
/// collisions: groups of items with equal codes by size, and items in them before and after suffixes.
FigureData collisions(const TokenComparison& comparison, const ParamValues& values);
/// anchor-quality: cosine of tails to their anchors as histogram, and its distribution function on a logarithmic axis, where the low tail is seen.
FigureData anchorQuality(const TokenComparison& comparison, const ParamValues& values);
/// branching: shares of tails by z and by exit step.
FigureData branching(const TokenComparison& comparison, const ParamValues& values);
/// item-projection: a panel a set, items in the plane of two principal components of their vectors, coloured by the code of one level.
FigureData itemProjection(const TokenComparison& comparison, const ParamValues& values);

/// The tail items farthest from their anchors, per set the first `most`, ascending cosine, then id.
struct WeakAnchor {
  std::size_t set = 0;
  sid::ItemId item = 0, anchor = 0;
  float cosine = 0;
};
std::vector<WeakAnchor> weakAnchors(const TokenComparison& comparison, std::size_t most);

}  // namespace ghost::figure
