#include "model/sasrec_model.h"

#include <mutex>

#include <ATen/ATen.h>

#include "base/error.h"
#include "base/parallel.h"
#include "model/checkpoint.h"
#include "model/item_ranking.h"
#include "model/lanes.h"
#include "model/matrix_rate.h"
#include "model/sasrec_folder.h"
#include "model/sasrec_trainer.h"
#include "model/thread_count.h"
#include "model/trainer.h"
#include "sample/item_sequences.h"

namespace ghost::model {
namespace {

constexpr std::int64_t usersPerPiece = 128;
constexpr double slowdown = 2.3;  // of a step against its matrix products in the caches, measured on Instruments

decode::RankedList listOf(const run::ItemRankInput& input, data::UserId user, std::span<const float> scores) {
  const auto sequence = input.dataSet.interactions.sequence(user);
  const auto shown = data::evaluationExample(sequence, input.part);
  decode::RankedList list;
  list.user = user;
  list.history.assign(shown.history.begin(), shown.history.end());
  list.target = shown.target;
  for (const RankedItem& one : bestItems(scores, input.slots, decode::leftOut(sequence, input.part, input.keepHistory))) {
    list.items.push_back(one.item);
    list.scores.push_back(static_cast<double>(one.score));
  }
  return list;
}

}  // namespace

run::TrainResult SasrecModel::train(const run::ItemTrainInput& input) const { return trainSasrec(input); }

std::vector<decode::RankedList> SasrecModel::rank(const run::ItemRankInput& input) const {
  requireSound(input.checkpoint);
  const Sasrec network = readSasrec(input.checkpoint);
  const std::int64_t items = network.shape().items, users = std::ssize(input.users);
  if (items != input.dataSet.items())
    throw dataError(input.checkpoint.string(), "the model knows " + std::to_string(items) + " items, the data set has " + std::to_string(input.dataSet.items()) + "; rank with the data it was trained on");
  const sample::ItemSequences sequences(input.dataSet.interactions, input.popularity, {static_cast<int>(network.shape().positions), 0});
  std::vector<decode::RankedList> lists(static_cast<std::size_t>(users));
  std::mutex mutex;
  std::int64_t done = 0;
  parallelFor(users, usersPerPiece, input.threads, [&](std::int64_t begin, std::int64_t end) {
    if (input.stop.stop_requested()) return;
    const ThreadCount alone(1);
    const c10::NoGradGuard noGradients;
    const auto piece = input.users.subspan(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin));
    const sample::TokenTrees histories = sequences.histories(piece, input.part);
    scoreAll(network.forward(histories, {0, 0, HeadTerms::of(histories).rows}), network.itemEmbedding(), [&](std::int64_t first, const at::Tensor& scores) {
      if (!at::isfinite(scores).all().item<bool>())
        throw dataError(input.checkpoint.string(), "the model's scores aren't finite: its weights are damaged or diverged; take another checkpoint, or train again with a lower lr");
      for (std::int64_t row = 0; row < scores.size(0); ++row) {
        const auto at = static_cast<std::size_t>(begin + first + row);
        lists[at] = listOf(input, input.users[at], {scores.const_data_ptr<float>() + row * items, static_cast<std::size_t>(items)});
      }
    });
    const std::lock_guard lock(mutex);
    input.reporter.progress(done += end - begin, users, "users");
  });
  if (input.stop.stop_requested()) std::erase_if(lists, [](const auto& list) { return list.target < 0; });
  return lists;
}

OrderedJson SasrecModel::estimate(const data::DataSet& dataSet, const data::Popularity& popularity, const ParamValues& values) const {
  const SasrecShape s = sasrecShape(values, dataSet.items());
  const sample::ItemSequences sequences(dataSet.interactions, popularity, {static_cast<int>(s.positions), 0});
  const bool binary = values.text("loss") == "bce";
  const auto rows = static_cast<double>(sequences.rows()), examples = static_cast<double>(sequences.examples()), users = static_cast<double>(dataSet.interactions.users());
  // Multiplications and additions: blocks and scores forward and backward, and the scores of all items for every user's validation.
  const double block = static_cast<double>(s.layers * (3 * s.width * s.width + 2 * s.width * s.feedForward)), catalogue = static_cast<double>(s.items * s.width);
  const double scored = binary ? static_cast<double>(s.width * (1 + values.integer("negatives"))) : catalogue;
  const double epoch = 6 * (rows * block + examples * scored) + 2 * users * catalogue;
  const std::int64_t parameters = s.parameters();
  const std::int64_t activations = std::min<std::int64_t>(values.integer("max_rows"), 512) * 4 * (s.layers * (12 * s.width + 2 * s.feedForward)) + threadCount(values) * scoredRows(s.items) * 4 * s.items;
  return {{"rows_per_epoch", sequences.rows()}, {"examples", sequences.examples()}, {"parameters", parameters},
          {"seconds", epoch * static_cast<double>(values.integer("epochs")) / (measuredRate(s.width) * threadCount(values)) * slowdown}, {"bytes", parameters * 4 * (4 + laneCount(parameters * 4)) + activations}};
}

}  // namespace ghost::model
