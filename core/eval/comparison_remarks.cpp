#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "eval/comparison.h"
#include "eval/history.h"
#include "eval/metrics.h"

namespace ghost::eval {
namespace {

std::optional<double> numberAt(const OrderedJson& metrics, int k, const std::string& id) {
  const auto cut = std::to_string(k);
  if (!metrics.is_object() || !metrics.contains("k") || !metrics["k"].is_object() || !metrics["k"].contains(cut)) return std::nullopt;
  const OrderedJson& block = metrics["k"][cut];
  return block.is_object() && block.contains(id) && block[id].is_number() ? std::optional(block[id].get<double>()) : std::nullopt;
}

}  // namespace

OrderedJson bestOf(std::span<const OrderedJson> metrics, int k) {
  OrderedJson best = OrderedJson::object();
  if (metrics.size() < 2) return best;
  for (const auto& row : metricTable()) {
    std::optional<double> top;
    OrderedJson runs = OrderedJson::array();
    for (std::size_t i = 0; i < metrics.size(); ++i) {
      const auto value = numberAt(metrics[i], k, row.id);
      if (!value) continue;
      if (!top || (row.largerIsBetter ? *value > *top : *value < *top)) {
        top = value;
        runs = OrderedJson::array();
      }
      if (*value == *top) runs.push_back(i);
    }
    if (!runs.empty()) best[row.id] = std::move(runs);
  }
  return best;
}

std::string historyMix(std::span<const std::string> histories) {
  std::set<std::string> known(histories.begin(), histories.end());
  known.erase("");
  return known.empty() ? std::string() : known.size() == 1 ? *known.begin() : "mixed";
}

std::string mixedSentence(std::span<const std::string> names, std::span<const std::string> histories) {
  std::vector<std::string> kept, leftOut;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (histories[i] == historyKept) kept.push_back(names[i]);
    if (histories[i] == historyLeftOut) leftOut.push_back(names[i]);
  }
  return fmt::format("these can't be compared with each other: items that the user already has are kept in the lists of {} and left out of those of {}; no best is marked and CNS isn't taken", fmt::join(kept, ", "), fmt::join(leftOut, ", "));
}

std::string belowNextItem(const std::string& name, const OrderedJson& metrics, const OrderedJson& nextItem, int k) {
  const std::string own = historyOf(metrics, {}), other = historyOf(nextItem, {});
  if (!own.empty() && !other.empty() && own != other) return {};
  std::vector<std::string> below;
  for (const auto& [id, title] : {std::pair("hr", "HR"), std::pair("ndcg", "NDCG")}) {
    const auto value = numberAt(metrics, k, id), floor = numberAt(nextItem, k, id);
    if (value && floor && *value < *floor) below.push_back(fmt::format("{}@{} {:.4f} against {:.4f}", title, k, *value, *floor));
  }
  if (below.empty()) return {};
  return fmt::format("{} ranks below next-item, an untrained table of counts ({}): it has learned less than what followed an item most often", name, fmt::join(below, ", "));
}

}  // namespace ghost::eval
