#include "model/trainer.h"

#include <algorithm>
#include <memory>
#include <optional>

#include "base/clock.h"
#include "base/content_hash.h"
#include "base/error.h"
#include "base/parallel.h"
#include "model/checkpoint.h"
#include "model/gradient_probe.h"
#include "model/step_engine.h"
#include "model/training_window.h"
#include "sample/vocabulary.h"

namespace ghost::model {
namespace {

/// What a checkpoint must have in common with the run that continues it.
OrderedJson identityOf(const run::TrainInput& input) {
  OrderedJson parameters = OrderedJson::object();
  const OrderedJson all = input.values.toJson();
  for (const ParamSpec& spec : input.values.specs())
    if (spec.group != "decoding" && spec.key != "threads" && spec.key != "checkpoint_every") parameters[spec.key] = all[spec.key];
  ContentHash tokens;
  const sid::SidTable& table = input.tokens.table;
  for (sid::ItemId item = 0; item < table.items(); ++item) tokens.add(table.text(item));
  return {{"parameters", parameters}, {"sids", tokens.hex()}, {"users", input.samples.trainUsers().size()}, {"examples", input.samples.examples()}};
}

class Training {
 public:
  explicit Training(const run::TrainInput& input)
      : m_input(input), m_values(input.values), m_users(input.samples.trainUsers()), m_batch(m_values.integer("users_per_batch")), m_epochs(m_values.integer("epochs")),
        m_probeEvery(m_values.integer("probe_every")), m_checkpointEvery(m_values.integer("checkpoint_every")), m_seed(static_cast<std::uint64_t>(m_values.integer("seed"))),
        m_stepsAnEpoch((static_cast<std::int64_t>(m_users.size()) + m_batch - 1) / m_batch), m_decoder(decoderConfig(m_values, input.tokens.table), Rng(m_seed).split("weights")),
        m_optimiser(m_decoder, optimiserOptions(m_values, m_stepsAnEpoch * m_epochs)), m_engine(m_decoder, engineOptions()) {
    if (m_users.empty()) throw dataError("training", "no user has a training example: users need at least 4 items");
    m_reportEvery = std::clamp<std::int64_t>(m_stepsAnEpoch * m_epochs / 200, 1, 10);
    m_state.dropout = Rng(m_seed).split("dropout");
    m_state.identity = identityOf(input);
    if (m_probeEvery > 0) m_groups = codeGroups(input.dataSet.interactions, input.popularity, input.tokens.table);
  }

  run::TrainResult run() {
    if (m_input.resume) restore();
    m_began = monotonicSeconds();
    while (m_state.epoch < m_epochs && epoch()) {}
    return result();
  }

 private:
  StepEngine::Options engineOptions() const {
    StepEngine::Options options;
    options.threads = threadCount(m_values);
    options.dropout = m_values.real("dropout");
    options.loss.floor = releasedLoss(m_values, m_input.samples.options()) ? releasedFloor : 0;
    return options;
  }
  bool stopRequested() const { return m_input.stop.stop_requested(); }
  std::int64_t totalSteps() const { return m_stepsAnEpoch * m_epochs; }

  void restore() {
    for (const auto& [step, folder] : checkpointsNewestFirst(m_input.checkpoints)) {
      if (const std::string fault = checkpointFault(folder); !fault.empty()) {
        m_input.reporter.note("warning", fault + "; continuing from an older checkpoint");
        continue;
      }
      TrainingState state = restoreCheckpoint(folder, m_decoder, m_optimiser);
      if (state.identity != m_state.identity) throw usageError(folder.string(), "the checkpoint belongs to other parameters or data (" + firstDifference(m_state.identity, state.identity) + "); resume with the same or start a new run");
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
      if (stopRequested()) return save(), false;
      if (m_state.batch < m_stepsAnEpoch && m_checkpointEvery > 0 && m_state.step % m_checkpointEvery == 0) save();
    }
    if (!validate()) return save(), false;
    ++m_state.epoch;
    m_state.batch = 0;
    save();
    return !stopRequested();
  }

