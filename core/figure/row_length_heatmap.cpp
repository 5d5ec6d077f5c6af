#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include <fmt/format.h>

#include "base/error.h"
#include "data/data_set.h"
#include "figure/rows.h"
#include "figure/run_seeds.h"

namespace ghost::figure {

namespace {

using Place = std::pair<int, int>;  // L^h, L^t

std::string metricKey(const std::string& metric, const std::string& group) {
  return (metric == "hr" || metric == "ndcg") && group != "all" ? metric + "_" + group : metric;
}

std::string metricLabel(const std::string& metric, const std::string& group, int k) {
  std::string name = metric;
  std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::toupper(c); });
  return metricKey(metric, group) == metric ? fmt::format("{}@{}", name, k) : fmt::format("{}@{}, {}", name, k, group);
}

/// Tokens of an average training event, EOS included: heads have L^h + 1, tails L^t more. Time of training and decoding grows in proportion to it.
double tokensPerEvent(Place place, double headShare) { return place.first + 1 + (1 - headShare) * place.second; }

std::string durationText(double seconds) {
  if (seconds < 90) return fmt::format("~{:.0f} s", std::max(1.0, seconds));
  if (seconds < 90 * 60) return fmt::format("~{:.0f} min", seconds / 60);
  return fmt::format("~{:.1f} h", seconds / 3600);
}

/// What an empty cell would cost: the mean time of the finished runs, scaled by tokens; without one, relative to the cheapest cell.
class CostEstimate {
 public:
  CostEstimate(const std::map<Place, SeededRuns>& runs, double headShare, Place cheapest) : m_headShare(headShare), m_cheapest(cheapest) {
    double sum = 0;
    for (const auto& [place, system] : runs)
      for (const RunFacts& run : system.seeds) {
        if (!run.seconds) continue;
        sum += *run.seconds / tokensPerEvent(place, headShare);
        ++m_timed;
      }
    if (m_timed > 0) m_secondsPerToken = sum / m_timed;
  }
  std::string text(Place place) const {
    if (m_timed > 0) return durationText(m_secondsPerToken * tokensPerEvent(place, m_headShare));
    return fmt::format("{:.2g}x", tokensPerEvent(place, m_headShare) / tokensPerEvent(m_cheapest, m_headShare));
  }
  std::string tooltip(Place place) const {
    const std::string rule = fmt::format("{:.2f} tokens an event", tokensPerEvent(place, m_headShare));
    if (m_timed > 0) return fmt::format("No run yet. Estimate from {} finished run{}, scaled by {}.", m_timed, m_timed == 1 ? "" : "s", rule);
    return fmt::format("No run yet, and none to estimate the time from: cost relative to L^h/L^t = {}/{} by {}.", m_cheapest.first, m_cheapest.second, rule);
  }

 private:
  double m_headShare;
  Place m_cheapest;
  int m_timed = 0;
  double m_secondsPerToken = 0;
};

/// The newest run of each cell with the runs that differ from it in their seed alone, the newest of every seed; older runs of other parameters are passed over.
std::map<Place, SeededRuns> newestRuns(const FigureInput& input, const std::string& recipe, const std::string& penalty) {
  std::map<Place, std::vector<RunFacts>> runs;
  for (RunFacts run : factsOf(input, 100000)) {
    run.choosePenalty(penalty);
    const auto head = run.parameter("head_levels"), tail = run.parameter("tail_levels");
    if (run.recipe != recipe || !head || !tail || !run.metrics.contains("k")) continue;
    runs[{static_cast<int>(*head), static_cast<int>(*tail)}].push_back(std::move(run));
  }
  std::map<Place, SeededRuns> newest;
  for (auto& [place, here] : runs) {
    std::sort(here.begin(), here.end(), [](const RunFacts& a, const RunFacts& b) { return a.folder.name() > b.folder.name(); });
    std::vector<std::string> repeats;  // older ones, of no interest
    newest.emplace(place, bySeed(here, repeats).front());
  }
  return newest;
}

