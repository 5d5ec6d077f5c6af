#pragma once
#include "run/item_model.h"

namespace ghost::model {

/// The recipe sasrec on the CPU: trainSasrec(), and exact ranking over all items by the raw scores of the checkpoint's network.
class SasrecModel final : public run::ItemModel {
 public:
  run::TrainResult train(const run::ItemTrainInput& input) const override;
  std::vector<decode::RankedList> rank(const run::ItemRankInput& input) const override;
  OrderedJson estimate(const run::ItemTrainInput& input) const override;
};

}  // namespace ghost::model
