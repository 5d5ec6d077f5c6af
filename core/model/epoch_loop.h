#pragma once
#include <filesystem>
#include <optional>
#include <span>
#include <stop_token>

#include "base/param_spec.h"
#include "base/reporter.h"
#include "data/interactions.h"
#include "model/auo_loss.h"
#include "model/checkpoint.h"
#include "model/optimiser.h"
#include "run/backend.h"

namespace ghost::model {

/// A model that learns in epochs over users, as epochLoop() drives it.
class Learner {
 public:
  virtual ~Learner() = default;
  struct Step {
    StepSums sums;
    double gradientNorm = 0;  ///< before clipping
  };
  /// One optimiser step on the examples of these users. `state` is where training stood before it; equal keys draw equal dropout masks.
  virtual Step step(std::span<const data::UserId> users, const TrainingState& state, std::uint64_t dropoutKey) = 0;
  struct Validation {
    double nll = 0;   ///< mean over the targets
    double ndcg = 0;  ///< NDCG@10, where the model ranks its validation targets
  };
  /// Validates, and tells the curves of this 1-based epoch. Nothing when stopped on the way; then nothing was told.
  virtual std::optional<Validation> validate(std::int64_t epoch) = 0;
  /// The work of validate() for the first users only, told to nobody: for estimates.
  virtual void validateFirst(std::int64_t users) = 0;
  virtual SavedModel saved() const = 0;
  /// The weights of a checkpoint whose identity was found equal. Throws Error{Data}.
  virtual void readWeights(const std::filesystem::path& folder) = 0;
  virtual Optimiser& optimiser() = 0;
  /// Flat, as the optimiser's moments.
  virtual const at::Tensor& values() const = 0;
  virtual std::int64_t parameters() const = 0;
};

/// What a training consists of besides its model. `values` gives epochs, users_per_batch, checkpoint_every and seed.
struct Course {
  const ParamValues& values;
  std::span<const data::UserId> users;       ///< those with training examples
  OrderedJson identity;                      ///< what a checkpoint must have in common with the run that continues it (TrainingState::identity)
  std::filesystem::path checkpoints;
  bool resume = false;
  Reporter& reporter;
  std::stop_token stop;
  std::int64_t patience = 0;                 ///< epochs without a better one after which training ends; 0 = never
  bool ranks = false;                        ///< Validation::ndcg is measured
  bool keepByNdcg = false;                   ///< the best epoch is that of the highest NDCG instead of the lowest NLL
};

/// Optimiser steps of all epochs over so many users.
std::int64_t totalSteps(std::size_t users, const ParamValues& values);
/// The parameters that shape a training; decoding, threads and the rhythm of checkpoints don't.
OrderedJson identityParameters(const ParamValues& values);

/// Epochs over the users in an order shuffled anew, one optimiser step a batch of users, validation and a checkpoint after each epoch, the best kept. A resumed run
/// ends in the same bits and tells the same events as one that was never stopped, as long as the learner's steps depend on their arguments and the weights alone.
/// Throws Error{Data} when there is nothing to train on or validation isn't finite, Error{Usage} for a checkpoint of other parameters or data.
run::TrainResult epochLoop(Learner& learner, const Course& course);

}  // namespace ghost::model
