#include "model/trainer.h"

#include <algorithm>
#include <memory>
#include <numeric>
#include <optional>

#include "base/content_hash.h"
#include "base/error.h"
#include "base/parallel.h"
#include "model/epoch_loop.h"
#include "model/gradient_probe.h"
#include "model/hugging_face.h"
#include "model/step_engine.h"
#include "model/training_trial.h"
#include "model/training_window.h"
#include "sample/vocabulary.h"

namespace ghost::model {
namespace {

OrderedJson identityOf(const run::TrainInput& input) {
  ContentHash tokens;
  const sid::SidTable& table = input.tokens.table;
  for (sid::ItemId item = 0; item < table.items(); ++item) tokens.add(table.text(item));
  return {{"parameters", identityParameters(input.values)}, {"sids", tokens.hex()}, {"users", input.samples.trainUsers().size()}, {"examples", input.samples.examples()}};
}

StepEngine::Options engineOptions(const run::TrainInput& input) {
  StepEngine::Options options;
  options.threads = threadCount(input.values);
  options.dropout = input.values.real("dropout");
  options.loss.floor = releasedLoss(input.values, input.samples.options()) ? releasedFloor : 0;
  return options;
}

class DecoderLearner final : public Learner {
 public:
  explicit DecoderLearner(const run::TrainInput& input)
      : m_input(input), m_options(engineOptions(input)), m_maxRows(input.values.integer("max_rows")), m_probeEvery(input.values.integer("probe_every")),
        m_seed(static_cast<std::uint64_t>(input.values.integer("seed"))), m_decoder(decoderConfig(input.values, input.tokens.table), Rng(m_seed).split("weights")),
        m_optimiser(m_decoder, optimiserOptions(input.values, totalSteps(input.samples.trainUsers().size(), input.values))), m_engine(m_decoder, m_options) {
    if (m_probeEvery > 0) m_groups = codeGroups(input.dataSet.interactions, input.popularity, input.tokens.table);
  }

  Step step(std::span<const data::UserId> users, const TrainingState& state, std::uint64_t dropoutKey) override {
    const auto pieces = m_input.samples.step(users, m_seed, state.epoch, m_engine.rowLimit(m_maxRows));
    const bool probing = m_probeEvery > 0 && state.step % m_probeEvery == 0;
    std::vector<std::unique_ptr<GradientParts>> parts(probing ? pieces.size() : 0);
    StepEngine::Observer observer;
    if (probing)
      observer = [&](std::size_t piece, const at::Tensor& hidden, const HeadTerms& terms) {
        parts[piece] = std::make_unique<GradientParts>(m_decoder.config().vocabulary, m_decoder.config().width);
        parts[piece]->add(hidden, m_decoder.head(), terms, m_options.loss);
      };
    const StepSums sums = m_engine.gradient(pieces, dropoutKey, observer);
    if (probing) reportProbe(parts, state.step + 1);
    return {sums, m_optimiser.step(m_engine.gradient())};
  }

  std::optional<Validation> validate(std::int64_t epoch) override {
    const std::optional<LossSums> sums = validationLosses(m_input.dataSet.interactions.users());
    if (!sums) return std::nullopt;
    reportMeans(m_input.reporter, "valid/nll/epoch", sums->nll, sums->targets, epoch);
    return Validation{(sums->nll[0] + sums->nll[1]) / static_cast<double>(std::max<std::int64_t>(1, sums->targets[0] + sums->targets[1])), 0};
  }

  void validateFirst(std::int64_t users) override { validationLosses(users); }
  SavedModel saved() const override { return savedDecoder(m_decoder, m_input.tokens.table); }
  void readWeights(const std::filesystem::path& folder) override {
    const Decoder saved = readHuggingFace(folder);
    if (toHuggingFace(saved.config()) != toHuggingFace(m_decoder.config())) throw dataError(folder.string(), "the checkpoint holds a model of another shape; resume with the parameters it was trained with");
    at::Tensor values = m_decoder.values();
    values.copy_(saved.values());
  }
  Optimiser& optimiser() override { return m_optimiser; }
  const at::Tensor& values() const override { return m_decoder.values(); }
  std::int64_t parameters() const override { return m_decoder.config().parameters(); }

 private:
  /// Of the first users.
  std::optional<LossSums> validationLosses(std::int64_t users) {
    constexpr std::int64_t group = 24;  // users a batch: about as many rows as a training piece
    auto batch = [&](std::int64_t i) {
      std::vector<data::UserId> here(static_cast<std::size_t>(std::min(group, users - i * group)));
      std::iota(here.begin(), here.end(), static_cast<data::UserId>(i * group));
      return m_input.samples.validation(here);
    };
    return m_engine.losses((users + group - 1) / group, batch, m_input.stop);
  }
  /// Before the update: the probe is of the step about to be taken.
  void reportProbe(const std::vector<std::unique_ptr<GradientParts>>& parts, std::int64_t step) {
    GradientParts total(m_decoder.config().vocabulary, m_decoder.config().width);
    for (const auto& one : parts)
      if (one) total += *one;
    report(total, m_groups, step, m_input.reporter);
  }

  const run::TrainInput& m_input;
  StepEngine::Options m_options;
  std::int64_t m_maxRows, m_probeEvery;
  std::uint64_t m_seed;
  Decoder m_decoder;
  Optimiser m_optimiser;
  StepEngine m_engine;
  CodeGroups m_groups;
};

}  // namespace

run::TrainResult train(const run::TrainInput& input) {
  DecoderLearner learner(input);
  return epochLoop(learner, {input.values, input.samples.trainUsers(), identityOf(input), input.checkpoints, input.resume, input.reporter, input.stop});
}

double estimatedSeconds(const run::TrainInput& input) {
  DecoderLearner learner(input);
  return trainingSeconds(learner, input.samples.trainUsers(), input.dataSet.interactions.users(), input.values);
}

DecoderConfig decoderConfig(const ParamValues& values, const sid::SidTable& table) {
  DecoderConfig c;
  c.vocabulary = sample::Vocabulary(table).size();
  c.layers = values.integer("layers");
  c.width = values.integer("width");
  c.heads = values.integer("heads");
  c.kvHeads = values.integer("kv_heads");
  c.headDim = values.integer("head_dim");
  c.feedForward = values.integer("feed_forward");
  check(c);
  return c;
}

OptimiserOptions optimiserOptions(const ParamValues& values, std::int64_t steps) {
  OptimiserOptions o;
  o.rate = values.real("lr");
  o.lowestRate = values.real("min_lr");
  o.warmup = values.real("warmup");
  o.steps = steps;
  o.weightDecay = values.real("weight_decay");
  o.clip = values.real("clip");
  return o;
}

int threadCount(const ParamValues& values) {
  const std::int64_t asked = values.integer("threads");
  return asked > 0 ? static_cast<int>(asked) : defaultThreads();
}

bool releasedLoss(const ParamValues& values, const sample::SampleOptions& options) {
  return values.has("profile") ? values.text("profile") == "released" : options.normalisation == sample::Normalisation::TokenMeans;
}

}  // namespace ghost::model
