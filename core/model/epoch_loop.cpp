#include "model/epoch_loop.h"

#include <algorithm>
#include <cmath>

#include "base/clock.h"
#include "base/error.h"
#include "base/file_ops.h"
#include "model/thread_count.h"
#include "model/trainer.h"
#include "model/training_window.h"
#include "sample/token_tree.h"

namespace ghost::model {
namespace fs = std::filesystem;
namespace {

std::int64_t stepsAnEpoch(std::size_t users, const ParamValues& values) {
  const std::int64_t batch = values.integer("users_per_batch");
  return (static_cast<std::int64_t>(users) + batch - 1) / batch;
}

class Loop {
 public:
  Loop(Learner& learner, const Course& course)
      : m_learner(learner), m_course(course), m_batch(course.values.integer("users_per_batch")), m_epochs(course.values.integer("epochs")), m_checkpointEvery(course.values.integer("checkpoint_every")),
        m_seed(static_cast<std::uint64_t>(course.values.integer("seed"))), m_stepsAnEpoch(stepsAnEpoch(course.users.size(), course.values)), m_totalSteps(m_stepsAnEpoch * m_epochs) {
    if (course.users.empty()) throw dataError("training", "no user has a training example: users need at least 4 items");
    m_reportEvery = std::clamp<std::int64_t>(m_totalSteps / 200, 1, 10);
    m_state.dropout = Rng(m_seed).split("dropout");
    m_state.identity = course.identity;
  }

  run::TrainResult run() {
    const ThreadCount threads(threadCount(m_course.values));  // of the optimiser and of what is added up between steps
    if (m_course.resume) restore();
    m_began = monotonicSeconds();
    while (!done() && epoch()) {}
    return result();
  }

 private:
  bool stopRequested() const { return m_course.stop.stop_requested(); }
  /// All epochs, or patience epochs without a better one; never inside an epoch.
  bool done() const { return m_state.epoch == m_epochs || (m_state.batch == 0 && m_course.patience > 0 && m_state.epoch - m_state.bestEpoch >= m_course.patience); }

  void restore() {
    tidyFolder(m_course.checkpoints);
    std::string newestFault;
    for (const auto& [step, folder] : checkpointsNewestFirst(m_course.checkpoints)) {
      if (const std::string fault = checkpointFault(folder); !fault.empty()) {
        if (newestFault.empty()) newestFault = fault;
        m_course.reporter.note("warning", fault + "; continuing from an older checkpoint");
        continue;
      }
      TrainingState state = readTrainingState(folder);
      if (state.identity != m_state.identity)
        throw usageError(folder.string(), "the checkpoint belongs to other parameters or data (" + firstDifference(m_state.identity, state.identity) + "); resume with the same or start a new run");
      m_learner.readWeights(folder);
      restoreMoments(folder, m_learner.values(), state.step, m_learner.optimiser());
      m_state = std::move(state);
      m_window = m_state.window.empty() ? TrainingWindow() : TrainingWindow::of(m_state.window);
      m_savedStep = m_state.step;
      return keepBest();
    }
    if (!newestFault.empty()) run::failLost(m_course.checkpoints, newestFault);
  }

  /// The best checkpoint may be an older one than that which training goes on from.
  void keepBest() {
    if (m_state.bestStep == 0 || m_state.bestStep == m_state.step) return;
    const std::string fault = checkpointFault(checkpointFolder(m_course.checkpoints, m_state.bestStep));
    if (fault.empty()) return;
    if (done()) run::failLost(m_course.checkpoints, "the checkpoint of the best epoch is lost: " + fault);
    m_course.reporter.note("warning", "the checkpoint of the best epoch so far is lost: " + fault + "; the best of the epochs that follow is taken");
    m_state.bestStep = m_state.bestEpoch = 0;
  }

  /// The rest of the running epoch; false when stopped.
  bool epoch() {
    const auto order = sample::epochOrder(m_course.users, m_seed, m_state.epoch);
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
    const Learner::Step done = m_learner.step(users, m_state, m_state.dropout.next());
    ++m_state.step;
    ++m_state.batch;
    m_window.add(done.sums, done.gradientNorm, monotonicSeconds() - started);
    m_state.rows += done.sums.rows;
    if (m_state.step % m_reportEvery == 0 || m_state.step == m_totalSteps) {
      m_window.report(m_course.reporter, m_state.step, learningRate(m_learner.optimiser().options(), m_state.step - 1));
      m_window = {};
    }
    m_course.reporter.progress(m_state.step, m_totalSteps, "steps");
  }

  /// False when stopped on the way; resuming validates again.
  bool validate() {
    const std::optional<Learner::Validation> found = m_learner.validate(m_state.epoch + 1);
    if (!found) return false;
    // Nothing compares with NaN: such an epoch would stay the best for ever.
    if (!std::isfinite(found->nll) || !std::isfinite(found->ndcg))
      throw dataError("training", "the validation loss after epoch " + std::to_string(m_state.epoch + 1) + " isn't finite; lower lr or set clip, and start a new run");
    const bool better = m_course.keepByNdcg ? found->ndcg > m_state.bestNdcg : found->nll < m_state.bestNll;
    if (m_state.bestStep == 0 || better) {
      m_state.bestNll = found->nll;
      m_state.bestNdcg = found->ndcg;
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
    const std::string hash = saveCheckpoint(m_course.checkpoints, m_learner.saved(), m_learner.optimiser(), m_state);
    pruneCheckpoints(m_course.checkpoints, m_state.bestStep);
    m_savedStep = m_state.step;
    m_course.reporter.artifact("checkpoint", checkpointFolder(m_course.checkpoints, m_state.step).string(), hash);
  }

  run::TrainResult result() const {
    run::TrainResult result;
    result.stopped = !done();
    if (m_state.bestStep > 0) result.bestCheckpoint = checkpointFolder(m_course.checkpoints, m_state.bestStep);
    const double seconds = m_state.seconds + monotonicSeconds() - m_began;
    auto best = [&](double value) { return m_state.bestStep > 0 ? OrderedJson(value) : OrderedJson(); };
    result.summary = {{"epochs", m_state.epoch}, {"steps", m_state.step}, {"best_epoch", m_state.bestEpoch}, {"valid_nll", best(m_state.bestNll)}};
    if (m_course.ranks) result.summary["valid_ndcg@10"] = best(m_state.bestNdcg);
    result.summary["parameters"] = m_learner.parameters();
    result.summary["tokens_per_second"] = seconds > 0 ? static_cast<double>(m_state.rows) / seconds : 0;
    result.summary["seconds"] = seconds;
    return result;
  }

  Learner& m_learner;
  const Course& m_course;
  std::int64_t m_batch, m_epochs, m_checkpointEvery;
  std::uint64_t m_seed;
  std::int64_t m_stepsAnEpoch, m_totalSteps, m_reportEvery = 1;
  TrainingState m_state;
  TrainingWindow m_window;
  std::int64_t m_savedStep = -1;
  double m_began = 0;
};

}  // namespace

std::int64_t totalSteps(std::size_t users, const ParamValues& values) { return stepsAnEpoch(users, values) * values.integer("epochs"); }

OrderedJson identityParameters(const ParamValues& values) {
  OrderedJson parameters = OrderedJson::object();
  const OrderedJson all = values.toJson();
  for (const ParamSpec& spec : values.specs())
    if (spec.group != "decoding" && spec.key != "threads" && spec.key != "checkpoint_every") parameters[spec.key] = all[spec.key];
  return parameters;
}

run::TrainResult epochLoop(Learner& learner, const Course& course) { return Loop(learner, course).run(); }

}  // namespace ghost::model
