#pragma once
#include <optional>
#include <string>
#include <vector>

#include "figure/figures.h"

namespace ghost::figure {

/// What figures read of a run beside its lists and tokens; every field may be missing in a damaged or unfinished run.
struct RunFacts {
  run::RunFolder folder;
  std::string recipe;              ///< id
  std::string label;               ///< short and unique among the runs of one figure, for legends and categories
  OrderedJson parameters = OrderedJson::object();
  OrderedJson metrics = OrderedJson::object();  ///< metrics.json
  OrderedJson provenance = OrderedJson::object();
  std::optional<double> seconds;   ///< of the whole run, all attempts
  std::string listPart = "test";   ///< lists that `metrics` were taken from

  std::optional<std::int64_t> parameter(const std::string& key) const;
  /// metrics.k[K].<name>; nothing when absent or null.
  std::optional<double> metric(int k, const std::string& name) const;
  /// Takes metrics and lists of another length penalty of the same weights: "main" or a number. Without such lists the run has no metrics left.
  void choosePenalty(const std::string& penalty);
};
/// The recipe's title, its id where this program doesn't know it.
std::string recipeTitle(const std::string& recipe);
/// The parameter `penalty` of figures that show lists or metrics.
ParamSpec penaltyParam();

RunFacts factsOf(const run::RunFolder& folder);
/// The chosen runs, or without a choice the finished runs of the project, newest first, at most `limit`. Labels are set.
std::vector<RunFacts> factsOf(const FigureInput& input, std::size_t limit);
/// Labels as in run_labels.h, of the recipes' titles.
void setLabels(std::vector<RunFacts>& runs);

/// A figure with kind, title, runs and provenance filled in.
FigureData begin(const char* kind, const std::string& title, const std::vector<RunFacts>& runs);
FigureData empty(FigureData figure, const std::string& reason);
/// "no finished run yet ..." for a figure without runs; of chosen runs what state they are in and what to do.
std::string noRunReason(const FigureInput& input);
/// `sentence`, or where all chosen runs are unfinished their states instead.
std::string reasonFor(const FigureInput& input, const std::string& sentence);
/// A remark on the first panel for every chosen run that isn't among `shown`, with its state.
void remarkLeftOut(FigureData& figure, const FigureInput& input, const std::vector<RunFacts>& shown);

}  // namespace ghost::figure
