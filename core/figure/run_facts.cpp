#include "figure/run_facts.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "base/error.h"
#include "figure/run_labels.h"
#include "recipe/recipe.h"
#include "run/run_condition.h"

namespace ghost::figure {

namespace {

std::optional<double> numberOf(const std::string& text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

std::optional<double> totalSeconds(const OrderedJson& holder) {
  if (!holder.contains("seconds")) return std::nullopt;
  const OrderedJson& seconds = holder["seconds"];
  if (seconds.is_number()) return seconds.get<double>();
  if (!seconds.is_object()) return std::nullopt;
  double sum = 0;
  for (const auto& [stage, value] : seconds.items()) sum += value.is_number() ? value.get<double>() : 0;
  return sum > 0 ? std::optional(sum) : std::nullopt;
}

}  // namespace

std::string recipeTitle(const std::string& recipe) {
  for (const recipe::Recipe& row : recipe::catalogue()) {
    if (row.id == recipe) return row.title;
  }
  return recipe;  // a run made by a newer program
}

std::optional<std::int64_t> RunFacts::parameter(const std::string& key) const {
  if (!parameters.contains(key) || !parameters[key].is_number_integer()) return std::nullopt;
  return parameters[key].get<std::int64_t>();
}

std::optional<double> RunFacts::metric(int k, const std::string& name) const {
  const std::string cut = std::to_string(k);
  if (!metrics.contains("k") || !metrics["k"].is_object() || !metrics["k"].contains(cut)) return std::nullopt;
  const OrderedJson& row = metrics["k"][cut];
  if (!row.is_object() || !row.contains(name) || !row[name].is_number()) return std::nullopt;
  return row[name].get<double>();
}

void RunFacts::choosePenalty(const std::string& penalty) {
  if (penalty == "main" || metrics.empty()) return;
  const auto number = numberOf(penalty);
  if (!number) throw usageError("penalty=" + penalty, "give main or a number, e.g. penalty=0.0");
  if (metrics.contains("length_penalty") && metrics["length_penalty"] == *number) return;
  const OrderedJson others = metrics.value("by_length_penalty", OrderedJson::object());
  metrics = OrderedJson::object();
  for (const auto& [key, values] : others.items()) {
    if (numberOf(key) != number) continue;
    metrics = values;
    listPart = "test-lp" + key;
  }
  if (metrics.empty()) listPart.clear();
}

ParamSpec penaltyParam() { return textParam("penalty", "main", "Length penalty of the lists: main, or one of those a run was decoded with, e.g. 0.0."); }

RunFacts factsOf(const run::RunFolder& folder) {
  RunFacts facts{folder};
  const OrderedJson manifest = folder.manifest();
  facts.recipe = manifest.contains("recipe") && manifest["recipe"].is_string() ? manifest["recipe"].get<std::string>() : std::string();
  facts.label = facts.recipe.empty() ? folder.name() : recipeTitle(facts.recipe);
  if (manifest.contains("parameters") && manifest["parameters"].is_object()) facts.parameters = manifest["parameters"];
  facts.metrics = folder.metrics();
  facts.seconds = totalSeconds(facts.metrics);
  if (!facts.seconds) facts.seconds = totalSeconds(manifest);
  facts.provenance["recipe"] = facts.recipe;
  for (const char* key : {"profile", "seed", "dataset", "data", "backend", "config_hash", "git_commit"}) {
    if (manifest.contains(key)) facts.provenance[key] = manifest[key];
  }
  return facts;
}

std::vector<RunFacts> factsOf(const FigureInput& input, std::size_t limit) {
  std::vector<RunFacts> facts;
  const bool chosen = !input.runs.empty();
  for (const run::RunFolder& folder : chosen ? input.runs : run::RunFolder::list(input.project.runs())) {
    if (!chosen && (facts.size() >= limit || folder.state() != run::State::Finished)) continue;
    facts.push_back(factsOf(folder));
  }
  setLabels(facts);
  return facts;
}

void setLabels(std::vector<RunFacts>& runs) {
  std::vector<LabelledRun> named;
  for (const RunFacts& run : runs) named.push_back({run.label, run.parameters, run.folder.name()});
  const std::vector<std::string> labels = runLabels(named);
  for (std::size_t i = 0; i < runs.size(); ++i) runs[i].label = labels[i];
}

FigureData begin(const char* kind, const std::string& title, const std::vector<RunFacts>& runs) {
  FigureData figure;
  figure.kind = kind;
  figure.title = title;
  for (const RunFacts& run : runs) {
    figure.runs.push_back(run.folder.name());
    figure.provenance[run.folder.name()] = run.provenance;
  }
  return figure;
}

FigureData empty(FigureData figure, const std::string& reason) {
  figure.panels.clear();
  figure.emptyReason = reason;
  return figure;
}

std::string reasonFor(const FigureInput& input, const std::string& sentence) {
  std::string reason;
  for (const run::RunFolder& folder : input.runs) {
    const run::RunCondition condition = run::conditionOf(folder);
    if (condition.state == run::State::Finished) return sentence;
    reason += fmt::format("{}Run {} has nothing to show here: {}; {}.", reason.empty() ? "" : " ", folder.name(), condition.sentence, condition.advice);
  }
  return reason.empty() ? sentence : reason;
}

void remarkLeftOut(FigureData& figure, const FigureInput& input, const std::vector<RunFacts>& shown) {
  for (const run::RunFolder& folder : input.runs) {
    if (figure.panels.empty() || std::any_of(shown.begin(), shown.end(), [&](const RunFacts& run) { return run.folder.path() == folder.path(); })) continue;
    const run::RunCondition condition = run::conditionOf(folder);
    figure.panels.front().remarks.push_back(fmt::format("{} is left out: {}", folder.name(), condition.state == run::State::Finished ? "it doesn't hold what is shown" : condition.sentence));
  }
}

std::string noRunReason(const FigureInput& input) {
  if (!input.runs.empty()) return reasonFor(input, "The chosen runs have no such metrics; evaluate them with `ghost eval`.");
  return fmt::format("Project {} has no finished run yet; start one with `ghost run` or on the page Train.", input.project.name);
}

}  // namespace ghost::figure
