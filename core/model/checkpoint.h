#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

#include "base/json_file.h"
#include "base/rng.h"
#include "model/decoder.h"
#include "model/optimiser.h"
#include "run/checkpoint_folders.h"
#include "sid/sid_table.h"

namespace ghost::model {

/// Checkpoints: folders step-N that appear whole or not at all. Each is a model folder (a decoder's is a Hugging Face folder) plus training_state/ (optimiser moments, state.json) and
/// manifest.json (format version, step, size and SHA-256 of every file). No pointer file: the newest folder whose manifest verifies wins.

/// Where training stands; with weights and moments it is all that continuing exactly needs.
struct TrainingState {
  std::int64_t step = 0, epoch = 0, batch = 0;   ///< optimiser steps taken; whole epochs done; batches of the running epoch done
  std::int64_t bestStep = 0, bestEpoch = 0;      ///< 0 before the first validation
  double bestNll = 0;
  double bestNdcg = 0;                           ///< validation NDCG@10 of the best epoch, where it is measured
  Rng dropout;                                   ///< stream the dropout keys of the steps are drawn from
  OrderedJson window = OrderedJson::object();    ///< what the next train metrics average over
  OrderedJson identity = OrderedJson::object();  ///< parameters and data this run belongs to; must be equal on resume
  double seconds = 0;                            ///< spent training; clock fields, not part of equality
  std::int64_t rows = 0;
};

using run::checkpointFolder;
using run::checkpointsNewestFirst;
using run::pruneCheckpoints;

/// What is saved of a model: the size of its weights, and how its files (config.json, model.safetensors, ...) are written into a folder.
struct SavedModel {
  std::uint64_t bytes = 0;
  std::function<void(const std::filesystem::path& folder)> write;
};
/// A decoder as a Hugging Face folder. Both must outlive the result.
SavedModel savedDecoder(const Decoder& decoder, const sid::SidTable& table);

/// Writes checkpoints/step-N whole, checks free space first; an existing folder of that step is exchanged for the new one, so that at every moment one
/// of them can be loaded. Returns the SHA-256 of the weights.
/// Throws Error{Resource}; what was there stays then.
std::string saveCheckpoint(const std::filesystem::path& checkpoints, const SavedModel& model, const Optimiser& optimiser, const TrainingState& state);

/// Empty when every file of the manifest is there with its size and SHA-256, else one sentence on what is wrong.
std::string checkpointFault(const std::filesystem::path& folder);
/// Throws Error{Data} for a checkpoint of this program that has a fault; folders without a manifest, of other programs, pass.
void requireSound(const std::filesystem::path& folder);

/// The state of a verified folder. Throws Error{Data}.
TrainingState readTrainingState(const std::filesystem::path& folder);
/// Moments shaped like the flat `values`, and the number of steps taken, into the optimiser. Throws Error{Data}.
void restoreMoments(const std::filesystem::path& folder, const at::Tensor& values, std::int64_t steps, Optimiser& optimiser);
/// The first parameter (or other entry) in which two identities differ, for a message.
std::string firstDifference(const OrderedJson& own, const OrderedJson& saved);

}  // namespace ghost::model
