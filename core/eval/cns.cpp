#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/error.h"
#include "eval/comparison.h"
#include "eval/metrics.h"

namespace ghost::eval {
namespace {

/// One metric over all systems, scaled so that the best is 1 and the worst 0.
std::vector<double> scaled(const std::vector<double>& values, bool largerIsBetter) {
  std::vector<double> result(values.size(), 0.5);
  if (std::any_of(values.begin(), values.end(), [](double value) { return !std::isfinite(value); })) return result;
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  if (*low == *high) return result;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double share = (values[i] - *low) / (*high - *low);
    result[i] = largerIsBetter ? share : 1 - share;
  }
  return result;
}

double valueOf(const OrderedJson& metrics, int k, const std::string& id) {
  const auto cut = std::to_string(k);
  if (!metrics.contains("k") || !metrics.at("k").contains(cut)) throw dataError("CNS", fmt::format("a run has no metrics at K = {}; evaluate its lists again with this cut", k));
  const auto& block = metrics.at("k").at(cut);
  return block.contains(id) && block.at(id).is_number() ? block.at(id).get<double>() : std::nan("");
}

}  // namespace

std::vector<double> cns(std::span<const OrderedJson> metrics, int k) {
  std::vector<double> total(metrics.size());
  int parts = 0;
  for (const auto& row : metricTable()) {
    if (!row.inCns) continue;
    ++parts;
    std::vector<double> values;
    for (const auto& run : metrics) values.push_back(valueOf(run, k, row.id));
    const auto share = scaled(values, row.largerIsBetter);
    for (std::size_t i = 0; i < total.size(); ++i) total[i] += share[i];
  }
  for (auto& value : total) value /= parts;
  return total;
}

}  // namespace ghost::eval
