#pragma once
#include <QStringList>

#include "models/grid_model.h"
#include "run/baselines.h"
#include "store/run_index.h"

namespace ghost::workbench {

/// Compared runs as systems: runs that differ in their seed alone are one row, with n, mean and standard deviation (n - 1); a repeat of a seed that is there already adds
/// nothing and is said. The untrained baselines of the data stand below.
struct ComparisonTable {
  GridModel::Grid grid;
  QStringList remarks;   ///< what has to be known before the rows are compared: repeats, a mix of histories, runs below next-item
  int systems = 0;       ///< rows that are no baselines
};
/// Columns: system, n, seeds, metrics at cut `k`, CNS over the systems (a dash with fewer than three). The best of a column is emphasised, and none at all where some lists keep
/// what users already have and others leave it out.
ComparisonTable comparisonTable(const std::vector<const store::RunRow*>& runs, const std::vector<run::Baseline>& baselines, int k);

}  // namespace ghost::workbench
