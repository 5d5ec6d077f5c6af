#pragma once
#include <cstdint>
#include <string>

#include "base/json_file.h"
#include "base/reporter.h"
#include "model/auo_loss.h"

namespace ghost::model {

/// What the next train metrics average over; part of a checkpoint, so that a resumed run tells the same.
struct TrainingWindow {
  StepSums sums;             ///< rows and seconds are clock readings of this process
  double gradientNorm = 0, seconds = 0;
  std::int64_t steps = 0;

  /// One step taken.
  void add(const StepSums& step, double norm, double stepSeconds);
  /// train/nll, train/ul, train/loss, train/grad_norm, train/lr and train/tokens_per_second (rows a second).
  void report(Reporter& reporter, std::int64_t step, double rate) const;
  OrderedJson toJson() const;
  static TrainingWindow of(const OrderedJson& json);
};

/// sum / count for the groups all, head and tail; groups without tokens are left out.
void reportMeans(Reporter& reporter, const std::string& name, const double (&sum)[2], const std::int64_t (&count)[2], std::int64_t step);

}  // namespace ghost::model
