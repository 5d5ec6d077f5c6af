#include "eval/bootstrap_columns.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include <fmt/format.h>

#include "eval/bootstrap.h"

namespace ghost::eval {
namespace {

using Lists = std::vector<const decode::RankedList*>;

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

  void fill(const std::vector<int>& cuts, std::span<OrderedJson> rows) const {
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

  void fillPaired(int k, const std::vector<Lists>& paired, const std::vector<std::size_t>& pairedRuns, std::span<OrderedJson> rows) const {
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

}  // namespace

void fillBootstrap(std::span<const ComparedRun> runs, const data::Popularity& popularity, const CompareOptions& options, const std::vector<int>& cuts, std::span<OrderedJson> rows) {
  BootstrapColumns(runs, popularity, options).fill(cuts, rows);
}

}  // namespace ghost::eval
