#pragma once
#include "model/decoder_config.h"
#include "model/optimiser.h"
#include "run/backend.h"

namespace ghost::model {

/// Trains a decoder from scratch on a SampleSet (stage "train"): epochs over users in shuffled order, one optimiser step a batch of users, validation and a checkpoint
/// after each epoch, the best by validation NLL kept. The result depends on parameters, data and seed only, not on stops or crashes: a resumed run ends in the same
/// bits and tells the same events. It doesn't depend on threads either, but for models of more than 256 MiB, which are one lane (lanes.h) with ATen's threads inside its products.
///
/// Metrics (step = optimiser steps taken, averaged over the last few): train/nll (per target token; groups all, head, tail), train/ul (per undesired token), train/loss
/// (weighted sum of the step), train/grad_norm (before clipping), train/lr, train/tokens_per_second (token slots; a clock reading).
/// After each epoch: valid/nll/epoch (per target token; groups all, head, tail; step = epochs done). Probes: gradient_probe.h, every probe_every steps from the first on.
run::TrainResult train(const run::TrainInput& input);

/// Seconds that train() would take on this machine (training_trial.h); writes and tells nothing.
double estimatedSeconds(const run::TrainInput& input);

/// What the model and training parameters (recipe::parameters) say.
DecoderConfig decoderConfig(const ParamValues& values, const sid::SidTable& table);
OptimiserOptions optimiserOptions(const ParamValues& values, std::int64_t steps);
/// Threads asked for; 0 = all.
int threadCount(const ParamValues& values);
/// True for the published code's reading of the unlikelihood (1 - p floored).
bool releasedLoss(const ParamValues& values, const sample::SampleOptions& options);

}  // namespace ghost::model
