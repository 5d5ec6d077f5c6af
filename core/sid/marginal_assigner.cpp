#include "sid/marginal_assigner.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/parallel.h"
#include "sid/nearest_centroid.h"
#include "sid/row_minimum.h"

namespace ghost::sid {
namespace {

constexpr std::int64_t grain = 4096;
constexpr std::int64_t sampleOfCode = 32;
constexpr std::int64_t spareOfCode = 32;  // marginal rows of a code beyond those that have to leave it
constexpr int sweeps = 12;

std::int64_t imbalance(std::span<const std::int64_t> sizes, const SizeBounds& bounds) {
  std::int64_t sum = 0;
  for (const std::int64_t size : sizes) sum += std::max<std::int64_t>(0, size - bounds.high) + std::max<std::int64_t>(0, bounds.low - size);
  return sum;
}

/// Where price and distance put a row, and what leaving costs.
struct Place {
  std::int32_t code = 0;
  float regret = 0;
};

std::vector<Place> places(const embed::ItemVectors& points, const NearestCentroid& nearest, int threads) {
  std::vector<Place> found(static_cast<std::size_t>(points.rows));
  parallelFor(points.rows, grain, threads, [&](std::int64_t begin, std::int64_t end) {
    std::vector<float> costs(static_cast<std::size_t>((end - begin) * nearest.codes()));
    nearest.costs(points.values.data() + begin * points.dim, end - begin, costs.data());
    for (std::int64_t i = begin; i < end; ++i) {
      float* row = costs.data() + (i - begin) * nearest.codes();
      const auto best = indexOfLeast(row, nearest.codes());
      const float lowest = row[best];
      row[best] = std::numeric_limits<float>::infinity();
      const float second = row[indexOfLeast(row, nearest.codes())];
      found[static_cast<std::size_t>(i)] = {static_cast<std::int32_t>(best), second - lowest};
    }
  });
  return found;
}

/// Rows of each code with the lowest regret: all that have to leave it and some more, by row number.
std::vector<std::int32_t> marginalRows(const std::vector<Place>& found, std::int64_t codes, const SizeBounds& bounds) {
  std::vector<std::vector<std::int32_t>> members(static_cast<std::size_t>(codes));
  for (std::size_t i = 0; i < found.size(); ++i) members[static_cast<std::size_t>(found[i].code)].push_back(static_cast<std::int32_t>(i));
  std::vector<std::int32_t> rows;
  for (auto& own : members) {
    const std::int64_t mustLeave = std::max<std::int64_t>(0, static_cast<std::int64_t>(own.size()) - bounds.low);
    const auto count = std::min(own.size(), static_cast<std::size_t>(mustLeave + spareOfCode));
    const auto less = [&](std::int32_t a, std::int32_t b) {
      const float left = found[static_cast<std::size_t>(a)].regret, right = found[static_cast<std::size_t>(b)].regret;
      return left < right || (left == right && a < b);
    };
    std::nth_element(own.begin(), own.begin() + static_cast<std::ptrdiff_t>(count > 0 ? count - 1 : 0), own.end(), less);
    rows.insert(rows.end(), own.begin(), own.begin() + static_cast<std::ptrdiff_t>(count));
  }
  std::sort(rows.begin(), rows.end());
  return rows;
}

embed::ItemVectors pick(const embed::ItemVectors& points, std::span<const std::int32_t> rows) {
  embed::ItemVectors picked{static_cast<std::int64_t>(rows.size()), points.dim, {}};
  picked.values.reserve(rows.size() * static_cast<std::size_t>(points.dim));
  for (const std::int32_t row : rows) picked.values.insert(picked.values.end(), points.row(row).begin(), points.row(row).end());
  return picked;
}

}  // namespace

std::vector<std::int64_t> MarginalAssigner::sizesAt(const embed::ItemVectors& points, std::span<const float> centroids) const {
  const NearestCentroid nearest(centroids, m_codes, points.dim, m_prices);
  std::vector<std::int32_t> labels(static_cast<std::size_t>(points.rows));
  parallelFor(points.rows, grain, m_threads, [&](std::int64_t begin, std::int64_t end) { nearest.assign(points.values.data() + begin * points.dim, end - begin, labels.data() + begin, nullptr); });
  std::vector<std::int64_t> sizes(static_cast<std::size_t>(m_codes));
  for (const std::int32_t label : labels) ++sizes[static_cast<std::size_t>(label)];
  return sizes;
}

void MarginalAssigner::priceBySample(const embed::ItemVectors& points, std::span<const float> centroids) {
  const std::int64_t wanted = std::min(points.rows, m_codes * sampleOfCode);
  std::vector<std::int32_t> rows;
  for (std::int64_t i = 0; i < wanted; ++i) rows.push_back(static_cast<std::int32_t>(i * points.rows / wanted));
  const auto sample = pick(points, rows);
  std::vector<float> costs(static_cast<std::size_t>(wanted * m_codes));
  NearestCentroid(centroids, m_codes, points.dim).costs(sample.values.data(), wanted, costs.data());
  BalancedAssigner assigner(m_codes);
  assigner.assign({costs, wanted, m_codes, releasedBounds(wanted, m_codes), {}});
  m_prices.assign(assigner.prices().begin(), assigner.prices().end());
}

// Each price moves against its code's imbalance, in steps that grow while the sign stays and halve when it turns; the best prices seen are kept.
void MarginalAssigner::sweep(const embed::ItemVectors& points, std::span<const float> centroids) {
  const double spread = *std::max_element(m_prices.begin(), m_prices.end()) - *std::min_element(m_prices.begin(), m_prices.end());
  std::vector<double> steps(m_prices.size(), 0.02 * spread), best = m_prices;
  std::vector<int> lastSign(m_prices.size(), 0);
  std::int64_t lowest = std::numeric_limits<std::int64_t>::max();
  for (int round = 0; round < sweeps; ++round) {
    const auto sizes = sizesAt(points, centroids);
    const std::int64_t now = imbalance(sizes, m_bounds);
    if (now < lowest) {
      lowest = now;
      best = m_prices;
    }
    if (now * 200 < points.rows) break;
    for (std::size_t k = 0; k < sizes.size(); ++k) {
      const int sign = sizes[k] > m_bounds.high ? 1 : sizes[k] < m_bounds.low ? -1 : 0;
      if (sign != 0 && lastSign[k] != 0) steps[k] *= sign == lastSign[k] ? 1.5 : 0.5;
      m_prices[k] += sign * steps[k];
      if (sign != 0) lastSign[k] = sign;
    }
  }
  m_prices = best;
}

std::vector<std::int32_t> MarginalAssigner::assign(const embed::ItemVectors& points, std::span<const float> centroids) {
  checkBounds(points.rows, m_codes, m_bounds);
  if (m_prices.empty()) priceBySample(points, centroids);
  sweep(points, centroids);
  const auto found = places(points, NearestCentroid(centroids, m_codes, points.dim, m_prices), m_threads);
  const auto rows = marginalRows(found, m_codes, m_bounds);

  std::vector<std::int32_t> labels(found.size());
  std::vector<std::int64_t> fixed(static_cast<std::size_t>(m_codes));
  for (std::size_t i = 0; i < found.size(); ++i) ++fixed[static_cast<std::size_t>(labels[i] = found[i].code)];
  for (const std::int32_t row : rows) --fixed[static_cast<std::size_t>(labels[static_cast<std::size_t>(row)])];
  std::vector<SizeBounds> bounds;
  for (const std::int64_t size : fixed) bounds.push_back({std::max<std::int64_t>(0, m_bounds.low - size), m_bounds.high - size});

  const auto marginal = pick(points, rows);
  std::vector<float> costs(rows.size() * static_cast<std::size_t>(m_codes));
  NearestCentroid(centroids, m_codes, points.dim).costs(marginal.values.data(), marginal.rows, costs.data());
  BalancedAssigner assigner(m_prices);
  const auto moved = assigner.assign({costs, marginal.rows, m_codes, {}, bounds});
  m_prices.assign(assigner.prices().begin(), assigner.prices().end());
  for (std::size_t r = 0; r < rows.size(); ++r) labels[static_cast<std::size_t>(rows[r])] = moved[r];
  return labels;
}

}  // namespace ghost::sid
