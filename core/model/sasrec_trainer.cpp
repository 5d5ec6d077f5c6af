#include "model/sasrec_trainer.h"

#include <numeric>

#include "base/content_hash.h"
#include "base/error.h"
#include "model/epoch_loop.h"
#include "model/sasrec_engine.h"
#include "model/sasrec_folder.h"
#include "model/trainer.h"
#include "model/training_trial.h"
#include "model/training_window.h"

namespace ghost::model {
namespace {

sample::ItemSequenceOptions sequenceOptions(const ParamValues& values) {
  return {static_cast<int>(values.integer("positions")), values.text("loss") == "bce" ? static_cast<int>(values.integer("negatives")) : 0};
}

template <class T>
std::string_view bytesOf(const std::vector<T>& values) {
  return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)};
}

OrderedJson identityOf(const run::ItemTrainInput& input) {
  const data::Interactions& interactions = input.dataSet.interactions;
  ContentHash events;
  events.add(bytesOf(interactions.items));
  events.add(bytesOf(interactions.offsets));  // the same items cut into other users are other data
  return {{"parameters", identityParameters(input.values)}, {"items", input.dataSet.items()}, {"users", interactions.users()}, {"events", events.hex()}};
}

class SasrecLearner final : public Learner {
 public:
  SasrecLearner(const run::ItemTrainInput& input, const sample::ItemSequences& sequences)
      : m_input(input), m_sequences(sequences), m_maxRows(input.values.integer("max_rows")), m_seed(static_cast<std::uint64_t>(input.values.integer("seed"))),
        m_network(sasrecShape(input.values, input.dataSet.items()), Rng(m_seed).split("weights")),
        m_optimiser(m_network.values(), m_network.decayed(), optimiserOptions(input.values, totalSteps(sequences.trainUsers().size(), input.values))),
        m_engine(m_network, {threadCount(input.values), input.values.real("dropout"), input.values.text("loss") == "bce"}) {}

  Step step(std::span<const data::UserId> users, const TrainingState& state, std::uint64_t dropoutKey) override {
    const auto pieces = m_sequences.step(users, m_seed, state.epoch, m_engine.rowLimit(m_maxRows));
    const StepSums sums = m_engine.gradient(pieces, dropoutKey);
    return {sums, m_optimiser.step(m_engine.gradient())};
  }

  std::optional<Validation> validate(std::int64_t epoch) override {
    const std::optional<TargetSums> sums = validationSums(m_input.dataSet.interactions.users());
    if (!sums) return std::nullopt;
    const double hits[2] = {static_cast<double>(sums->hits[0]), static_cast<double>(sums->hits[1])};
    reportMeans(m_input.reporter, "valid/nll/epoch", sums->nll, sums->targets, epoch);
    reportMeans(m_input.reporter, "valid/ndcg@10/epoch", sums->ndcg, sums->targets, epoch);
    reportMeans(m_input.reporter, "valid/hr@10/epoch", hits, sums->targets, epoch);
    const auto targets = static_cast<double>(sums->targets[0] + sums->targets[1]);
    return Validation{(sums->nll[0] + sums->nll[1]) / targets, (sums->ndcg[0] + sums->ndcg[1]) / targets};
  }

  void validateFirst(std::int64_t users) override { validationSums(users); }
  SavedModel saved() const override { return savedSasrec(m_network); }
  void readWeights(const std::filesystem::path& folder) override {
    const Sasrec saved = readSasrec(folder);
    if (saved.shape() != m_network.shape()) throw dataError(folder.string(), "the checkpoint holds a model of another shape; resume with the parameters it was trained with");
    at::Tensor values = m_network.values();
    values.copy_(saved.values());
  }
  Optimiser& optimiser() override { return m_optimiser; }
  const at::Tensor& values() const override { return m_network.values(); }
  std::int64_t parameters() const override { return m_network.shape().parameters(); }

 private:
  /// Of the first users.
  std::optional<TargetSums> validationSums(std::int64_t count) const {
    std::vector<data::UserId> users(static_cast<std::size_t>(count));
    std::iota(users.begin(), users.end(), 0);
    return m_engine.targets(m_sequences, users, data::Part::Valid, m_input.stop);
  }

  const run::ItemTrainInput& m_input;
  const sample::ItemSequences& m_sequences;
  std::int64_t m_maxRows;
  std::uint64_t m_seed;
  Sasrec m_network;
  Optimiser m_optimiser;
  SasrecEngine m_engine;
};

}  // namespace

run::TrainResult trainSasrec(const run::ItemTrainInput& input) {
  const sample::ItemSequences sequences(input.dataSet.interactions, input.popularity, sequenceOptions(input.values));
  SasrecLearner learner(input, sequences);
  return epochLoop(learner, {input.values, sequences.trainUsers(), identityOf(input), input.checkpoints, input.resume, input.reporter, input.stop, input.values.integer("patience"), true, input.values.text("select") == "ndcg"});
}

double estimatedSeconds(const run::ItemTrainInput& input) {
  const sample::ItemSequences sequences(input.dataSet.interactions, input.popularity, sequenceOptions(input.values));
  SasrecLearner learner(input, sequences);
  return trainingSeconds(learner, sequences.trainUsers(), input.dataSet.interactions.users(), input.values);
}

SasrecShape sasrecShape(const ParamValues& values, std::int64_t items) {
  SasrecShape shape{items, values.integer("width"), values.integer("layers"), values.integer("heads"), values.integer("feed_forward"), values.integer("positions"), values.text("norm") == "pre"};
  check(shape);
  return shape;
}

}  // namespace ghost::model
