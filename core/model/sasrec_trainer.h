#pragma once
#include "model/sasrec.h"
#include "run/item_model.h"

namespace ghost::model {

/// Trains a SASRec from scratch (stage "train"): epochs over users in shuffled order, one optimiser step a batch of users, validation over all items and a checkpoint
/// after each epoch, the best kept. It ends early after `patience` epochs without a better one. The result depends on parameters, data and seed only, not on threads,
/// stops or crashes: a resumed run ends in the same bits and tells the same events.
///
/// Metrics (step = optimiser steps taken, averaged over the last few): train/nll (per target; groups all, head, tail: -log softmax, or with loss=bce -log sigmoid),
/// train/ul (loss=bce: per drawn item), train/loss, train/grad_norm, train/lr, train/tokens_per_second (item slots; a clock reading).
/// After each epoch (step = epochs done; groups all, head, tail): valid/nll/epoch (-log softmax over all items), valid/ndcg@10/epoch and valid/hr@10/epoch (history kept).
run::TrainResult trainSasrec(const run::ItemTrainInput& input);

/// Seconds that trainSasrec() would take on this machine (training_trial.h), without an early end; writes and tells nothing.
double estimatedSeconds(const run::ItemTrainInput& input);

/// What the model parameters say. Throws Error{Usage} for a shape that can't be built.
SasrecShape sasrecShape(const ParamValues& values, std::int64_t items);

}  // namespace ghost::model
