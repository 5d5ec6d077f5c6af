#pragma once
#include "figure/figure_data.h"
#include "models/grid_model.h"
#include "models/token_shelf.h"

namespace ghost::workbench {

/// Figures of one loaded tokenization, whether a run has it or not.

/// The whole trie laid out; folding is the view's business.
figure::FigureData treeFigure(const TokenBook& tokens, const DataBook& data, figure::Panel::TreeShape shape);
/// Tails per head and cosine to the anchor; emptyReason without a skeleton.
figure::FigureData inheritanceFigure(const TokenBook& tokens);
/// Codes used at each level, and how many items the fullest, middle and emptiest code holds.
figure::FigureData codesFigure(const TokenBook& tokens);
/// Branching count z of tails against any head, and the step at which the last head leaves a tail's prefix.
figure::FigureData branchingFigure(const TokenBook& tokens, const DataBook& data);
/// Items with equal code lists before suffixes, largest groups first.
GridModel::Grid collisionGrid(const TokenBook& tokens, const DataBook& data);

}  // namespace ghost::workbench
