#include "eval/comparison.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <unordered_map>

#include <fmt/format.h>

#include "base/error.h"
#include "eval/bootstrap.h"
#include "eval/metrics.h"

namespace ghost::eval {
namespace {

using Lists = std::vector<const decode::RankedList*>;

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

Lists inOwnOrder(const std::vector<decode::RankedList>& lists) {
  Lists result;
  for (const auto& list : lists) result.push_back(&list);
  return result;
}

/// `lists` in the users' order of `baseline`; empty unless both hold exactly the same users with the same targets.
Lists inOrderOf(const std::vector<decode::RankedList>& baseline, const std::vector<decode::RankedList>& lists) {
  if (baseline.size() != lists.size()) return {};
  std::unordered_map<data::UserId, const decode::RankedList*> byUser;
  for (const auto& list : lists) byUser.emplace(list.user, &list);
  Lists result;
  for (const auto& list : baseline) {
    const auto it = byUser.find(list.user);
    if (it == byUser.end() || it->second->target != list.target) return {};
    result.push_back(it->second);
  }
  return result;
}

OrderedJson numberOrNull(double value) { return std::isfinite(value) ? OrderedJson(value) : OrderedJson(nullptr); }
OrderedJson intervalJson(std::vector<double> samples) {
  const auto interval = percentile95(std::move(samples));
  if (!std::isfinite(interval.low)) return nullptr;
  return {interval.low, interval.high};
}

OrderedJson intervals(const Resampled& system) {
  OrderedJson json = OrderedJson::object();
  for (std::size_t m = 0; m < bootstrapMetrics().size(); ++m) json[bootstrapMetrics()[m]] = intervalJson(system.samples[m]);
  return json;
}

OrderedJson differences(const Resampled& system, const Resampled& baseline) {
  OrderedJson json = OrderedJson::object();
  for (std::size_t m = 0; m < bootstrapMetrics().size(); ++m) {
    std::vector<double> samples(system.samples[m].size());
    for (std::size_t b = 0; b < samples.size(); ++b) samples[b] = system.samples[m][b] - baseline.samples[m][b];
    json[bootstrapMetrics()[m]] = {{"value", numberOrNull(system.value[m] - baseline.value[m])}, {"interval", intervalJson(std::move(samples))}};
  }
  return json;
}

/// Fills interval and difference of every row, cut by cut.
class BootstrapColumns {
 public:
  BootstrapColumns(std::span<const ComparedRun> runs, const data::Popularity& popularity, const CompareOptions& options) : m_runs(runs), m_popularity(popularity), m_options(options) {}

  void fill(const std::vector<int>& cuts, OrderedJson& rows) const {
    const auto base = static_cast<std::size_t>(m_options.baseline);
    const auto* baseline = m_runs[base].lists;
    std::vector<Lists> paired;
    std::vector<std::size_t> pairedRuns;
    for (std::size_t i = 0; i < m_runs.size(); ++i) {
      rows[i]["interval"] = nullptr;
      rows[i]["difference"] = nullptr;
      if (m_runs[i].lists == nullptr || m_runs[i].lists->empty()) {
        rows[i]["note"] = "no saved lists: no intervals";
        continue;
      }
      Lists aligned = baseline != nullptr ? inOrderOf(*baseline, *m_runs[i].lists) : Lists{};
      if (aligned.empty()) {
        rows[i]["note"] = baseline == nullptr ? fmt::format("{} has no saved lists: no differences", m_runs[base].id) : fmt::format("not the same users and targets as {}: no differences", m_runs[base].id);
        const std::vector<Lists> alone{inOwnOrder(*m_runs[i].lists)};
        for (const int k : cuts) rows[i]["interval"][std::to_string(k)] = intervals(resample(alone, k).front());
        continue;
      }
      paired.push_back(std::move(aligned));
      pairedRuns.push_back(i);
    }
    for (const int k : cuts) fillPaired(k, paired, pairedRuns, rows);
  }

 private:
  std::vector<Resampled> resample(const std::vector<Lists>& systems, int k) const { return bootstrap(systems, m_popularity, k, m_options.bootstrapSamples, m_options.seed, m_options.threads); }