/// Cells compare only where everything but the lengths is equal; what isn't is said under the figure.
std::vector<std::string> differences(const std::map<Place, SeededRuns>& runs) {
  std::map<std::string, std::set<std::string>> values;
  for (const auto& [place, system] : runs) {
    for (const auto& [key, value] : system.first().parameters.items()) {
      if (key == "seed" && system.seeds.size() > 1) continue;
      if (key != "head_levels" && key != "tail_levels" && key != "threads") values[key].insert(value.dump());
    }
  }
  std::vector<std::string> remarks;
  for (const auto& [key, seen] : values) {
    if (seen.size() > 1) remarks.push_back(fmt::format("cells differ in {}: {}", key, fmt::join(seen, ", ")));
  }
  return remarks;
}

std::string valueText(const std::string& metric, double value) {
  if (metric == "arp") return fmt::format("{:.1f}", value);
  std::string text = fmt::format("{:.{}f}", value, value != 0 && std::abs(value) < 0.1 ? 4 : 3);
  if (text.starts_with("0.")) text.erase(0, 1);
  return text;
}

void fill(Cell& cell, const SeededRuns& system, int k, const std::string& metric, const std::string& group) {
  const auto value = system.metric(k, metricKey(metric, group));
  if (value) cell.value = value->mean;
  cell.text = value ? valueText(metric, value->mean) : "-";
  cell.link = system.first().folder.name();
}

/// ", mean of 3 seeds, standard deviation .0012"; empty for one.
std::string seedsText(const SeededRuns& system, int k, const std::string& key, const std::string& metric) {
  const auto value = system.metric(k, key);
  if (system.seeds.size() < 2 || !value) return {};
  return fmt::format(", mean of {} seeds, standard deviation {}", system.seeds.size(), valueText(metric, value->sd));
}

}  // namespace

FigureData makeLengthHeatmap(const FigureInput& input, const ParamValues& values) {
  const std::string metric = values.text("metric"), group = values.text("group"), recipe = values.text("recipe");
  const int k = std::stoi(values.text("k"));
  int h0 = static_cast<int>(values.integer("head_from")), h1 = static_cast<int>(values.integer("head_to"));
  int t0 = static_cast<int>(values.integer("tail_from")), t1 = static_cast<int>(values.integer("tail_to"));
  if (h0 > h1 || t0 > t1) throw usageError("figure length-heatmap", "head_from and tail_from must not be above head_to and tail_to; swap them");
  const std::map<Place, SeededRuns> runs = newestRuns(input, recipe, values.text("penalty"));
  for (const auto& [place, run] : runs) {
    h0 = std::min(h0, place.first);
    h1 = std::max(h1, place.first);
    t0 = std::min(t0, place.second);
    t1 = std::max(t1, place.second);
  }
  std::vector<RunFacts> used;
  for (const auto& [place, system] : runs) used.insert(used.end(), system.seeds.begin(), system.seeds.end());
  FigureData figure = begin("length-heatmap", fmt::format("{} over SID lengths", metricLabel(metric, group, k)), used);
  const data::DataSet dataSet = data::readDataFolder(input.project.dataFolder());
  const double headShare = data::popularity(dataSet.interactions, dataSet.items()).headShare;
  const CostEstimate cost(runs, headShare, {h0, t0});

  Panel panel;
  panel.x.label = "head levels L^h";
  panel.y.label = "tail levels L^t";
  panel.cellLabel = metricLabel(metric, group, k);
  for (int h = h0; h <= h1; ++h) panel.x.categories.push_back(std::to_string(h));
  for (int t = t0; t <= t1; ++t) panel.y.categories.push_back(std::to_string(t));
  for (int t = t0; t <= t1; ++t) {
    for (int h = h0; h <= h1; ++h) {
      Cell cell{h - h0, t - t0};
      const auto found = runs.find({h, t});
      if (found == runs.end()) {
        cell.estimate = cost.text({h, t});
        cell.tooltip = cost.tooltip({h, t});
      } else {
        fill(cell, found->second, k, metric, group);
        cell.tooltip = fmt::format("{}: {} = {}{}", cell.link, panel.cellLabel, cell.text, seedsText(found->second, k, metricKey(metric, group), metric));
      }
      panel.cells.push_back(std::move(cell));
    }
  }
  panel.remarks = differences(runs);
  std::vector<SeededRuns> systems;
  for (const auto& [place, system] : runs) systems.push_back(system);
  if (std::any_of(systems.begin(), systems.end(), [](const SeededRuns& system) { return system.seeds.size() > 1; })) panel.remarks.emplace_back("cells of several seeds are means");
  figure.panels.push_back(std::move(panel));
  return figure;
}

}  // namespace ghost::figure
