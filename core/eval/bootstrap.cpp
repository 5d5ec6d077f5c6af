#include "eval/bootstrap.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "base/parallel.h"
#include "base/rng.h"
#include "eval/tally.h"

namespace ghost::eval {
namespace {

const std::array<std::string, 8> names{"hr", "hr_head", "hr_tail", "ndcg", "ndcg_head", "ndcg_tail", "mgu", "arp"};

/// What one user adds to the sums; padded to a multiple of the vector width.
struct Part {
  double headTarget = 0, headHit = 0, tailHit = 0, headNdcg = 0, tailNdcg = 0, headSlots = 0, tailSlots = 0, popularity = 0;
};
static_assert(sizeof(Part) == 8 * sizeof(double));

Part partOf(const decode::RankedList& list, const data::Popularity& popularity, int k) {
  requireCatalogue(list, popularity);
  Part part;
  const bool head = popularity.isHead(list.target);
  part.headTarget = head;
  decode::forEachPlace(list, static_cast<std::size_t>(k), [&](std::size_t, std::span<const data::ItemId> items) {
    const PlaceFacts facts = factsOf(items, popularity);
    if (facts.items == 0) return;
    part.headSlots += facts.head();
    part.tailSlots += 1 - facts.head();
    part.popularity += facts.popularity();
  });
  if (const TargetPlace at = targetPlace(list); at.rank >= 0 && at.rank < k) {
    (head ? part.headHit : part.tailHit) = 1 / static_cast<double>(at.sharers);
    (head ? part.headNdcg : part.tailNdcg) = gain(at.rank, k) / static_cast<double>(at.sharers);
  }
  return part;
}

/// Weighted sum of all users' parts.
Part sumOf(const std::vector<Part>& parts, const std::vector<float>& weights) {
  std::array<double, 8> sum{};
  const double* values = &parts.front().headTarget;
  for (std::size_t u = 0; u < parts.size(); ++u) {
    const double w = weights[u];
    for (std::size_t j = 0; j < 8; ++j) sum[j] += w * values[u * 8 + j];
  }
  return {sum[0], sum[1], sum[2], sum[3], sum[4], sum[5], sum[6], sum[7]};
}

std::array<double, 8> metricsOf(const Part& sum, double users, double headGh, int k) {
  const double slots = users * k, tailTargets = users - sum.headTarget;
  const auto over = [](double part, double whole) { return whole > 0 ? part / whole : std::numeric_limits<double>::quiet_NaN(); };
  const double mgu = (std::abs(sum.headSlots / slots - headGh) + std::abs(sum.tailSlots / slots - (1 - headGh))) / 2;
  return {(sum.headHit + sum.tailHit) / users, over(sum.headHit, sum.headTarget), over(sum.tailHit, tailTargets), (sum.headNdcg + sum.tailNdcg) / users,
          over(sum.headNdcg, sum.headTarget),  over(sum.tailNdcg, tailTargets),   mgu,                            sum.popularity / slots};
}

}  // namespace

std::span<const std::string> bootstrapMetrics() { return names; }

std::vector<Resampled> bootstrap(std::span<const std::vector<const decode::RankedList*>> systems, const data::Popularity& popularity, int k, int samples, std::uint64_t seed, int threads) {
  std::vector<Resampled> results(systems.size());
  if (systems.empty() || systems.front().empty()) return results;
  const std::size_t users = systems.front().size();
  std::vector<std::vector<Part>> parts(systems.size());
  for (std::size_t s = 0; s < systems.size(); ++s) {
    for (const auto* list : systems[s]) parts[s].push_back(partOf(*list, popularity, k));
    const auto value = metricsOf(sumOf(parts[s], std::vector<float>(users, 1.0f)), static_cast<double>(users), popularity.headShare, k);
    results[s].value.assign(value.begin(), value.end());
    results[s].samples.assign(names.size(), std::vector<double>(static_cast<std::size_t>(std::max(0, samples))));
  }
  const Rng root = Rng(seed).split("bootstrap");
  parallelFor(samples, 16, threads, [&](std::int64_t begin, std::int64_t end) {
    std::vector<float> weights(users);
    for (std::int64_t b = begin; b < end; ++b) {
      Rng rng = root.split(static_cast<std::uint64_t>(b));
      std::fill(weights.begin(), weights.end(), 0.0f);
      for (std::size_t draw = 0; draw < users; ++draw) weights[rng.below(users)] += 1;
      for (std::size_t s = 0; s < systems.size(); ++s) {
        const auto value = metricsOf(sumOf(parts[s], weights), static_cast<double>(users), popularity.headShare, k);
        for (std::size_t m = 0; m < names.size(); ++m) results[s].samples[m][static_cast<std::size_t>(b)] = value[m];
      }
    }
  });
  return results;
}

Interval percentile95(std::vector<double> values) {
  const bool finite = std::all_of(values.begin(), values.end(), [](double value) { return std::isfinite(value); });
  if (values.empty() || !finite) return {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::quiet_NaN()};
  std::sort(values.begin(), values.end());
  const auto at = [&](double share) {
    const double place = share * static_cast<double>(values.size() - 1);
    const auto below = static_cast<std::size_t>(place);
    const std::size_t above = std::min(below + 1, values.size() - 1);
    return values[below] + (place - static_cast<double>(below)) * (values[above] - values[below]);
  };
  return {at(0.025), at(0.975)};
}

}  // namespace ghost::eval
