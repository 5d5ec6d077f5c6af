#include "base/error.h"
#include "data/data_set.h"
#include "eval/metrics.h"
#include "eval/saved_lists.h"
#include "metrics_text.h"
#include "places.h"
#include "run/conductor.h"
#include "text_table.h"
#include "verbs.h"

namespace ghost::cli {
namespace {

struct Options { std::string run, lists, data; };

data::Popularity popularityOf(const std::filesystem::path& folder) {
  const data::DataSet dataSet = data::readDataFolder(folder);
  return data::popularity(dataSet.interactions, dataSet.items());
}

OrderedJson metricsOf(const Options& options) {
  if (!options.run.empty()) {
    const RunPlace place = openRun(options.run);
    return run::metricsFromLists(place.run, popularityOf(place.project.dataFolder()));
  }
  const data::Popularity popularity = popularityOf(dataFolderOf(options.data));
  constexpr int cuts[] = {5, 10};
  return eval::evaluate(eval::readLists(options.lists, popularity.items()), popularity, cuts);
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
    return Outcome{metrics};
  };
}

}  // namespace ghost::cli
