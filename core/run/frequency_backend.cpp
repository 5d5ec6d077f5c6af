#include <algorithm>
#include <cmath>
#include <mutex>
#include <optional>
#include <tuple>

#include <fmt/format.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/file_ops.h"
#include "base/parallel.h"
#include "run/backend.h"
#include "run/count_checkpoint.h"
#include "run/ngram_model.h"
#include "sample/vocabulary.h"

namespace ghost::run {
namespace fs = std::filesystem;
namespace {

std::vector<std::int32_t> streamOf(const sid::SidTable& table, std::span<const data::ItemId> items) {
  std::vector<std::int32_t> tokens;
  for (const auto item : items) sample::appendItem(tokens, table, item);
  return tokens;
}

/// One training run: counts users in the order and batches that the tensor backend would take them, so that steps, checkpoints and resuming mean the same.
class CountTraining {
 public:
  explicit CountTraining(const TrainInput& input)
      : m_input(input), m_model(sample::Vocabulary(input.tokens.table).size()), m_batch(input.values.integer("users_per_batch")), m_epochs(input.values.integer("epochs")),
        m_checkpointEvery(input.values.integer("checkpoint_every")), m_seed(static_cast<std::uint64_t>(input.values.integer("seed"))) {
    const auto users = static_cast<std::int64_t>(input.samples.trainUsers().size());
    m_stepsAnEpoch = (users + m_batch - 1) / m_batch;
  }

  TrainResult run() {
    m_started = monotonicSeconds();
    if (m_input.resume) restore();
    while (m_state.epoch < m_epochs && !stopped()) epoch();
    TrainResult result;
    result.stopped = m_state.epoch < m_epochs;
    if (m_state.bestStep > 0) result.bestCheckpoint = checkpointFolder(m_input.checkpoints, m_state.bestStep);
    const double seconds = monotonicSeconds() - m_started;
    result.summary = {{"epochs", m_state.epoch}, {"steps", m_state.step}, {"best_epoch", m_state.bestEpoch}, {"valid_nll", m_state.bestStep > 0 ? OrderedJson(m_state.bestNll) : OrderedJson()},
                      {"parameters", m_model.parameters()}, {"tokens_per_second", seconds > 0 ? static_cast<double>(m_tokens) / seconds : 0}, {"seconds", seconds}};
    return result;
  }

 private:
  bool stopped() const { return m_input.stop.stop_requested(); }

  void restore() {
    tidyFolder(m_input.checkpoints);
    std::string newestFault;
    for (auto [step, folder] : checkpointsNewestFirst(m_input.checkpoints)) {
      std::string fault;
      if (auto loaded = loadCheckpoint(folder, fault)) {
        m_model = std::move(loaded->model);
        m_state = loaded->state;
        if (m_model.vocabulary() != sample::Vocabulary(m_input.tokens.table).size()) throw dataError(folder.string(), "the checkpoint belongs to another SID table; train from the start");
        return;
      }
      if (newestFault.empty()) newestFault = fault;
      m_input.reporter.note("warning", fault + "; continuing from an older checkpoint");
    }
    if (!newestFault.empty()) failLost(m_input.checkpoints, newestFault);
  }

  void epoch() {
    const auto order = sample::epochOrder(m_input.samples.trainUsers(), m_seed, m_state.epoch);
    while (m_state.batch < m_stepsAnEpoch) {
      step(std::span(order).subspan(static_cast<std::size_t>(m_state.batch * m_batch)));
      const bool last = m_state.batch == m_stepsAnEpoch;
      if (!last && stopped()) return save();
      if (!last && m_checkpointEvery > 0 && m_state.step % m_checkpointEvery == 0) save();
    }
    validate();
    ++m_state.epoch;
    m_state.batch = 0;
    save();
  }

  void step(std::span<const data::UserId> rest) {
    const auto users = rest.first(std::min(rest.size(), static_cast<std::size_t>(m_batch)));
    std::vector<std::vector<std::int32_t>> streams;
    double nll = 0;
    std::int64_t tokens = 0;
    for (const auto user : users) {
      streams.push_back(streamOf(m_input.tokens.table, data::trainSequence(m_input.dataSet.interactions.sequence(user))));
      const std::size_t first = m_model.firstPredicted(streams.back());
      nll += m_model.negativeLogLikelihood(streams.back(), first);
      tokens += static_cast<std::int64_t>(streams.back().size() - first);
    }
    for (const auto& stream : streams) m_model.add(stream);
    ++m_state.step;
    ++m_state.batch;
    m_tokens += tokens;
    m_input.reporter.metric({"train/nll", tokens > 0 ? nll / static_cast<double>(tokens) : 0, m_state.step, "all"});
    m_input.reporter.progress(m_state.step, m_stepsAnEpoch * m_epochs, "steps");
  }

