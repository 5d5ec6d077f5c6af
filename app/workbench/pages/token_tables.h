#pragma once
#include "models/compared_tokens.h"
#include "views/theme/theme.h"

namespace ghost::workbench {

/// Tables beside the figures of token sets; plain values, made in any thread. A row that stands for an item names it.

/// One row a set: what it is and the numbers it is judged by; sets that can't be shown with their sentence.
GridModel::Grid summaryGrid(const ComparedBook& book, const std::vector<TokenEntry>& entries, const QStringList& chosen, theme::Mode mode);
/// One row an item whose codes another one has, largest groups first; at most `most` rows a set.
GridModel::Grid collidingItems(const ComparedBook& book, const DataBook& data, int most, theme::Mode mode);
/// The tails farthest from their anchors, `most` a set.
GridModel::Grid weakAnchorItems(const ComparedBook& book, const DataBook& data, int most, theme::Mode mode);
/// Lines about an item under the pointer: who it is, and its SID in every set.
QStringList describeItem(const ComparedBook& book, const DataBook& data, int item);

}  // namespace ghost::workbench
