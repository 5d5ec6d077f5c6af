#include "model/sasrec_trainer.h"

#include <algorithm>
#include <numeric>

#include "base/clock.h"
#include "base/content_hash.h"
#include "base/error.h"
#include "model/checkpoint.h"
#include "model/sasrec_engine.h"
#include "model/sasrec_folder.h"
#include "model/trainer.h"
#include "model/training_window.h"

namespace ghost::model {
namespace {

sample::ItemSequenceOptions sequenceOptions(const ParamValues& values) {
  return {static_cast<int>(values.integer("positions")), values.text("loss") == "bce" ? static_cast<int>(values.integer("negatives")) : 0};
}

/// What a checkpoint must have in common with the run that continues it.
OrderedJson identityOf(const run::ItemTrainInput& input) {
  OrderedJson parameters = OrderedJson::object();
  const OrderedJson all = input.values.toJson();
  for (const ParamSpec& spec : input.values.specs())
    if (spec.group != "decoding" && spec.key != "threads" && spec.key != "checkpoint_every") parameters[spec.key] = all[spec.key];
  const data::Interactions& interactions = input.dataSet.interactions;
  ContentHash events;
  events.add(std::string_view(reinterpret_cast<const char*>(interactions.items.data()), interactions.items.size() * sizeof(data::ItemId)));
  return {{"parameters", parameters}, {"items", input.dataSet.items()}, {"users", interactions.users()}, {"events", events.hex()}};
}

class Training {
 public:
  explicit Training(const run::ItemTrainInput& input)
      : m_input(input), m_values(input.values), m_sequences(input.dataSet.interactions, input.popularity, sequenceOptions(m_values)), m_users(m_sequences.trainUsers()),
        m_batch(m_values.integer("users_per_batch")), m_epochs(m_values.integer("epochs")), m_patience(m_values.integer("patience")), m_checkpointEvery(m_values.integer("checkpoint_every")),
        m_seed(static_cast<std::uint64_t>(m_values.integer("seed"))), m_stepsAnEpoch((static_cast<std::int64_t>(m_users.size()) + m_batch - 1) / m_batch),
        m_network(sasrecShape(m_values, input.dataSet.items()), Rng(m_seed).split("weights")),
        m_optimiser(m_network.values(), m_network.decayed(), optimiserOptions(m_values, m_stepsAnEpoch * m_epochs)),
        m_engine(m_network, {threadCount(m_values), m_values.real("dropout"), m_values.text("loss") == "bce"}) {
    if (m_users.empty()) throw dataError("training", "no user has a training example: users need at least 4 items");
    m_reportEvery = std::clamp<std::int64_t>(totalSteps() / 200, 1, 10);
    m_state.dropout = Rng(m_seed).split("dropout");
    m_state.identity = identityOf(input);
  }

  run::TrainResult run() {
    if (m_input.resume) restore();
    m_began = monotonicSeconds();
    while (!done() && epoch()) {}
    return result();
  }

 private:
  std::int64_t totalSteps() const { return m_stepsAnEpoch * m_epochs; }
  /// All epochs, or patience epochs without a better one; never inside an epoch.
  bool done() const { return m_state.epoch == m_epochs || (m_state.batch == 0 && m_patience > 0 && m_state.epoch - m_state.bestEpoch >= m_patience); }

  void restore() {
    for (const auto& [step, folder] : checkpointsNewestFirst(m_input.checkpoints)) {
      if (const std::string fault = checkpointFault(folder); !fault.empty()) {
        m_input.reporter.note("warning", fault + "; continuing from an older checkpoint");
        continue;
      }
      const Sasrec saved = readSasrec(folder);
      if (saved.shape() != m_network.shape()) throw usageError(folder.string(), "the checkpoint holds a model of another shape; resume with the parameters and data it was trained with, or start a new run");
      TrainingState state = restoreTraining(folder, m_network.values(), m_optimiser);
      if (state.identity != m_state.identity) throw usageError(folder.string(), "the checkpoint belongs to other parameters or data (" + firstDifference(m_state.identity, state.identity) + "); resume with the same or start a new run");
      at::Tensor values = m_network.values();
      values.copy_(saved.values());
      m_state = std::move(state);
      m_window = m_state.window.empty() ? TrainingWindow() : TrainingWindow::of(m_state.window);
      m_savedStep = m_state.step;
      return;
    }
  }

  /// The rest of the running epoch; false when stopped.
  bool epoch() {
    const auto order = sample::epochOrder(m_users, m_seed, m_state.epoch);
    while (m_state.batch < m_stepsAnEpoch) {
      const auto rest = std::span(order).subspan(static_cast<std::size_t>(m_state.batch * m_batch));
      step(rest.first(std::min(rest.size(), static_cast<std::size_t>(m_batch))));
      if (m_input.stop.stop_requested()) return save(), false;
      if (m_state.batch < m_stepsAnEpoch && m_checkpointEvery > 0 && m_state.step % m_checkpointEvery == 0) save();
    }
    if (!validate()) return save(), false;
    ++m_state.epoch;
    m_state.batch = 0;
    save();
    return !m_input.stop.stop_requested();
  }

