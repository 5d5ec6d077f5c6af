#pragma once
#include "figure/figure_data.h"
#include "models/run_library.h"

namespace ghost::workbench {

/// Curves of one run as panels for watching it: likelihood (training and validation), unlikelihood, throughput; a panel a group of metric names, in that
/// order, and nothing for groups the run has no number of. Names are those of core/model's trainer.
figure::FigureData liveFigure(const std::vector<store::Curve>& curves);

}  // namespace ghost::workbench
