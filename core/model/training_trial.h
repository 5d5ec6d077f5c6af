#pragma once
#include <cstdint>
#include <functional>
#include <span>

#include "base/param_spec.h"
#include "data/interactions.h"

namespace ghost::model {

class Learner;

/// What a training costs on this machine, for estimates: a few of its steps are really taken, in memory, and nothing is written. The clock is the wall's, so a
/// busy machine gives longer times, as the training itself would take then. Takes about two seconds, more where a few users alone take longer.

/// Seconds of all epochs: optimiser steps, validations, checkpoints. `users` are those with examples, `validated` how many each validation looks at. The learner's
/// weights are of no use afterwards.
double trainingSeconds(Learner& learner, std::span<const data::UserId> users, std::int64_t validated, const ParamValues& values);

/// Seconds that work(total) would take, from work(n) for a growing n that takes long enough to be measured.
double extrapolatedSeconds(std::int64_t total, const std::function<void(std::int64_t)>& work);

/// Whether a trial fits into the memory that is free; where it doesn't, only the arithmetic is estimated.
bool trialFits(std::int64_t bytes);

}  // namespace ghost::model
