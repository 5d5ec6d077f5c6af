#include "eval/comparison.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/error.h"
#include "eval/bootstrap_columns.h"
#include "eval/history.h"
#include "eval/metrics.h"
#include "eval/seed_groups.h"

namespace ghost::eval {
namespace {

OrderedJson numberOrNull(double value) { return std::isfinite(value) ? OrderedJson(value) : OrderedJson(nullptr); }

/// Cuts that every run has, ascending.
std::vector<int> commonCuts(std::span<const ComparedRun> runs) {
  std::vector<int> cuts;
  for (const auto& [key, block] : runs.front().metrics.at("k").items()) {
    const bool everywhere = std::all_of(runs.begin(), runs.end(), [&, cut = key](const ComparedRun& run) { return run.metrics.at("k").contains(cut); });
    if (everywhere) cuts.push_back(cutOf(key));
  }
  std::sort(cuts.begin(), cuts.end());
  return cuts;
}

/// Metrics of a system with several seeds: {K: {metric: {mean, sd}}}.
OrderedJson overSeeds(const std::vector<const ComparedRun*>& runs, const std::vector<int>& cuts) {
  OrderedJson byCut = OrderedJson::object();
  for (const int k : cuts) {
    const auto key = std::to_string(k);
    OrderedJson block = OrderedJson::object();
    for (const auto& row : metricTable()) {
      std::vector<double> values;
      for (const auto* run : runs) {
        const auto& metrics = run->metrics.at("k").at(key);
        if (metrics.contains(row.id) && metrics.at(row.id).is_number()) values.push_back(metrics.at(row.id).get<double>());
      }
      if (values.size() != runs.size()) continue;
      const Spread spread = spreadOf(values);
      block[row.id] = {{"mean", spread.mean}, {"sd", numberOrNull(spread.sd)}};
    }
    byCut[key] = std::move(block);
  }
  return byCut;
}

class Table {
 public:
  Table(std::span<const ComparedRun> runs, const data::Popularity& popularity, const CompareOptions& options) : m_runs(runs), m_popularity(popularity), m_options(options), m_cuts(commonCuts(runs)) {
    std::vector<SeedKey> keys;
    for (const auto& run : runs) {
      keys.push_back({run.recipe + " " + run.variant, run.seed});
      m_names.push_back(fmt::format("{} ({})", run.recipe, run.id));
      m_histories.push_back(historyOf(run.metrics, {}));
    }
    m_groups = groupBySeed(keys);
    m_mix = historyMix(m_histories);
    for (const auto& group : m_groups)
      for (const auto& repeat : group.repeats) m_repeats.push_back(repeat);
  }

  OrderedJson json() {
    std::vector<OrderedJson> rows;
    for (std::size_t i = 0; i < m_runs.size(); ++i) rows.push_back(row(i));
    fillCns(rows);
    fillBootstrap(m_runs, m_popularity, m_options, m_cuts, rows);
    OrderedJson result{{"rows", OrderedJson::array()}, {"baselines", OrderedJson::array()}, {"recipes", recipes()}, {"history", m_mix.empty() ? OrderedJson() : OrderedJson(m_mix)}, {"best", best()}, {"cns_set", OrderedJson::array()}};
    for (const std::size_t i : cnsSet()) result["cns_set"].push_back(m_runs[i].id);
    for (std::size_t i = 0; i < m_runs.size(); ++i) result[m_runs[i].added ? "baselines" : "rows"].push_back(std::move(rows[i]));
    result["bootstrap"] = {{"samples", m_options.bootstrapSamples}, {"seed", m_options.seed}, {"level", 0.95}};
    result["warnings"] = warnings();
    return result;
  }

 private:
  OrderedJson row(std::size_t i) const {
    const ComparedRun& run = m_runs[i];
    OrderedJson json{{"run", run.id}, {"recipe", run.recipe}, {"seed", run.seed ? OrderedJson(*run.seed) : OrderedJson()}, {"history", m_histories[i].empty() ? OrderedJson() : OrderedJson(m_histories[i])}, {"metrics", run.metrics}, {"cns", OrderedJson::object()}};
    for (const auto& repeat : m_repeats)
      if (repeat.run == i) json["repeats"] = m_runs[repeat.of].id;
    return json;
  }

  bool isRepeat(std::size_t i) const {
    return std::any_of(m_repeats.begin(), m_repeats.end(), [&](const SeedGroup::Repeat& repeat) { return repeat.run == i; });
  }
  std::vector<std::size_t> cnsSet() const {
    std::vector<std::size_t> set;
    for (std::size_t i = 0; i < m_runs.size(); ++i)
      if (!m_runs[i].added && !isRepeat(i)) set.push_back(i);
    return set;
  }
  bool cnsDefined() const {
    const auto systems = std::count_if(m_groups.begin(), m_groups.end(), [&](const SeedGroup& group) { return !m_runs[group.runs.front()].added; });
    return systems >= 3 && m_mix != "mixed";
  }

  void fillCns(std::vector<OrderedJson>& rows) const {
    const auto set = cnsSet();
    std::vector<OrderedJson> metrics;
    for (const std::size_t i : set) metrics.push_back(m_runs[i].metrics);
    for (const int k : m_cuts) {
      const auto key = std::to_string(k);
      for (auto& row : rows) row["cns"][key] = nullptr;
      if (!cnsDefined()) continue;
      const auto scores = cns(metrics, k);
      for (std::size_t at = 0; at < set.size(); ++at) rows[set[at]]["cns"][key] = numberOrNull(scores[at]);
    }
  }

