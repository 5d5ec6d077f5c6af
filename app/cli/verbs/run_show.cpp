#include "eval/remarks.h"
#include "metrics_text.h"
#include "run/run_condition.h"
#include "run/run_folder.h"
#include "text_table.h"
#include "verbs.h"

namespace ghost::cli {

Action declareRunShow(CLI::App& app) {
  auto folder = std::make_shared<std::string>();
  app.add_option("RUN", *folder, "run folder")->required();
  return [folder](Context& context) {
    const run::RunFolder run = run::RunFolder::open(*folder);
    const run::EventLog log = run::readEvents(run);
    const run::RunCondition condition = run::conditionOf(run);
    const OrderedJson result{{"run", run.name()}, {"state", run::stateName(condition.state)}, {"interrupted", condition.interrupted}, {"resumable", condition.resumable}, {"condition", condition.sentence}, {"attempts", run.attempts()}, {"status", run.status()}, {"manifest", run.manifest()},
                             {"metrics", run.metrics()}, {"events", log.events.size()}, {"damaged_lines", log.damagedLines}};
    sayObject(context.console, {{"run", run.name()}, {"state", condition.word()}, {"condition", condition.state == run::State::Finished ? condition.sentence : condition.sentence + "; " + condition.advice}, {"attempts", result["attempts"]}, {"status", result["status"]}, {"manifest", result["manifest"]}});
    if (result["metrics"].contains("k")) {
      std::vector<std::vector<std::string>> table{metricsHeader(10, "")};
      for (auto& row : metricsRows(result["metrics"], 10, result["metrics"].value("recipe", ""))) table.push_back(std::move(row));
      sayTable(context.console, table);
      for (const auto& remark : eval::remarks(result["metrics"])) context.console.note("warning", remark);
    }
    return Outcome{result};
  };
}

}  // namespace ghost::cli
