#include "figure/item_projection.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>

#include "embed/truncated_svd.h"

namespace ghost::figure {
namespace {

/// Every k-th row, at most `most` of them.
std::vector<float> evenRows(const embed::ItemVectors& vectors, std::int64_t most) {
  const std::int64_t step = std::max<std::int64_t>(1, (vectors.rows + most - 1) / most), count = (vectors.rows + step - 1) / step;
  std::vector<float> rows(static_cast<std::size_t>(count * vectors.dim));
  for (std::int64_t i = 0; i < count; ++i) std::ranges::copy(vectors.row(i * step), rows.begin() + i * vectors.dim);
  return rows;
}

std::vector<double> meanOf(const std::vector<float>& rows, std::int64_t dim) {
  std::vector<double> mean(static_cast<std::size_t>(dim), 0);
  for (std::size_t i = 0; i < rows.size(); ++i) mean[i % mean.size()] += rows[i];
  for (double& value : mean) value /= static_cast<double>(rows.size()) / static_cast<double>(dim);
  return mean;
}

/// Cells of a square grid over the plane: cell -> items, in a fixed order.
std::map<std::int64_t, std::vector<std::int32_t>> cellsOf(const Projection& p, int across) {
  const auto [lowX, highX] = std::minmax_element(p.x.begin(), p.x.end());
  const auto [lowY, highY] = std::minmax_element(p.y.begin(), p.y.end());
  const double width = std::max(1e-30, double(*highX) - *lowX), height = std::max(1e-30, double(*highY) - *lowY);
  std::map<std::int64_t, std::vector<std::int32_t>> cells;
  for (std::size_t i = 0; i < p.x.size(); ++i) {
    const auto column = std::min<std::int64_t>(across - 1, static_cast<std::int64_t>((double(p.x[i]) - *lowX) / width * across));
    const auto row = std::min<std::int64_t>(across - 1, static_cast<std::int64_t>((double(p.y[i]) - *lowY) / height * across));
    cells[row * across + column].push_back(static_cast<std::int32_t>(i));
  }
  return cells;
}

}  // namespace

Projection projectItems(const embed::ItemVectors& vectors, int threads, std::int64_t fitted) {
  Projection result;
  result.x.assign(static_cast<std::size_t>(vectors.rows), 0);
  result.y.assign(static_cast<std::size_t>(vectors.rows), 0);
  if (vectors.rows == 0 || vectors.dim == 0) return result;
  const std::vector<float> rows = evenRows(vectors, std::max<std::int64_t>(2, fitted));
  const std::vector<double> mean = meanOf(rows, vectors.dim);
  double variance = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) variance += (rows[i] - mean[i % mean.size()]) * (rows[i] - mean[i % mean.size()]);
  const embed::LinearMap map = embed::centredMap(rows, vectors.dim, threads);
  embed::SvdOptions options;
  options.rank = 2;
  options.threads = threads;
  const embed::TruncatedSvd svd = embed::truncatedSvd(map, options, silentReporter(), {});
  // Right singular vectors V = A' U / S = A' (U S) / S^2; every item is projected, fitted or not.
  embed::DenseMatrix axes = map.transposedTimes(svd.scores);
  for (std::int64_t c = 0; c < axes.columns; ++c) {
    const double s = svd.singular[static_cast<std::size_t>(c)];
    for (std::int64_t k = 0; k < axes.rows; ++k) axes.row(k)[c] = s > 0 ? axes.row(k)[c] / (s * s) : 0;
    (c == 0 ? result.shareX : result.shareY) = variance > 0 ? s * s / variance : 0;
  }
  for (std::int64_t i = 0; i < vectors.rows; ++i) {
    double place[2] = {0, 0};
    for (std::int64_t k = 0; k < vectors.dim; ++k)
      for (std::int64_t c = 0; c < axes.columns; ++c) place[c] += (vectors.row(i)[static_cast<std::size_t>(k)] - mean[static_cast<std::size_t>(k)]) * axes.row(k)[c];
    result.x[static_cast<std::size_t>(i)] = static_cast<float>(place[0]);
    result.y[static_cast<std::size_t>(i)] = static_cast<float>(place[1]);
  }
  return result;
}

std::vector<std::int32_t> thinnedItems(const Projection& projection, std::int64_t most) {
  std::vector<std::int32_t> kept(projection.x.size());
  std::iota(kept.begin(), kept.end(), 0);
  const std::int64_t items = std::ssize(kept);
  if (items <= most) return kept;
  kept.clear();
  constexpr int across = 48;
  for (const auto& [cell, members] : cellsOf(projection, across)) {
    const std::int64_t count = std::ssize(members), quota = std::max<std::int64_t>(1, count * most / items);
    for (std::int64_t i = 0; i < quota; ++i) kept.push_back(members[static_cast<std::size_t>(i * count / quota)]);
  }
  std::sort(kept.begin(), kept.end());
  return kept;
}

std::vector<int> groupColours(const Projection& projection, const std::vector<std::int32_t>& group, std::int32_t groups, int colours) {
  std::vector<int> colour(static_cast<std::size_t>(groups), 0);
  if (groups <= colours) {
    std::iota(colour.begin(), colour.end(), 0);
    return colour;
  }
  std::vector<double> x(colour.size(), 0), y(colour.size(), 0), size(colour.size(), 0);
  for (std::size_t i = 0; i < group.size(); ++i) {
    if (group[i] < 0) continue;
    const auto g = static_cast<std::size_t>(group[i]);
    x[g] += projection.x[i];
    y[g] += projection.y[i];
    size[g] += 1;
  }
  for (std::size_t g = 0; g < colour.size(); ++g) {
    x[g] /= std::max(1.0, size[g]);
    y[g] /= std::max(1.0, size[g]);
  }
  std::vector<std::size_t> order(colour.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return size[a] > size[b]; });
  std::vector<double> nearest;  // per colour the distance of its nearest group
  constexpr std::size_t weighed = 2000;  // groups beyond these hold few items each; they take colours in turn
  for (std::size_t place = 0; place < order.size(); ++place) {
    const std::size_t g = order[place];
    if (place >= weighed) {
      colour[g] = static_cast<int>(place % static_cast<std::size_t>(colours));
      continue;
    }
    nearest.assign(static_cast<std::size_t>(colours), std::numeric_limits<double>::infinity());
    for (std::size_t before = 0; before < place; ++before) {
      const std::size_t other = order[before];
      double& distance = nearest[static_cast<std::size_t>(colour[other])];
      distance = std::min(distance, std::hypot(x[g] - x[other], y[g] - y[other]));
    }
    colour[g] = static_cast<int>(std::max_element(nearest.begin(), nearest.end()) - nearest.begin());
  }
  return colour;
}

}  // namespace ghost::figure
