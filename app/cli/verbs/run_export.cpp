#include <CLI/Validators.hpp>
#include <fmt/format.h>

#include "base/error.h"
#include "base/file_ops.h"
#include "eval/metrics.h"
#include "output_place.h"
#include "run/run_condition.h"
#include "text_table.h"
#include "verbs.h"

namespace ghost::cli {
namespace {

/// The CSV text and how many rows it has below the header.
struct Csv {
  std::string text;
  std::int64_t rows = 0;
  void add(const std::vector<std::string>& cells) {
    for (std::size_t i = 0; i < cells.size(); ++i) text += (i ? "," : "") + cells[i];
    text += "\n";
    ++rows;
  }
};

std::string plain(const OrderedJson& json, const char* key) {
  if (!json.contains(key) || json[key].is_null()) return "";
  return json[key].is_string() ? csvText(json[key].get<std::string>()) : json[key].dump();
}

void addMetrics(Csv& csv, const run::RunFolder& run) {
  const OrderedJson metrics = run.metrics();
  auto add = [&](const std::string& penalty, const OrderedJson& values) {
    for (const auto& row : eval::flatten(values))
      csv.add({csvText(run.name()), plain(metrics, "recipe"), plain(metrics, "profile"), plain(metrics, "seed"), penalty, row.metric, row.k > 0 ? std::to_string(row.k) : "", row.group, fmt::format("{}", row.value)});
  };
  if (!metrics.contains("k")) throw dataError(run.path().string(), run::withCondition(run, "the run has no metrics"));
  if (!metrics.contains("by_length_penalty")) return add("", metrics);
  for (const auto& [penalty, values] : metrics["by_length_penalty"].items()) add(penalty, values);
}

void addCurves(Csv& csv, const run::RunFolder& run) {
  for (const auto& event : run::readEvents(run).events) {
    if (event.kind != "metric") continue;
    const OrderedJson body = event.body;
    csv.add({csvText(run.name()), plain(body, "name"), plain(body, "group"), plain(body, "step"), plain(body, "value")});
  }
}

}  // namespace

Action declareRunExport(CLI::App& app) {
  struct Options { std::vector<std::string> runs; std::string out, what = "metrics"; };
  auto options = std::make_shared<Options>();
  app.add_option("RUN", options->runs, "run folders")->required();
  app.add_option("--out", options->out, "CSV file to write")->required();
  app.add_option("--what", options->what, "metrics of finished runs, or curves: every number of the event log")->check(CLI::IsMember({"metrics", "curves"}))->capture_default_str();
  return [options](Context& context) {
    requireWritableFile(options->out);
    const bool metrics = options->what == "metrics";
    Csv csv{metrics ? "run,recipe,profile,seed,length_penalty,metric,k,group,value\n" : "run,name,group,step,value\n"};
    for (const auto& folder : options->runs) {
      const run::RunFolder run = run::RunFolder::open(folder);
      metrics ? addMetrics(csv, run) : addCurves(csv, run);
    }
    writeFileAtomically(options->out, csv.text);
    context.console.say(fmt::format("{}: {} rows", options->out, csv.rows));
    return Outcome{{{"file", options->out}, {"rows", csv.rows}}};
  };
}

}  // namespace ghost::cli