  void fillPaired(int k, const std::vector<Lists>& paired, const std::vector<std::size_t>& pairedRuns, OrderedJson& rows) const {
    const auto results = resample(paired, k);
    const auto key = std::to_string(k);
    const auto base = std::find(pairedRuns.begin(), pairedRuns.end(), static_cast<std::size_t>(m_options.baseline));
    for (std::size_t i = 0; i < results.size(); ++i) {
      auto& row = rows[pairedRuns[i]];
      row["interval"][key] = intervals(results[i]);
      if (pairedRuns[i] == *base) continue;
      row["difference"]["baseline"] = m_runs[*base].id;
      row["difference"][key] = differences(results[i], results[static_cast<std::size_t>(base - pairedRuns.begin())]);
    }
  }

  std::span<const ComparedRun> m_runs;
  const data::Popularity& m_popularity;
  const CompareOptions& m_options;
};

OrderedJson meanAndDeviation(const std::vector<double>& values) {
  double mean = 0, squares = 0;
  for (const double value : values) mean += value / static_cast<double>(values.size());
  for (const double value : values) squares += (value - mean) * (value - mean);
  return {{"mean", mean}, {"sd", std::sqrt(squares / static_cast<double>(values.size() - 1))}};
}

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
      if (values.size() == runs.size()) block[row.id] = meanAndDeviation(values);
    }
    byCut[key] = std::move(block);
  }
  return byCut;
}

OrderedJson recipesJson(std::span<const ComparedRun> runs, const std::vector<int>& cuts) {
  using Key = std::pair<std::string, std::string>;
  std::vector<Key> order;
  std::map<Key, std::vector<const ComparedRun*>> groups;
  for (const auto& run : runs) {
    const Key key{run.recipe, run.variant};
    if (!groups.contains(key)) order.push_back(key);
    groups[key].push_back(&run);
  }
  OrderedJson json = OrderedJson::array();
  for (const auto& key : order) {
    const auto& seeds = groups[key];
    if (seeds.size() < 2) continue;
    OrderedJson names = OrderedJson::array();
    for (const ComparedRun* run : seeds) names.push_back(run->id);
    json.push_back({{"recipe", key.first}, {"runs", seeds.size()}, {"names", names}, {"k", overSeeds(seeds, cuts)}});
  }
  return json;
}

}  // namespace

OrderedJson compare(std::span<const ComparedRun> runs, const data::Popularity& popularity, const CompareOptions& options) {
  if (runs.empty()) throw usageError("compare", "there is no run to compare; name at least one");
  if (options.baseline < 0 || static_cast<std::size_t>(options.baseline) >= runs.size())
    throw usageError("compare", fmt::format("the baseline is run number {} of {}; choose one that is compared", options.baseline, runs.size()));
  for (const auto& run : runs)
    if (!run.metrics.contains("k") || !run.metrics.at("k").is_object()) throw dataError("run " + run.id, "has no metrics; evaluate its saved lists first");
  const auto cuts = commonCuts(runs);
  OrderedJson rows = OrderedJson::array(), set = OrderedJson::array();
  std::vector<OrderedJson> metrics;
  for (const auto& run : runs) {
    rows.push_back({{"run", run.id}, {"recipe", run.recipe}, {"metrics", run.metrics}, {"cns", OrderedJson::object()}});
    set.push_back(run.id);
    metrics.push_back(run.metrics);
  }
  for (const int k : cuts) {
    const auto scores = runs.size() >= 3 ? cns(metrics, k) : std::vector<double>(runs.size(), std::nan(""));
    for (std::size_t i = 0; i < runs.size(); ++i) rows[i]["cns"][std::to_string(k)] = numberOrNull(scores[i]);
  }
  BootstrapColumns(runs, popularity, options).fill(cuts, rows);
  return {{"rows", rows}, {"recipes", recipesJson(runs, cuts)}, {"cns_set", set}, {"bootstrap", {{"samples", options.bootstrapSamples}, {"seed", options.seed}, {"level", 0.95}}}};
}

}  // namespace ghost::eval
