#include "sid/split_starts.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <utility>

namespace ghost::sid {
namespace {

Parts byPopularity(const Children& children, std::int32_t count) {
  std::vector<std::size_t> order(children.popularities.size());
  std::iota(order.begin(), order.end(), 0u);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return children.popularities[a] > children.popularities[b]; });
  std::vector<std::pair<double, int>> loads(static_cast<std::size_t>(count));  // (popularity, children): the first children fill empty parts whatever they weigh
  Parts parts(order.size());
  for (const std::size_t child : order) {
    auto lightest = std::min_element(loads.begin(), loads.end(), [](const auto& a, const auto& b) { return std::pair(a.second > 0, a.first) < std::pair(b.second > 0, b.first); });
    parts[child] = static_cast<std::int32_t>(lightest - loads.begin());
    lightest->first += children.popularities[child];
    ++lightest->second;
  }
  return parts;
}

double squaredDistance(std::span<const float> a, std::span<const float> b) {
  double sum = 0;
  for (std::size_t j = 0; j < a.size(); ++j) sum += (static_cast<double>(a[j]) - b[j]) * (static_cast<double>(a[j]) - b[j]);
  return sum;
}

// Seeds: the first child, then always the one farthest from those chosen; the others go to the nearest seed.
Parts byDistance(const Children& children, std::int32_t count) {
  Parts parts(static_cast<std::size_t>(children.size()), 0);
  std::vector<double> nearest(parts.size(), std::numeric_limits<double>::infinity());
  std::vector<std::int64_t> seeds;
  for (std::int32_t part = 0; part < count; ++part) {
    std::int64_t seed = 0;
    if (part > 0) seed = std::max_element(nearest.begin(), nearest.end()) - nearest.begin();
    seeds.push_back(seed);
    for (std::int64_t child = 0; child < children.size(); ++child) {
      const double distance = squaredDistance(children.means.row(child), children.means.row(seed));
      if (distance >= nearest[static_cast<std::size_t>(child)]) continue;
      nearest[static_cast<std::size_t>(child)] = distance;
      parts[static_cast<std::size_t>(child)] = part;
    }
    for (const auto chosen : seeds) nearest[static_cast<std::size_t>(chosen)] = -1;  // equal children must not be chosen twice
    parts[static_cast<std::size_t>(seed)] = part;
  }
  return parts;
}

Parts inTurn(std::int64_t children, std::int32_t count) {
  Parts parts(static_cast<std::size_t>(children));
  for (std::size_t child = 0; child < parts.size(); ++child) parts[child] = static_cast<std::int32_t>(child) % count;
  return parts;
}

}  // namespace

std::vector<Parts> splitStarts(const Children& children, std::int32_t count) { return {byPopularity(children, count), byDistance(children, count), inTurn(children.size(), count)}; }

}  // namespace ghost::sid
