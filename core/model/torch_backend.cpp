#include "model/torch_backend.h"

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
#include "sample/vocabulary.h"

namespace ghost::model {
namespace {

/// Multiplications and additions of one token slot, forward and backward, times two.
double operationsPerRow(const DecoderConfig& c) {
  const double block = static_cast<double>(c.width * (2 * c.heads + 2 * c.kvHeads) * c.headDim + 3 * c.width * c.feedForward);
  return 6 * (static_cast<double>(c.layers) * block + static_cast<double>(c.vocabulary * c.width));
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

  OrderedJson estimate(const sample::SampleSet& samples, const ParamValues& values) override {
    DecoderConfig config = decoderConfig(values, samples.table());
    const std::int64_t rows = samples.slots(samples.trainUsers()).rows;
    const double seconds = static_cast<double>(rows) * static_cast<double>(values.integer("epochs")) * operationsPerRow(config) / (measuredRate(config.width) * threadCount(values)) * 1.5;
    const std::int64_t activations = values.integer("max_rows") * 4 * (config.layers * (10 * config.width + 3 * config.feedForward) + config.vocabulary);
    return {{"rows_per_epoch", rows}, {"parameters", config.parameters()}, {"seconds", seconds}, {"bytes", config.parameters() * 4 * (4 + laneCount(config.parameters() * 4)) + activations}};
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
