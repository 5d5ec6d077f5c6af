#include <fmt/format.h>

#include "run/project.h"
#include "run/run_condition.h"
#include "run/run_folder.h"
#include "text_table.h"
#include "verbs.h"

namespace ghost::cli {
namespace {

OrderedJson rowOf(const run::RunFolder& run) {
  const OrderedJson manifest = run.manifest(), metrics = run.metrics();
  const run::RunCondition condition = run::conditionOf(run);
  OrderedJson row{{"run", run.name()}, {"state", run::stateName(condition.state)}, {"interrupted", condition.interrupted}, {"resumable", condition.resumable}, {"attempts", run.attempts()}};
  if (condition.state != run::State::Finished) row.update(OrderedJson{{"condition", condition.sentence}, {"advice", condition.advice}});
  for (const char* key : {"recipe", "profile", "dataset", "seed", "backend"}) row[key] = manifest.contains(key) ? manifest[key] : OrderedJson();
  row["k"] = metrics.contains("k") ? metrics["k"] : OrderedJson();
  return row;
}

std::string cell(const OrderedJson& row, const char* key) { return row[key].is_string() ? row[key].get<std::string>() : row[key].dump(); }

std::string hitRate(const OrderedJson& row) {
  const bool has = row["k"].is_object() && row["k"].contains("10") && row["k"]["10"].contains("hr") && row["k"]["10"]["hr"].is_number();
  return has ? fmt::format("{:.4f}", row["k"]["10"]["hr"].get<double>()) : "-";
}

}  // namespace

Action declareRunList(CLI::App& app) {
  auto folder = std::make_shared<std::string>();
  app.add_option("PROJECT", *folder, "project folder")->required();
  return [folder](Context& context) {
    OrderedJson rows = OrderedJson::array();
    std::vector<std::vector<std::string>> table{{"run", "state", "recipe", "seed", "HR@10"}};
    for (const auto& run : run::RunFolder::list(run::openProject(*folder).runs())) {
      try {
        rows.push_back(rowOf(run));
      } catch (const std::exception& error) {  // one damaged run must not hide the others
        context.console.note("warning", error.what());
        rows.push_back({{"run", run.name()}, {"state", run::stateName(run::State::Unknown)}, {"error", error.what()}});
        table.push_back({run.name(), "damaged", "", "", ""});
        continue;
      }
      const OrderedJson& row = rows.back();
      table.push_back({run.name(), row["interrupted"].get<bool>() ? "interrupted" : cell(row, "state"), cell(row, "recipe"), cell(row, "seed"), hitRate(row)});
    }
    sayTable(context.console, table);
    for (const auto& row : rows)
      if (row.contains("condition") && (row["state"] == run::stateName(run::State::Unknown) || row["state"] == run::stateName(run::State::Stopped)))  // why one failed is a longer story: `run show`
        context.console.say(fmt::format("{}: {}; {}", cell(row, "run"), cell(row, "condition"), cell(row, "advice")));
    return Outcome{{{"runs", rows}}};
  };
}

}  // namespace ghost::cli