  void step(std::span<const data::UserId> users) {
    const double started = monotonicSeconds();
    const auto pieces = m_sequences.step(users, m_seed, m_state.epoch, m_engine.rowLimit(m_values.integer("max_rows")));
    const SasrecEngine::Result found = m_engine.gradient(pieces, m_state.dropout.next());
    const double norm = m_optimiser.step(m_engine.gradient());
    ++m_state.step;
    ++m_state.batch;
    m_window.add(found.sums, found.loss, norm, found.rows, monotonicSeconds() - started);
    m_state.rows += found.rows;
    if (m_state.step % m_reportEvery == 0 || m_state.step == totalSteps()) {
      m_window.report(m_input.reporter, m_state.step, learningRate(m_optimiser.options(), m_state.step - 1));
      m_window = {};
    }
    m_input.reporter.progress(m_state.step, totalSteps(), "steps");
  }

  /// False when stopped on the way; then nothing was told, and resuming validates again.
  bool validate() {
    std::vector<data::UserId> users(static_cast<std::size_t>(m_input.dataSet.interactions.users()));
    std::iota(users.begin(), users.end(), 0);
    const std::optional<TargetSums> found = m_engine.targets(m_sequences, users, data::Part::Valid, m_input.stop);
    if (!found) return false;
    const TargetSums& sums = *found;
    const double hits[2] = {static_cast<double>(sums.hits[0]), static_cast<double>(sums.hits[1])};
    reportMeans(m_input.reporter, "valid/nll/epoch", sums.nll, sums.targets, m_state.epoch + 1);
    reportMeans(m_input.reporter, "valid/ndcg@10/epoch", sums.ndcg, sums.targets, m_state.epoch + 1);
    reportMeans(m_input.reporter, "valid/hr@10/epoch", hits, sums.targets, m_state.epoch + 1);
    const auto targets = static_cast<double>(sums.targets[0] + sums.targets[1]);
    const double nll = (sums.nll[0] + sums.nll[1]) / targets, ndcg = (sums.ndcg[0] + sums.ndcg[1]) / targets;
    const bool better = m_values.text("select") == "nll" ? nll < m_state.bestNll : ndcg > m_state.bestNdcg;
    if (m_state.bestStep == 0 || better) {
      m_state.bestNll = nll;
      m_state.bestNdcg = ndcg;
      m_state.bestEpoch = m_state.epoch + 1;
      m_state.bestStep = m_state.step;
    }
    return true;
  }

  void save() {
    if (m_savedStep == m_state.step && m_state.batch != 0) return;
    m_state.window = m_window.toJson();
    m_state.seconds += monotonicSeconds() - m_began;
    m_began = monotonicSeconds();
    const std::string hash = saveCheckpoint(m_input.checkpoints, savedSasrec(m_network), m_optimiser, m_state);
    pruneCheckpoints(m_input.checkpoints, m_state.bestStep);
    m_savedStep = m_state.step;
    m_input.reporter.artifact("checkpoint", checkpointFolder(m_input.checkpoints, m_state.step).string(), hash);
  }

  run::TrainResult result() const {
    run::TrainResult result;
    result.stopped = !done();
    if (m_state.bestStep > 0) result.bestCheckpoint = checkpointFolder(m_input.checkpoints, m_state.bestStep);
    const double seconds = m_state.seconds + monotonicSeconds() - m_began;
    auto best = [&](double value) { return m_state.bestStep > 0 ? OrderedJson(value) : OrderedJson(); };
    result.summary = {{"epochs", m_state.epoch}, {"steps", m_state.step}, {"best_epoch", m_state.bestEpoch}, {"valid_nll", best(m_state.bestNll)}, {"valid_ndcg@10", best(m_state.bestNdcg)},
                      {"parameters", m_network.parameters()}, {"tokens_per_second", seconds > 0 ? static_cast<double>(m_state.rows) / seconds : 0}, {"seconds", seconds}};
    return result;
  }

  const run::ItemTrainInput& m_input;
  const ParamValues& m_values;
  sample::ItemSequences m_sequences;
  std::span<const data::UserId> m_users;
  std::int64_t m_batch, m_epochs, m_patience, m_checkpointEvery;
  std::uint64_t m_seed;
  std::int64_t m_stepsAnEpoch, m_reportEvery = 1;
  Sasrec m_network;
  Optimiser m_optimiser;
  SasrecEngine m_engine;
  TrainingState m_state;
  TrainingWindow m_window;
  std::int64_t m_savedStep = -1;
  double m_began = 0;
};

}  // namespace

run::TrainResult trainSasrec(const run::ItemTrainInput& input) { return Training(input).run(); }

SasrecShape sasrecShape(const ParamValues& values, std::int64_t items) {
  SasrecShape shape{items, values.integer("width"), values.integer("layers"), values.integer("heads"), values.integer("feed_forward"), values.integer("positions"), values.text("norm") == "pre"};
  check(shape);
  return shape;
}

}  // namespace ghost::model
