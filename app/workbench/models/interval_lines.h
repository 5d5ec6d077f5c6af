#pragma once
#include <QStringList>

#include "models/run_samples.h"

namespace ghost::workbench {

/// One line a run: the 95 % interval of its HR@10 and that of the paired difference to the first run; of a run whose samples aren't there yet, why.
QStringList intervalLines(const std::vector<const store::RunRow*>& runs, const RunSamples& samples);

}  // namespace ghost::workbench
