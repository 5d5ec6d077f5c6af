#pragma once
#include <filesystem>
#include <span>
#include <stop_token>
#include <vector>

#include "base/param_spec.h"
#include "base/reporter.h"
#include "data/data_set.h"
#include "data/split.h"
#include "decode/ranked_list.h"
#include "run/backend.h"

namespace ghost::run {

struct ItemTrainInput {
  const data::DataSet& dataSet;
  const data::Popularity& popularity;
  const ParamValues& values;               ///< recipe::parameters(): loss, model and training groups
  std::filesystem::path checkpoints;       ///< <run>/checkpoints; step-N folders are written here
  bool resume = false;                     ///< continue from the newest valid checkpoint
  Reporter& reporter;
  std::stop_token stop;
};

struct ItemRankInput {
  const data::DataSet& dataSet;
  const data::Popularity& popularity;
  std::filesystem::path checkpoint;
  data::Part part = data::Part::Test;
  std::span<const data::UserId> users;     ///< those to rank for, in this order
  int slots = 20;
  bool keepHistory = true;                 ///< false: no item that the user already has is recommended, those before the last 20 included
  int threads = 1;
  Reporter& reporter;
  std::stop_token stop;
};

/// A trained recommender that scores items by their ids, without semantic IDs: what a backend offers for recipes of the kind "sequential".
/// Its checkpoints are of the same make as the backend's others, so Backend::resumeStep() reads them.
class ItemModel {
 public:
  virtual ~ItemModel() = default;
  /// As Backend::train.
  virtual TrainResult train(const ItemTrainInput& input) const = 0;
  /// The best `slots` of all items by score, equal ones by smaller id: one list a user, in the order of `users`; fewer when stopped.
  virtual std::vector<decode::RankedList> rank(const ItemRankInput& input) const = 0;
  /// As Backend::estimate, with "examples".
  virtual OrderedJson estimate(const ItemTrainInput& input) const = 0;
};

}  // namespace ghost::run
