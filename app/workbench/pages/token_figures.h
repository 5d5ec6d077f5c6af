#pragma once
#include "figure/figure_data.h"
#include "models/token_shelf.h"

namespace ghost::workbench {

/// Figures of one loaded tokenization, whether a run has it or not.

/// The whole trie laid out; folding is the view's business. `lists`: saved lists that exposure is counted in; it may not exist.
figure::FigureData treeFigure(const TokenBook& tokens, const DataBook& data, figure::Panel::TreeShape shape, figure::TreeColour colour, const std::filesystem::path& lists);
/// Tails per head and cosine to the anchor; emptyReason without a skeleton.
figure::FigureData inheritanceFigure(const TokenBook& tokens);
/// Share of codes in use and items a code, per level (core/figure: codebook-use).
figure::FigureData codesFigure(const TokenBook& tokens, const std::shared_ptr<const DataBook>& data);
/// Branching count z of tails against any head, and the step at which the last head leaves a tail's prefix (core/figure: branching).
figure::FigureData branchingFigure(const TokenBook& tokens, const std::shared_ptr<const DataBook>& data);

}  // namespace ghost::workbench
