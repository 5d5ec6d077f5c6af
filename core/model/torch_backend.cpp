#include "model/torch_backend.h"

#include <algorithm>
#include <numeric>

#include <ATen/ATen.h>

#include "base/error.h"
#include "model/checkpoint.h"
#include "model/device_beam.h"
#include "model/hugging_face.h"
#include "model/lanes.h"
#include "model/learned_reduction.h"
#include "model/matrix_rate.h"
#include "model/rqvae_tokenizer.h"
#include "model/sasrec_model.h"
#include "model/trainer.h"
#include "model/training_trial.h"
#include "run/machine_memory.h"
#include "run/stages.h"
#include "sample/vocabulary.h"

namespace ghost::model {
namespace {

/// Multiplications and additions of one token slot, forward and backward, times two.
double operationsPerRow(const DecoderConfig& c) {
  const double block = static_cast<double>(c.width * (2 * c.heads + 2 * c.kvHeads) * c.headDim + 3 * c.width * c.feedForward);
  return 6 * (static_cast<double>(c.layers) * block + static_cast<double>(c.vocabulary * c.width));
}

/// Seconds of decoding all users with a model of this shape, whatever its weights.
double decodingSeconds(const run::TrainInput& input, const DecoderConfig& config) {
  const Decoder decoder(config, Rng(1));
  const sid::SidTrie trie(input.samples.table());
  std::vector<data::UserId> users(static_cast<std::size_t>(input.dataSet.interactions.users()));
  std::iota(users.begin(), users.end(), 0);
  const auto penalties = run::lengthPenalties(input.values);
  return extrapolatedSeconds(std::ssize(users), [&](std::int64_t n) {
    const run::DecodeInput decode{input.dataSet, input.tokens, trie, {}, run::beamOptions(input.values), data::Part::Test, std::span(users).first(static_cast<std::size_t>(n)), static_cast<int>(input.values.integer("slots")),
                                  threadCount(input.values), silentReporter(), {}, input.values.boolean("keep_history")};
    rankUsers(decoder, decode, penalties);
  });
}

class TorchBackend final : public run::Backend {
 public:
  std::string id() const override { return "torch"; }

  bool builds(const sid::Tokenizer& row) const override { return Backend::builds(row) || buildsLearned(row); }

  run::TrainResult train(const run::TrainInput& input) override { return model::train(input); }

  std::vector<decode::RankedList> decode(const run::DecodeInput& input) override {
    const double penalty = input.beam.lengthPenalty;
    return std::move(decodeForPenalties(input, std::span(&penalty, 1)).front());
  }

  std::vector<std::vector<decode::RankedList>> decodeForPenalties(const run::DecodeInput& input, std::span<const double> penalties) override {
    requireSound(input.checkpoint);
    const Decoder decoder = readHuggingFace(input.checkpoint);
    if (decoder.config().vocabulary != sample::Vocabulary(input.tokens.table).size())
      throw dataError(input.checkpoint.string(), "the model has " + std::to_string(decoder.config().vocabulary) + " tokens, the SIDs need " + std::to_string(sample::Vocabulary(input.tokens.table).size()) +
                                                     "; decode with the SIDs it was trained on");
    return rankUsers(decoder, input, penalties);
  }

  const run::ItemModel* itemModel(std::string_view recipe) const override { return recipe == "sasrec" ? &m_sasrec : nullptr; }

  std::int64_t resumeStep(const std::filesystem::path& checkpoints) const override {
    for (const auto& [step, folder] : checkpointsNewestFirst(checkpoints))
      if (checkpointFault(folder).empty()) return step;
    return 0;
  }

  OrderedJson estimate(const run::TrainInput& input) override {
    const ParamValues& values = input.values;
    const DecoderConfig config = decoderConfig(values, input.samples.table());
    const std::int64_t rows = input.samples.slots(input.samples.trainUsers()).rows;
    const std::int64_t activations = values.integer("max_rows") * 4 * (config.layers * (10 * config.width + 3 * config.feedForward) + config.vocabulary);
    const auto before = static_cast<std::int64_t>(run::residentBytes());
    const std::int64_t bytes = before + config.parameters() * 4 * (4 + laneCount(config.parameters() * 4)) + activations;
    OrderedJson estimate{{"rows_per_epoch", rows}, {"parameters", config.parameters()}};
    if (trialFits(bytes - before)) {
      const double train = estimatedSeconds(input), decode = decodingSeconds(input, config);
      const auto peak = static_cast<std::int64_t>(run::peakResidentBytes());
      estimate.update(OrderedJson{{"seconds", train + decode}, {"seconds_by_stage", {{"train", train}, {"decode", decode}}}, {"bytes", std::max(bytes - activations, peak)}});
    } else {
      const double train = 1.5 * static_cast<double>(rows * values.integer("epochs")) * operationsPerRow(config) / (measuredRate(config.width) * threadCount(values));
      estimate.update(OrderedJson{{"seconds", train}, {"seconds_by_stage", {{"train", train}, {"decode", nullptr}}}, {"bytes", bytes}});
    }
    return estimate;
  }

 protected:
  sid::Tokenization build(const sid::Tokenizer& row, const sid::TokenizerInput& input, const ParamValues& values) override {
    return buildsLearned(row) ? buildLearned(row, input, values) : Backend::build(row, input, values);
  }
  sid::Reduced reduce(const embed::ItemVectors& vectors, const sid::TokenizerInput& input, const ParamValues& values) override {
    return values.text("reduce") == "pca" ? Backend::reduce(vectors, input, values) : reducedByLayers(vectors, input, values);
  }

 private:
  SasrecModel m_sasrec;
};

}  // namespace

std::unique_ptr<run::Backend> torchBackend() { return std::make_unique<TorchBackend>(); }

}  // namespace ghost::model