  void validate() {
    struct Sum { double nll = 0; std::int64_t tokens = 0; } all, head, tail;
    for (data::UserId user = 0; user < m_input.dataSet.interactions.users(); ++user) {
      const auto example = data::evaluationExample(m_input.dataSet.interactions.sequence(user), data::Part::Valid);
      auto tokens = streamOf(m_input.tokens.table, example.history);
      const std::size_t first = tokens.size();
      sample::appendItem(tokens, m_input.tokens.table, example.target);
      const double nll = m_model.negativeLogLikelihood(tokens, first);
      for (Sum* sum : {&all, m_input.popularity.isHead(example.target) ? &head : &tail}) {
        sum->nll += nll;
        sum->tokens += static_cast<std::int64_t>(tokens.size() - first);
      }
    }
    auto mean = [](const Sum& sum) { return sum.nll / static_cast<double>(std::max<std::int64_t>(1, sum.tokens)); };
    m_input.reporter.metric({"valid/nll/epoch", mean(all), m_state.epoch + 1, "all"});
    m_input.reporter.metric({"valid/nll/epoch", mean(head), m_state.epoch + 1, "head"});
    m_input.reporter.metric({"valid/nll/epoch", mean(tail), m_state.epoch + 1, "tail"});
    if (m_state.bestStep == 0 || mean(all) < m_state.bestNll) {
      m_state.bestNll = mean(all);
      m_state.bestEpoch = m_state.epoch + 1;
      m_state.bestStep = m_state.step;
    }
  }

  void save() {
    const fs::path folder = checkpointFolder(m_input.checkpoints, m_state.step);
    const std::string hash = saveCheckpoint(folder, m_model, m_state);
    m_input.reporter.artifact("checkpoint", folder.string(), hash);
    pruneCheckpoints(m_input.checkpoints, m_state.bestStep);
  }

  const TrainInput& m_input;
  NgramModel m_model;
  CountState m_state;
  std::int64_t m_batch, m_epochs, m_checkpointEvery, m_stepsAnEpoch = 0, m_tokens = 0;
  std::uint64_t m_seed;
  double m_started = 0;
};

class FrequencyBackend final : public Backend {
 public:
  std::string id() const override { return "frequency"; }

  TrainResult train(const TrainInput& input) override {
    input.reporter.note("info", "the frequency backend counts tokens: parameters of loss, model and optimiser have no effect");
    createFolders(input.checkpoints);
    return CountTraining(input).run();
  }

  std::vector<decode::RankedList> decode(const DecodeInput& input) override {
    std::string fault;
    const auto checkpoint = loadCheckpoint(input.checkpoint, fault);
    if (!checkpoint) throw dataError(input.checkpoint.string(), fault);
    if (checkpoint->model.vocabulary() != sample::Vocabulary(input.tokens.table).size())
      throw dataError(input.checkpoint.string(), fmt::format("the checkpoint knows {} tokens, the SID table needs {}; give the SID folder it was trained with", checkpoint->model.vocabulary(), sample::Vocabulary(input.tokens.table).size()));
    std::vector<decode::RankedList> lists(input.users.size());
    const decode::TokenMap map;
    std::mutex mutex;
    std::int64_t done = 0;
    parallelFor(static_cast<std::int64_t>(lists.size()), 8, input.threads, [&](std::int64_t begin, std::int64_t end) {
      NgramScorer scorer(checkpoint->model);
      for (std::int64_t i = begin; i < end && !input.stop.stop_requested(); ++i) decodeUser(input, scorer, map, input.users[static_cast<std::size_t>(i)], lists[static_cast<std::size_t>(i)]);
      const std::lock_guard lock(mutex);
      done += end - begin;
      input.reporter.progress(done, static_cast<std::int64_t>(lists.size()), "users");
    });
    if (input.stop.stop_requested()) std::erase_if(lists, [](const auto& list) { return list.target < 0; });
    return lists;
  }

  OrderedJson estimate(const TrainInput& input) override {
    const auto& [samples, values] = std::tie(input.samples, input.values);
    constexpr double slotsASecond = 5e5;  // of one core, two map look-ups a token
    constexpr double epochSeconds = 0.02;  // the checkpoint after each, synced
    const auto rows = samples.slots(samples.trainUsers()).rows;
    const double train = static_cast<double>(values.integer("epochs")) * (static_cast<double>(rows) / slotsASecond + epochSeconds);
    return {{"rows_per_epoch", rows}, {"parameters", nullptr}, {"seconds", train}, {"seconds_by_stage", {{"train", train}, {"decode", nullptr}}}, {"bytes", nullptr}};
  }

  std::int64_t resumeStep(const fs::path& checkpoints) const override {
    std::string fault;
    for (const auto& [step, folder] : checkpointsNewestFirst(checkpoints))
      if (loadCheckpoint(folder, fault)) return step;
    return 0;
  }

 private:
  static void decodeUser(const DecodeInput& input, NgramScorer& scorer, const decode::TokenMap& map, data::UserId user, decode::RankedList& list) {
    const auto sequence = input.dataSet.interactions.sequence(user);
    const auto example = data::evaluationExample(sequence, input.part);
    list.user = user;
    list.history.assign(example.history.begin(), example.history.end());
    const auto hypotheses = decode::referenceBeamSearch(scorer, sample::prompt(input.tokens.table, example.history), input.trie, map, input.beam);
    decode::expand(hypotheses, input.tokens.table, input.trie, map, input.slots, list, decode::leftOut(sequence, input.part, input.keepHistory));
    list.targetSharers = decode::sharersOf(input.tokens.table, input.trie, example.target);
    list.target = example.target;  // last: a list with a target is complete
  }
};

}  // namespace

std::unique_ptr<Backend> frequencyBackend() { return std::make_unique<FrequencyBackend>(); }

}  // namespace ghost::run
