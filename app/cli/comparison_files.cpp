#include "comparison_files.h"

#include <filesystem>

#include "base/error.h"
#include "base/file_ops.h"
#include "figure/metric_table.h"
#include "figure/run_facts.h"
#include "figure/run_labels.h"
#include "output_place.h"

namespace ghost::cli {
namespace {

/// A run decoded with several length penalties has several rows, "RUN penalty 0.0".
std::map<std::string, std::string> labelsOf(const OrderedJson& comparison, const std::vector<RunPlace>& runs) {
  std::vector<figure::LabelledRun> named;
  for (const RunPlace& place : runs) {
    const figure::RunFacts facts = figure::factsOf(place.run);
    named.push_back({facts.label, facts.parameters, place.run.name()});
  }
  const std::vector<std::string> labels = figure::runLabels(named);
  std::map<std::string, std::string> byRow;
  for (const OrderedJson& row : comparison["rows"]) {
    const std::string id = row["run"].get<std::string>();
    for (std::size_t i = 0; i < named.size(); ++i)
      if (id == named[i].name || id.starts_with(named[i].name + " ")) byRow[id] = labels[i] + id.substr(named[i].name.size());
  }
  for (const OrderedJson& row : comparison.value("baselines", OrderedJson::array())) byRow[row["run"].get<std::string>()] = figure::recipeTitle(row.value("recipe", ""));
  return byRow;
}

}  // namespace

void ComparisonFiles::require() const {
  for (const std::string& file : {latex, csv}) {
    if (file.empty()) continue;
    requireWritableFile(file);
    std::error_code ignored;
    if (!force && std::filesystem::exists(file, ignored)) throw usageError(file, "this file is there already; replace it with --force, or name another one");
  }
}

void ComparisonFiles::write(Console& console, const OrderedJson& comparison, const std::vector<RunPlace>& runs) const {
  if (latex.empty() && csv.empty()) return;
  const figure::MetricTable table = figure::metricTableOf(comparison, labelsOf(comparison, runs), k);
  for (const auto& [file, text] : {std::pair(latex, toLatex(table)), std::pair(csv, toCsv(table))}) {
    if (file.empty()) continue;
    writeFileAtomically(file, text);
    console.say(file);
  }
}

}  // namespace ghost::cli
