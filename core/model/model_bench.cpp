#include "model/model_bench.h"

#include <algorithm>
#include <ctime>
#include <filesystem>
#include <limits>

#include "base/clock.h"
#include "base/error.h"
#include "base/parallel.h"
#include "data/data_set.h"
#include "embed/item_vectors.h"
#include "model/optimiser.h"
#include "model/step_engine.h"
#include "sample/undesired_set.h"
#include "sample/vocabulary.h"
#include "sid/tokenizers.h"

namespace ghost::model {
namespace fs = std::filesystem;
namespace {

/// A likelihood-only workload, the same with undesired SIDs as branches, and with one row a SID: what one optimiser step each is given.
using Steps = std::vector<std::vector<sample::TokenTrees>>;

std::int64_t rowsOf(const Steps& steps) {
  std::int64_t rows = 0;
  for (const auto& step : steps)
    for (const auto& piece : step) rows += piece.rows();
  return rows;
}

/// Sequences of drawn tokens with the shape of the paper's SIDs: a history of P slots, a tail target of 5 codes, undesired heads of 3 codes.
class Synthetic {
 public:
  Synthetic(std::int64_t history, int undesired, int examples, std::int32_t vocabulary) : m_history(history), m_undesired(undesired), m_examples(examples), m_vocabulary(vocabulary) {}
  enum class Form { LikelihoodOnly, Branches, SeparateRows };

  /// The pieces of one step, none above `limit` rows unless a sequence is.
  std::vector<sample::TokenTrees> step(Form form, std::int64_t limit) const {
    std::vector<sample::TokenTrees> pieces(1);
    for (int example = 0; example < m_examples; ++example) {
      const std::int64_t first = pieces.back().rows();
      if (first > 0 && first + m_history + targetCodes + 3 * m_undesired > limit) pieces.emplace_back();
      addExample(pieces.back(), form, Rng(static_cast<std::uint64_t>(example)));
      if (form != Form::SeparateRows) continue;
      for (int k = 0; k < m_undesired; ++k) {
        if (pieces.back().rows() + m_history + targetCodes > limit) pieces.emplace_back();
        addSeparate(pieces.back(), Rng(static_cast<std::uint64_t>(example)), k);
      }
    }
    return pieces;
  }

 private:
  static constexpr int targetCodes = 5, undesiredCodes = 3;
  std::int32_t draw(Rng& rng) const { return sample::Vocabulary::firstSid + static_cast<std::int32_t>(rng.below(static_cast<std::uint64_t>(m_vocabulary - sample::Vocabulary::firstSid))); }
  std::vector<std::int32_t> sid(Rng rng, int codes) const {
    std::vector<std::int32_t> tokens;
    for (int i = 0; i < codes; ++i) tokens.push_back(draw(rng));
    return tokens;
  }
  static void row(sample::TokenTrees& trees, std::int32_t begin, std::int32_t trunkEnd, std::int32_t own, std::int32_t token) {
    const auto r = static_cast<std::int32_t>(trees.token.size());
    trees.token.push_back(token);
    trees.position.push_back(trunkEnd - begin + r - own);
    trees.trunkBegin.push_back(begin);
    trees.trunkEnd.push_back(trunkEnd);
    trees.ownBegin.push_back(own);
  }
  /// History on a new trunk; returns its last row.
  std::int32_t open(sample::TokenTrees& trees, Rng rng) const {
    if (trees.segment.empty()) trees.segment.push_back(0);
    const std::int32_t begin = trees.segment.back();
    for (std::int64_t i = 0; i < m_history; ++i) row(trees, begin, begin + static_cast<std::int32_t>(i), begin + static_cast<std::int32_t>(i), draw(rng));
    return static_cast<std::int32_t>(trees.token.size()) - 1;
  }
  /// A SID on the trunk or as a branch, with a term for each of its tokens and EOS; the terms of `from` come first.
  void append(sample::TokenTrees& trees, const std::vector<std::int32_t>& tokens, std::int32_t from, bool branch, double weight, bool undesired) const {
    const std::int32_t begin = trees.segment.back(), own = static_cast<std::int32_t>(trees.token.size());
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      const auto r = static_cast<std::int32_t>(trees.token.size());
      row(trees, begin, branch ? from + 1 : r, branch ? own : r, tokens[i]);
      trees.terms.push_back({r, i + 1 < tokens.size() ? tokens[i + 1] : sample::Vocabulary::eos, weight, undesired, true, static_cast<std::int32_t>(i) + 1});
    }
  }
  void addExample(sample::TokenTrees& trees, Form form, const Rng& rng) const {
    const std::int32_t last = open(trees, rng.split("history"));
    const double weight = 1.0 / m_examples;
    const auto target = sid(rng.split("target"), targetCodes);
    std::vector<std::vector<std::int32_t>> distractors;
    for (int k = 0; form == Form::Branches && k < m_undesired; ++k) distractors.push_back(sid(rng.split(static_cast<std::uint64_t>(k)), undesiredCodes));
    trees.terms.push_back({last, target[0], weight, false, true, 0});
    for (const auto& one : distractors) trees.terms.push_back({last, one[0], 0.1 * weight, true, true, 0});
    append(trees, target, last, false, weight, false);
    for (const auto& one : distractors) append(trees, one, last, true, 0.1 * weight, true);
    trees.segment.push_back(static_cast<std::int32_t>(trees.token.size()));
  }
  void addSeparate(sample::TokenTrees& trees, const Rng& rng, int k) const {
    const std::int32_t last = open(trees, rng.split("history"));
    const auto tokens = sid(rng.split(static_cast<std::uint64_t>(k)), undesiredCodes);
    trees.terms.push_back({last, tokens[0], 0.1 / m_examples, true, true, 0});
    append(trees, tokens, last, false, 0.1 / m_examples, true);
    trees.segment.push_back(static_cast<std::int32_t>(trees.token.size()));
  }

