#include "model/sasrec_model.h"

#include <algorithm>
#include <mutex>
#include <numeric>

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
#include "model/training_trial.h"
#include "run/machine_memory.h"
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

std::vector<decode::RankedList> rankWith(const Sasrec& network, const run::ItemRankInput& input) {
  const std::int64_t items = network.shape().items, users = std::ssize(input.users);
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

/// Seconds of ranking for all users with a network of this shape, whatever its weights.
double rankingSeconds(const run::ItemTrainInput& input, const Sasrec& network) {
  std::vector<data::UserId> users(static_cast<std::size_t>(input.dataSet.interactions.users()));
  std::iota(users.begin(), users.end(), 0);
  return extrapolatedSeconds(std::ssize(users), [&](std::int64_t n) {
    rankWith(network, {input.dataSet, input.popularity, {}, data::Part::Test, std::span(users).first(static_cast<std::size_t>(n)), static_cast<int>(input.values.integer("slots")), input.values.boolean("keep_history"), threadCount(input.values), silentReporter(), {}});
  });
}

}  // namespace

run::TrainResult SasrecModel::train(const run::ItemTrainInput& input) const { return trainSasrec(input); }

std::vector<decode::RankedList> SasrecModel::rank(const run::ItemRankInput& input) const {
  requireSound(input.checkpoint);
  const Sasrec network = readSasrec(input.checkpoint);
  if (network.shape().items != input.dataSet.items())
    throw dataError(input.checkpoint.string(), "the model knows " + std::to_string(network.shape().items) + " items, the data set has " + std::to_string(input.dataSet.items()) + "; rank with the data it was trained on");
  return rankWith(network, input);
}

OrderedJson SasrecModel::estimate(const run::ItemTrainInput& input) const {
  const ParamValues& values = input.values;
  const SasrecShape s = sasrecShape(values, input.dataSet.items());
  const sample::ItemSequences sequences(input.dataSet.interactions, input.popularity, {static_cast<int>(s.positions), 0});
  const std::int64_t parameters = s.parameters(), users = input.dataSet.interactions.users();
  const std::int64_t activations = std::min<std::int64_t>(values.integer("max_rows"), 512) * 4 * (s.layers * (12 * s.width + 2 * s.feedForward)) + threadCount(values) * scoredRows(s.items) * 4 * s.items;
  const auto before = static_cast<std::int64_t>(run::residentBytes());
  const std::int64_t bytes = before + parameters * 4 * (4 + laneCount(parameters * 4)) + activations;
  OrderedJson estimate{{"rows_per_epoch", sequences.rows()}, {"examples", sequences.examples()}, {"parameters", parameters}};
  if (trialFits(bytes - before)) {
    const double train = estimatedSeconds(input), decode = rankingSeconds(input, Sasrec(s, Rng(1)));
    estimate.update(OrderedJson{{"seconds", train + decode}, {"seconds_by_stage", {{"train", train}, {"decode", decode}}}, {"bytes", std::max(bytes - activations, static_cast<std::int64_t>(run::peakResidentBytes()))}});
    return estimate;
  }
  // Multiplications and additions: blocks and scores forward and backward, and the scores of all items for every user's validation.
  const double block = static_cast<double>(s.layers * (3 * s.width * s.width + 2 * s.width * s.feedForward)), catalogue = static_cast<double>(s.items * s.width);
  const double scored = values.text("loss") == "bce" ? static_cast<double>(s.width * (1 + values.integer("negatives"))) : catalogue;
  const double epoch = 6 * (static_cast<double>(sequences.rows()) * block + static_cast<double>(sequences.examples()) * scored) + 2 * static_cast<double>(users) * catalogue;
  const double train = epoch * static_cast<double>(values.integer("epochs")) / (measuredRate(s.width) * threadCount(values)) * slowdown;
  estimate.update(OrderedJson{{"seconds", train}, {"seconds_by_stage", {{"train", train}, {"decode", nullptr}}}, {"bytes", bytes}});
  return estimate;
}

}  // namespace ghost::model
