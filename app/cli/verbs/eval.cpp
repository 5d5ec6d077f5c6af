#include "base/error.h"
#include "data/data_set.h"
#include "eval/metrics.h"
#include "eval/remarks.h"
#include "eval/saved_lists.h"
#include "metrics_text.h"
#include "places.h"
#include "run/conductor.h"
#include "run/run_condition.h"
#include "text_table.h"
#include "verbs.h"

namespace ghost::cli {
namespace {

struct Options { std::string run, lists, data; };

data::Popularity popularityOf(const data::DataSet& dataSet) { return data::popularity(dataSet.interactions, dataSet.items()); }

OrderedJson metricsOf(const Options& options) {
  if (!options.run.empty()) {
    const RunPlace place = openRun(options.run);
    if (!std::filesystem::exists(place.run.lists())) throw dataError(place.run.path().string(), run::withCondition(place.run, "the run has no saved lists"));
    return run::metricsFromLists(place.run, popularityOf(data::readDataFolder(place.project.dataFolder())));
  }
  constexpr int cuts[] = {5, 10};
  const data::DataSet dataSet = data::readDataFolder(dataFolderOf(options.data));
  const auto lists = eval::readLists(options.lists, dataSet.items());
  const OrderedJson coverage = eval::coverage(lists, dataSet.interactions);  // refuses lists of other data before it counts them
  OrderedJson metrics = eval::evaluate(lists, popularityOf(dataSet), cuts);
  metrics.update(coverage);
  return metrics;
}

}  // namespace

Action declareEval(CLI::App& app) {
  auto options = std::make_shared<Options>();
  auto* run = app.add_option("RUN", options->run, "run folder");
  auto* lists = app.add_option("--lists", options->lists, "file of lists, .jsonl or .jsonl.zst")->excludes(run);
  app.add_option("--data", options->data, "data folder or project the lists belong to")->needs(lists);
  return [options](Context& context) {
    if (options->run.empty() && (options->lists.empty() || options->data.empty())) throw usageError("eval", "give a run folder, or --lists FILE and --data DIR");
    const OrderedJson metrics = metricsOf(*options);
    std::vector<std::vector<std::string>> table{metricsHeader(10, "")};
    for (auto& row : metricsRows(metrics, 10, options->run.empty() ? options->lists : std::filesystem::path(options->run).filename().string())) table.push_back(std::move(row));
    sayTable(context.console, table);
    for (const auto& remark : eval::remarks(metrics)) context.console.note("warning", remark);
    return Outcome{metrics};
  };
}

}  // namespace ghost::cli