  void step(std::span<const data::UserId> users) {
    const double started = monotonicSeconds();
    const auto pieces = m_input.samples.step(users, m_seed, m_state.epoch, m_engine.rowLimit(m_values.integer("max_rows")));
    const bool probing = m_probeEvery > 0 && m_state.step % m_probeEvery == 0;
    std::vector<std::unique_ptr<GradientParts>> parts(probing ? pieces.size() : 0);
    StepEngine::Observer observer;
    if (probing)
      observer = [&](std::size_t piece, const at::Tensor& hidden, const HeadTerms& terms) {
        parts[piece] = std::make_unique<GradientParts>(m_decoder.config().vocabulary, m_decoder.config().width);
        parts[piece]->add(hidden, m_decoder.head(), terms, engineOptions().loss);
      };
    const StepEngine::Result done = m_engine.gradient(pieces, m_state.dropout.next(), observer);
    if (probing) reportProbe(parts);
    const double norm = m_optimiser.step(m_engine.gradient());
    ++m_state.step;
    ++m_state.batch;
    m_window.add(done.sums, done.loss, norm, done.rows, monotonicSeconds() - started);
    m_state.rows += done.rows;
    if (m_state.step % m_reportEvery == 0 || m_state.step == totalSteps()) reportWindow();
    m_input.reporter.progress(m_state.step, totalSteps(), "steps");
  }

  /// Before the update: the probe is of the step about to be taken.
  void reportProbe(const std::vector<std::unique_ptr<GradientParts>>& parts) {
    GradientParts total(m_decoder.config().vocabulary, m_decoder.config().width);
    for (const auto& one : parts)
      if (one) total += *one;
    report(total, m_groups, m_state.step + 1, m_input.reporter);
  }

  void reportWindow() {
    m_window.report(m_input.reporter, m_state.step, learningRate(m_optimiser.options(), m_state.step - 1));
    m_window = {};
  }

  /// False when stopped on the way; then nothing was told, and resuming validates again.
  bool validate() {
    constexpr std::int64_t group = 24;  // users a batch: about as many rows as a training piece
    std::vector<data::UserId> users(static_cast<std::size_t>(m_input.dataSet.interactions.users()));
    for (std::size_t u = 0; u < users.size(); ++u) users[u] = static_cast<data::UserId>(u);
    const std::int64_t count = (static_cast<std::int64_t>(users.size()) + group - 1) / group;
    auto batch = [&](std::int64_t i) {
      const auto rest = std::span<const data::UserId>(users).subspan(static_cast<std::size_t>(i * group));
      return m_input.samples.validation(rest.first(std::min(rest.size(), static_cast<std::size_t>(group))));
    };
    const std::optional<LossSums> found = m_engine.losses(count, batch, m_input.stop);
    if (!found) return false;
    const LossSums& sums = *found;
    reportMeans(m_input.reporter, "valid/nll/epoch", sums.nll, sums.targets, m_state.epoch + 1);
    const double nll = (sums.nll[0] + sums.nll[1]) / static_cast<double>(std::max<std::int64_t>(1, sums.targets[0] + sums.targets[1]));
    if (m_state.bestStep == 0 || nll < m_state.bestNll) {
      m_state.bestNll = nll;
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
    const std::string hash = saveCheckpoint(m_input.checkpoints, savedDecoder(m_decoder, m_input.tokens.table), m_optimiser, m_state);
    pruneCheckpoints(m_input.checkpoints, m_state.bestStep);
    m_savedStep = m_state.step;
    m_input.reporter.artifact("checkpoint", checkpointFolder(m_input.checkpoints, m_state.step).string(), hash);
  }

  run::TrainResult result() const {
    run::TrainResult result;
    result.stopped = m_state.epoch < m_epochs;
    if (m_state.bestStep > 0) result.bestCheckpoint = checkpointFolder(m_input.checkpoints, m_state.bestStep);
    const double seconds = m_state.seconds + monotonicSeconds() - m_began;
    result.summary = {{"epochs", m_state.epoch}, {"steps", m_state.step}, {"best_epoch", m_state.bestEpoch}, {"valid_nll", m_state.bestStep > 0 ? OrderedJson(m_state.bestNll) : OrderedJson()},
                      {"parameters", m_decoder.config().parameters()}, {"tokens_per_second", seconds > 0 ? static_cast<double>(m_state.rows) / seconds : 0}, {"seconds", seconds}};
    return result;
  }

  const run::TrainInput& m_input;
  const ParamValues& m_values;
  std::span<const data::UserId> m_users;
  std::int64_t m_batch, m_epochs, m_probeEvery, m_checkpointEvery;
  std::uint64_t m_seed;
  std::int64_t m_stepsAnEpoch, m_reportEvery = 1;
  Decoder m_decoder;
  Optimiser m_optimiser;
  StepEngine m_engine;
  CodeGroups m_groups;
  TrainingState m_state;
  TrainingWindow m_window;
  std::int64_t m_savedStep = -1;
  double m_began = 0;
};

}  // namespace

run::TrainResult train(const run::TrainInput& input) { return Training(input).run(); }

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
