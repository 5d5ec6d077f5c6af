#pragma once
#include <memory>

#include "decode/ranked_list.h"
#include "figure/figure_data.h"
#include "models/grid_model.h"
#include "models/project_book.h"
#include "store/run_index.h"

namespace ghost::workbench {

/// Tables and figures of the Results and Compare pages, as values.

/// Metrics of one run: all, head, tail at each length penalty it was evaluated at.
GridModel::Grid metricGrid(const store::RunRow& run);
/// Hit rate, NDCG and exposure of the five equal popularity groups at K = 10; emptyReason without metrics.
figure::FigureData fifthsFigure(const store::RunRow& run);
/// What one user was recommended: rank, item, title, group, training events, score, and whether it is the target. emphasis on the target.
GridModel::Grid recommendationGrid(const decode::RankedList& list, const DataBook& data);
/// Parameters in which the runs differ, one column a run.
GridModel::Grid parameterGrid(const std::vector<const store::RunRow*>& runs);

}  // namespace ghost::workbench