  std::int64_t m_history;
  int m_undesired, m_examples;
  std::int32_t m_vocabulary;
};

/// Processor time of all threads: what a ratio can be checked by on a machine that others use.
double processorSeconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

/// One decoder with its optimiser, and the seconds of steps on it.
class Machine {
 public:
  Machine(const DecoderConfig& config, at::ScalarType type, int threads) : m_decoder(config, Rng(1), type), m_optimiser(m_decoder, {1e-4, 1e-4, 0, 1000000}), m_engine(m_decoder, options(threads)) {}
  std::int64_t rowLimit(std::int64_t most) const { return m_engine.rowLimit(most); }

  struct Seconds { double whole = 0, forwardBackward = 0, processor = 0; };
  Seconds time(const std::vector<sample::TokenTrees>& step) {
    const double processor = processorSeconds(), started = monotonicSeconds();
    m_engine.gradient(step, ++m_key);
    const double between = monotonicSeconds();
    m_optimiser.step(m_engine.gradient());
    return {monotonicSeconds() - started, between - started, processorSeconds() - processor};
  }

 private:
  static StepEngine::Options options(int threads) {
    StepEngine::Options o;
    o.threads = threads;
    o.dropout = 0.1;
    return o;
  }
  Decoder m_decoder;
  Optimiser m_optimiser;
  StepEngine m_engine;
  std::uint64_t m_key = 0;
};

/// Sum over the steps of a workload of the fastest of `repeats` times of each; workloads are taken in turns, and the first round warms up.
/// Fewer rounds when stopped, at least one.
std::vector<Machine::Seconds> fastest(Machine& machine, const std::vector<const Steps*>& workloads, int repeats, const std::stop_token& stop) {
  constexpr double never = std::numeric_limits<double>::infinity();
  std::vector<std::vector<Machine::Seconds>> best;
  for (const Steps* steps : workloads) best.emplace_back(steps->size(), Machine::Seconds{never, never, never});
  for (int round = 0; round <= repeats && (round < 2 || !stop.stop_requested()); ++round) {
    for (std::size_t w = 0; w < workloads.size(); ++w) {
      for (std::size_t i = 0; i < workloads[w]->size(); ++i) {
        const Machine::Seconds one = machine.time((*workloads[w])[i]);
        if (round == 0) continue;
        Machine::Seconds& least = best[w][i];
        least = {std::min(least.whole, one.whole), std::min(least.forwardBackward, one.forwardBackward), std::min(least.processor, one.processor)};
      }
    }
  }
  std::vector<Machine::Seconds> sums(workloads.size());
  for (std::size_t w = 0; w < workloads.size(); ++w)
    for (const Machine::Seconds& one : best[w]) sums[w] = {sums[w].whole + one.whole, sums[w].forwardBackward + one.forwardBackward, sums[w].processor + one.processor};
  return sums;
}

/// Whole-user trees of a real data set, paper tokens and undesired sets: the same users with and without AUO.
OrderedJson benchDataSet(const fs::path& folder, const ParamValues& values, int threads, Reporter& reporter, const std::stop_token& stop) {
  const data::DataSet dataSet = data::readDataFolder(folder);
  const data::Popularity popularity = data::popularity(dataSet.interactions, dataSet.items());
  const embed::ItemVectors vectors = embed::readItemVectors(folder / values.text("vectors"), dataSet.items());
  const sid::Tokenizer& skt = sid::tokenizer("skt");
  reporter.stage("tokens");
  const sid::Tokenization tokens = skt.build({vectors, popularity, reporter, stop, threads}, sid::tokenizerDefaults(skt, "paper"));
  sample::UndesiredOptions undesired;
  undesired.threads = threads;
  sample::SampleOptions plain;
  plain.alpha = 0;
  const sample::SampleSet with(dataSet.interactions, popularity, tokens.table, sample::UndesiredSets::build(vectors, popularity, tokens.table, undesired), {});
  const sample::SampleSet without(dataSet.interactions, popularity, tokens.table, {}, plain);
  DecoderConfig config;
  config.vocabulary = sample::Vocabulary(tokens.table).size();
  Machine machine(config, at::kFloat, threads);
  const auto order = sample::epochOrder(with.trainUsers(), 42, 0);
  Steps auo, likelihood;
  for (std::int64_t i = 0; i < values.integer("steps"); ++i) {
    const auto users = std::span(order).subspan(static_cast<std::size_t>(i * 64) % (order.size() - std::min<std::size_t>(order.size(), 64) + 1));
    const auto batch = users.first(std::min<std::size_t>(users.size(), 64));
    auo.push_back(with.step(batch, 42, 0, machine.rowLimit(8192)));
    likelihood.push_back(without.step(batch, 42, 0, machine.rowLimit(8192)));
  }
  reporter.stage("measure");
  const auto best = fastest(machine, {&auo, &likelihood}, static_cast<int>(values.integer("repeats")), stop);
  const double ratio = best[0].whole / best[1].whole, tokenRatio = static_cast<double>(rowsOf(auo)) / static_cast<double>(rowsOf(likelihood));
  return {{"ratio", ratio}, {"token_ratio", tokenRatio}, {"ratio_over_token_ratio", ratio / tokenRatio}, {"processor_time_ratio", best[0].processor / best[1].processor}, {"users_a_step", 64}, {"steps", auo.size()}, {"rows", rowsOf(auo)}, {"rows_without", rowsOf(likelihood)},
          {"slots_per_second", static_cast<double>(rowsOf(auo)) / best[0].whole}, {"slots_per_second_without", static_cast<double>(rowsOf(likelihood)) / best[1].whole}};
}

}  // namespace

