#include <algorithm>
#include <functional>

#include <CLI/Validators.hpp>
#include <fmt/format.h>

#include "base/error.h"
#include "compared_runs.h"
#include "eval/history.h"
#include "eval/metrics.h"
#include "eval/remarks.h"
#include "eval/saved_lists.h"
#include "metrics_text.h"
#include "run/conductor.h"
#include "run/run_condition.h"
#include "text_table.h"
#include "verbs.h"

namespace ghost::cli {
namespace {

struct Options { std::string run, lists, data, history = "saved"; };

data::Popularity popularityOf(const data::DataSet& dataSet) { return data::popularity(dataSet.interactions, dataSet.items()); }

/// Those of the main lists, and of other length penalties what is true of them alone.
void sayRemarks(Console& console, const OrderedJson& metrics) {
  const auto main = eval::remarks(metrics);
  for (const auto& remark : main) console.note("warning", remark);
  const OrderedJson penalties = metrics.value("by_length_penalty", OrderedJson::object());
  for (const auto& [penalty, values] : penalties.items())
    for (const auto& remark : eval::remarks(values))
      if (std::find(main.begin(), main.end(), remark) == main.end()) console.note("warning", "length penalty " + penalty + ": " + remark);
}

/// Both ways of one set of lists: `saved` as they are, `leftOut` on demand.
OrderedJson chosen(HistoryChoice choice, OrderedJson saved, const std::function<OrderedJson()>& leftOut) {
  const bool kept = saved.value("history", "") == eval::historyKept;
  if (choice == HistoryChoice::LeftOut) return kept ? leftOut() : saved;
  if (choice == HistoryChoice::Both && kept) saved["history_left_out"] = leftOut();
  return saved;
}

OrderedJson metricsOfRun(const Options& options) {
  const RunPlace place = openRun(options.run);
  if (!std::filesystem::exists(place.run.lists())) throw dataError(place.run.path().string(), run::withCondition(place.run, "the run has no saved lists"));
  const data::DataSet dataSet = data::readDataFolder(place.project.dataFolder());
  const auto popularity = popularityOf(dataSet);
  OrderedJson metrics = run::metricsFromLists(place.run, popularity);
  if (!metrics.contains("history")) metrics["history"] = eval::historyShown(eval::readLists(place.run.lists(), dataSet.items()), dataSet.interactions);  // a run of before the parameter
  return chosen(historyChoiceOf(options.history), metrics, [&] { return run::metricsWithoutHistory(place.run, dataSet.interactions, popularity); });
}

OrderedJson metricsOfLists(const Options& options) {
  constexpr int cuts[] = {5, 10};
  const data::DataSet dataSet = data::readDataFolder(dataFolderOf(options.data));
  const auto popularity = popularityOf(dataSet);
  const auto lists = eval::readLists(options.lists, dataSet.items());
  const OrderedJson coverage = eval::coverage(lists, dataSet.interactions);  // refuses lists of other data before it counts them
  OrderedJson metrics = eval::evaluate(lists, popularity, cuts);
  metrics["history"] = eval::historyShown(lists, dataSet.interactions);
  metrics = chosen(historyChoiceOf(options.history), metrics, [&] { return eval::evaluateWithoutHistory(lists, dataSet.interactions, popularity, cuts); });
  metrics.update(coverage);
  return metrics;
}

}  // namespace

Action declareEval(CLI::App& app) {
  auto options = std::make_shared<Options>();
  auto* run = app.add_option("RUN", options->run, "run folder");
  auto* lists = app.add_option("--lists", options->lists, "file of lists, .jsonl or .jsonl.zst")->excludes(run);
  app.add_option("--data", options->data, "data folder or project the lists belong to")->needs(lists);
  app.add_option("--history", options->history, "items that users already have: as the lists were saved, left-out of them, or both ways")->check(CLI::IsMember({"saved", "left-out", "both"}))->capture_default_str();
  return [options](Context& context) {
    if (options->run.empty() && (options->lists.empty() || options->data.empty())) throw usageError("eval", "give a run folder, or --lists FILE and --data DIR");
    const OrderedJson metrics = options->run.empty() ? metricsOfLists(*options) : metricsOfRun(*options);
    const std::string name = options->run.empty() ? options->lists : std::filesystem::path(options->run).lexically_normal().filename().string();
    std::vector<std::vector<std::string>> table{metricsHeader(10, "")};
    const auto add = [&](const OrderedJson& values) {
      for (auto& row : metricsRows(values, 10, fmt::format("{}, history {}", name, values.value("history", "unknown")))) table.push_back(std::move(row));
      sayRemarks(context.console, values);
    };
    add(metrics);
    if (metrics.contains("history_left_out")) add(metrics["history_left_out"]);
    sayTable(context.console, table);
    return Outcome{metrics};
  };
}

}  // namespace ghost::cli
