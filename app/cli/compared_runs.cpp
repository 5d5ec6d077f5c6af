#include "compared_runs.h"

#include <algorithm>

#include "base/error.h"
#include "eval/history.h"
#include "eval/metrics.h"
#include "eval/saved_lists.h"
#include "run/run_condition.h"
#include "run/run_identity.h"

namespace ghost::cli {
namespace {

/// Cuts of a block "k".
std::vector<int> cutsOf(const OrderedJson& metrics) {
  std::vector<int> cuts;
  for (const auto& [key, block] : metrics.at("k").items()) cuts.push_back(eval::cutOf(key));
  return cuts;
}

}  // namespace

HistoryChoice historyChoiceOf(const std::string& word) { return word == "left-out" ? HistoryChoice::LeftOut : word == "both" ? HistoryChoice::Both : HistoryChoice::Saved; }

void ComparedRuns::push(eval::ComparedRun run, std::vector<decode::RankedList> lists) {
  m_lists.push_back(std::make_unique<std::vector<decode::RankedList>>(std::move(lists)));
  run.lists = m_lists.back().get();
  m_runs.push_back(std::move(run));
}

void ComparedRuns::addRow(const RunPlace& place, const Row& row, HistoryChoice choice) {
  const OrderedJson manifest = place.run.manifest();
  const std::string recipe = place.run.metrics().value("recipe", "");
  auto lists = eval::readLists(place.run.lists(row.part), m_dataSet.items());
  std::string history = eval::historyOf(row.metrics, manifest.value("parameters", OrderedJson::object()));
  if (history.empty()) history = eval::historyShown(lists, m_dataSet.interactions);
  const auto one = [&](const std::string& id, OrderedJson metrics, const std::string& how) {
    metrics["history"] = how;
    return eval::ComparedRun{id, recipe, std::move(metrics), nullptr, run::systemOf(manifest, row.part) + how, run::sampleSeedOf(manifest), run::isUntrained(recipe)};
  };
  const bool drop = choice != HistoryChoice::Saved && history == eval::historyKept;
  if (drop) {
    auto metrics = eval::evaluateWithoutHistory(lists, m_dataSet.interactions, m_popularity, cutsOf(row.metrics));
    auto left = eval::withoutHistory(lists, m_dataSet.interactions);
    if (choice == HistoryChoice::Both) push(one(row.id, row.metrics, history), std::move(lists));
    push(one(choice == HistoryChoice::Both ? row.id + ", history left out" : row.id, std::move(metrics), std::string(eval::historyLeftOut)), std::move(left));
    return;
  }
  push(one(row.id, row.metrics, history), std::move(lists));
}

void ComparedRuns::add(const RunPlace& place, bool allPenalties, HistoryChoice history) {
  const OrderedJson metrics = place.run.metrics();
  if (!metrics.contains("k")) throw dataError(place.run.path().string(), run::withCondition(place.run, "the run has no metrics"));
  const bool several = allPenalties && metrics.contains("by_length_penalty") && metrics["by_length_penalty"].size() > 1;
  if (!several) return addRow(place, {place.run.name(), "test", metrics}, history);
  bool first = true;
  for (const auto& [penalty, values] : metrics["by_length_penalty"].items()) {
    addRow(place, {place.run.name() + " penalty " + penalty, first ? "test" : "test-lp" + penalty, values}, history);
    first = false;
  }
}

void ComparedRuns::addBaselines(const run::Project& project, int threads, Reporter& reporter, std::stop_token stop) {
  std::vector<std::string> histories;
  for (const auto& run : m_runs) histories.push_back(run.metrics.value("history", ""));
  const std::string mix = eval::historyMix(histories);
  if (mix != eval::historyLeftOut) addBaselines(project, {true, threads}, "", reporter, stop);
  if (mix == "mixed" || mix == eval::historyLeftOut) addBaselines(project, {false, threads}, mix == "mixed" ? ", history left out" : "", reporter, stop);
}

void ComparedRuns::addBaselines(const run::Project& project, const run::BaselineOptions& options, const std::string& suffix, Reporter& reporter, std::stop_token stop) {
  const std::string history(options.keepHistory ? eval::historyKept : eval::historyLeftOut);
  const auto isThere = [&](const std::string& recipe) {
    return std::any_of(m_runs.begin(), m_runs.end(), [&](const eval::ComparedRun& run) { return run.recipe == recipe && run.metrics.value("history", "") == history; });
  };
  for (const auto& baseline : run::baselines(project, m_dataSet, m_popularity, options, reporter, stop)) {
    if (isThere(baseline.recipe)) continue;
    eval::ComparedRun run{"baseline:" + baseline.recipe + suffix, baseline.recipe, baseline.metrics};
    run.variant = "baseline " + history;
    run.seed = 0;
    run.untrained = run.added = true;
    push(std::move(run), run::listsOf(baseline, m_dataSet, m_popularity, options));
  }
}

}  // namespace ghost::cli