std::vector<ParamSpec> auoStepBenchParams() {
  return {integerParam("history", 160, 1, 100000, "Token slots before the target, P."),
          integerParam("undesired", 5, 1, 1000, "Undesired SIDs a target, K_b."),
          integerParam("examples", 24, 1, 100000, "Examples an optimiser step."),
          integerParam("repeats", 7, 1, 1000, "Measurements; the fastest counts."),
          integerParam("steps", 6, 1, 10000, "Optimiser steps of 64 users in a measurement on the data folder."),
          integerParam("threads", 0, 0, 1024, "Threads on the processor; 0 = all."),
          choiceParam("dtype", "float32", {"float32", "float64"}, "Element type of the synthetic workload."),
          textParam("data", "projects/instruments/data", "Data folder of the real workload; empty = none."),
          textParam("vectors", "Instruments.emb-sasrec.npy", "Item vectors in the data folder.")};
}

OrderedJson benchAuoStep(const ParamValues& values, Reporter& reporter, std::stop_token stop) {
  const int threads = values.integer("threads") > 0 ? static_cast<int>(values.integer("threads")) : defaultThreads();
  DecoderConfig config;
  config.vocabulary = 1567;  // tokens of the paper's SIDs on Instruments
  Machine machine(config, values.text("dtype") == "float64" ? at::kDouble : at::kFloat, threads);
  const Synthetic synthetic(values.integer("history"), static_cast<int>(values.integer("undesired")), static_cast<int>(values.integer("examples")), static_cast<std::int32_t>(config.vocabulary));
  auto of = [&](Synthetic::Form form) { return Steps{synthetic.step(form, machine.rowLimit(8192))}; };
  const Steps auo = of(Synthetic::Form::Branches), likelihood = of(Synthetic::Form::LikelihoodOnly), separate = of(Synthetic::Form::SeparateRows);
  reporter.stage("measure");
  const auto best = fastest(machine, {&auo, &likelihood, &separate}, static_cast<int>(values.integer("repeats")), stop);
  OrderedJson details{{"separate_rows", best[2].whole / best[0].whole}, {"processor_time_ratio", best[0].processor / best[1].processor}, {"processor_time_separate_rows", best[2].processor / best[0].processor}, {"forward_backward", best[0].forwardBackward / best[1].forwardBackward},
                      {"token_ratio", static_cast<double>(rowsOf(auo)) / static_cast<double>(rowsOf(likelihood))}, {"history", values.integer("history")}, {"undesired", values.integer("undesired")},
                      {"examples", values.integer("examples")}, {"threads", threads}, {"dtype", values.text("dtype")}, {"parameters", config.parameters()},
                      {"slots_per_second", static_cast<double>(rowsOf(auo)) / best[0].whole}};
  if (const std::string folder = values.text("data"); !folder.empty() && !stop.stop_requested()) {
    if (fs::is_directory(folder)) details["instruments"] = benchDataSet(folder, values, threads, reporter, stop);
    else reporter.note("warning", folder + " isn't here; give data=FOLDER for the workload on real data");
  }
  OrderedJson result{{"name", "auo-step"}, {"ratio", best[0].whole / best[1].whole}, {"baseline", "the same step on the likelihood alone"}, {"unit", "time of ours / time of the baseline"}, {"details", details}};
  if (stop.stop_requested()) result["stopped"] = true;
  return result;
}

}  // namespace ghost::model