  /// The means of a system's seeds in the shape of metrics.
  OrderedJson meansOf(const SeedGroup& group) const {
    if (group.runs.size() == 1) return m_runs[group.runs.front()].metrics;
    OrderedJson metrics{{"k", OrderedJson::object()}};
    const OrderedJson spread = overSeeds(seedsOf(group), m_cuts);
    for (const auto& [key, block] : spread.items())
      for (const auto& [id, value] : block.items()) metrics["k"][key][id] = value["mean"];
    return metrics;
  }
  std::vector<const ComparedRun*> seedsOf(const SeedGroup& group) const {
    std::vector<const ComparedRun*> seeds;
    for (const std::size_t i : group.runs) seeds.push_back(&m_runs[i]);
    return seeds;
  }

  OrderedJson recipes() const {
    std::vector<const SeedGroup*> systems;
    std::vector<OrderedJson> means;
    for (const auto& group : m_groups) {
      if (m_runs[group.runs.front()].added) continue;
      systems.push_back(&group);
      means.push_back(meansOf(group));
    }
    OrderedJson json = OrderedJson::array();
    for (std::size_t s = 0; s < systems.size(); ++s) {
      if (systems[s]->runs.size() < 2) continue;
      OrderedJson names = OrderedJson::array(), numbers = OrderedJson::array(), scores = OrderedJson::object();
      for (const auto* run : seedsOf(*systems[s])) {
        names.push_back(run->id);
        numbers.push_back(run->seed ? OrderedJson(*run->seed) : OrderedJson());
      }
      for (const int k : m_cuts) scores[std::to_string(k)] = cnsDefined() ? numberOrNull(cns(means, k)[s]) : OrderedJson();
      json.push_back({{"recipe", m_runs[systems[s]->runs.front()].recipe}, {"runs", names.size()}, {"names", names}, {"seeds", numbers}, {"k", overSeeds(seedsOf(*systems[s]), m_cuts)}, {"cns", scores}});
    }
    return json;
  }

  OrderedJson best() const {
    OrderedJson byCut = OrderedJson::object();
    if (m_mix == "mixed") return byCut;
    std::vector<OrderedJson> metrics;
    for (const auto& run : m_runs) metrics.push_back(run.metrics);
    for (const int k : m_cuts) {
      OrderedJson block = OrderedJson::object();
      const OrderedJson found = bestOf(metrics, k);
      for (const auto& [id, indices] : found.items())
        for (const auto& i : indices) block[id].push_back(m_runs[i.get<std::size_t>()].id);
      byCut[std::to_string(k)] = std::move(block);
    }
    return byCut;
  }

  OrderedJson warnings() const {
    OrderedJson sentences = OrderedJson::array();
    if (m_mix == "mixed") sentences.push_back(mixedSentence(m_names, m_histories));
    for (const auto& repeat : m_repeats) {
      const bool same = m_runs[repeat.run].metrics.at("k") == m_runs[repeat.of].metrics.at("k");
      sentences.push_back(fmt::format("{} has the parameters and the seed of {}{}: it is no further sample, so mean and standard deviation leave it out", m_names[repeat.run], m_runs[repeat.of].id, same ? "" : ", though its numbers differ (another machine or version of the program)"));
    }
    for (std::size_t i = 0; i < m_runs.size(); ++i)
      if (const auto sentence = belowNextItemOf(i); !sentence.empty()) sentences.push_back(sentence);
    return sentences;
  }

  /// Against the next-item that treats the history alike.
  std::string belowNextItemOf(std::size_t i) const {
    if (m_runs[i].untrained || m_cuts.empty()) return {};
    const int k = std::find(m_cuts.begin(), m_cuts.end(), fifthsCut) != m_cuts.end() ? fifthsCut : m_cuts.back();
    for (std::size_t next = 0; next < m_runs.size(); ++next)
      if (m_runs[next].recipe == "next-item" && m_histories[next] == m_histories[i]) return belowNextItem(m_names[i], m_runs[i].metrics, m_runs[next].metrics, k);
    return {};
  }

  std::span<const ComparedRun> m_runs;
  const data::Popularity& m_popularity;
  const CompareOptions& m_options;
  std::vector<int> m_cuts;
  std::vector<std::string> m_names, m_histories;
  std::vector<SeedGroup> m_groups;
  std::vector<SeedGroup::Repeat> m_repeats;
  std::string m_mix;
};

}  // namespace

OrderedJson compare(std::span<const ComparedRun> runs, const data::Popularity& popularity, const CompareOptions& options) {
  if (runs.empty()) throw usageError("compare", "there is no run to compare; name at least one");
  if (options.baseline < 0 || static_cast<std::size_t>(options.baseline) >= runs.size())
    throw usageError("compare", fmt::format("the baseline is run number {} of {}; choose one that is compared", options.baseline, runs.size()));
  for (const auto& run : runs)
    if (!run.metrics.contains("k") || !run.metrics.at("k").is_object()) throw dataError("run " + run.id, "has no metrics; evaluate its saved lists first");
  return Table(runs, popularity, options).json();
}

}  // namespace ghost::eval
