#include "figure/run_seeds.h"

#include <algorithm>

#include <fmt/format.h>

#include "eval/comparison.h"
#include "eval/history.h"
#include "eval/seed_groups.h"
#include "run/run_identity.h"

namespace ghost::figure {

namespace {

/// What the labels of a system's runs have in common, without the seed that tells them apart.
std::string commonLabel(const std::vector<RunFacts>& seeds) {
  std::string label = seeds.front().label;
  for (const RunFacts& run : seeds) label.resize(static_cast<std::size_t>(std::mismatch(label.begin(), label.end(), run.label.begin(), run.label.end()).first - label.begin()));
  if (const std::size_t seed = label.rfind("seed"); seed != std::string::npos) label.resize(seed);
  while (!label.empty() && (label.back() == ' ' || label.back() == ',' || label.back() == '(')) label.pop_back();
  if (std::count(label.begin(), label.end(), '(') > std::count(label.begin(), label.end(), ')')) label += ')';
  return label.empty() ? recipeTitle(seeds.front().recipe) : label;
}

}  // namespace

std::optional<SeededRuns::Value> SeededRuns::metric(int k, const std::string& name) const {
  std::vector<double> values;
  for (const RunFacts& run : seeds) {
    const auto value = run.metric(k, name);
    if (!value) return std::nullopt;
    values.push_back(*value);
  }
  const eval::Spread spread = eval::spreadOf(values);
  return Value{spread.mean, spread.sd};
}

std::string SeededRuns::history() const { return eval::historyOf(first().metrics, first().parameters); }

std::vector<SeededRuns> bySeed(const std::vector<RunFacts>& runs, std::vector<std::string>& remarks) {
  std::vector<eval::SeedKey> keys;
  for (const RunFacts& run : runs) {
    const OrderedJson manifest = run.folder.manifest();
    keys.push_back({run::systemOf(manifest, run.listPart) + eval::historyOf(run.metrics, run.parameters), run::sampleSeedOf(manifest)});
  }
  std::vector<SeededRuns> systems;
  for (const eval::SeedGroup& group : eval::groupBySeed(keys)) {
    SeededRuns system;
    for (const std::size_t i : group.runs) system.seeds.push_back(runs[i]);
    system.label = system.seeds.size() > 1 ? fmt::format("{}, {} seeds", commonLabel(system.seeds), system.seeds.size()) : system.first().label;
    for (const auto& repeat : group.repeats) remarks.push_back(fmt::format("{} repeats {} (same parameters and seed) and is left out", runs[repeat.run].folder.name(), runs[repeat.of].folder.name()));
    systems.push_back(std::move(system));
  }
  return systems;
}

std::string mixedHistory(const std::vector<SeededRuns>& systems) {
  std::vector<std::string> names, histories;
  for (const SeededRuns& system : systems) {
    names.push_back(system.label);
    histories.push_back(system.history());
  }
  return eval::historyMix(histories) == "mixed" ? eval::mixedSentence(names, histories) : std::string();
}

}  // namespace ghost::figure
