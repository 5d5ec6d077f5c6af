#include "sid/distance_bounds.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace ghost::sid {
namespace {

constexpr std::int64_t width = CentroidPanels::width;
constexpr std::int64_t stripRows = 512;  // whose bounds stay in the nearest caches
constexpr std::int64_t blockRows = 96;   // looked at together: points and scores stay in the first-level cache
constexpr float down = 1 - 0x1p-21f, up = 1 + 0x1p-21f;  // more than what a square root and a few sums round

// bounds[i] = (bounds[i] - move) rounded down; negative ones rule nothing out anyway.
[[gnu::target_clones("avx512f", "avx2", "default")]]
void lower(float* bounds, std::int64_t rows, float move) {
  for (std::int64_t i = 0; i < rows; ++i) bounds[i] = (bounds[i] - move) * down;
}

std::int64_t selectOpen(const float* bounds, const float* thresholds, std::int64_t rows, std::int32_t* open) {
  std::int64_t count = 0;
  for (std::int64_t i = 0; i < rows; ++i) {
    open[count] = static_cast<std::int32_t>(i);
    count += !(bounds[i] > thresholds[i]);
  }
  return count;
}

}  // namespace

/// The rows that are being assigned.
struct DistanceBounds::Strip {
  std::int64_t first;
  const float* points;
  std::int32_t* labels;
  float* scores;
  float* thresholds;  ///< a group whose bound is larger can't hold the nearest
};

DistanceBounds::DistanceBounds(const embed::ItemVectors& points, std::int64_t codes) : m_points(points), m_codes(codes), m_norms(static_cast<std::size_t>(points.rows)) {
  const std::int64_t panels = (codes + width - 1) / width, most = std::clamp<std::int64_t>(points.dim / 2, 1, 16);
  m_panelsOfGroup = (panels + most - 1) / most;
  m_groups = (panels + m_panelsOfGroup - 1) / m_panelsOfGroup;
  m_moves.assign(static_cast<std::size_t>(m_groups), 0.0f);
  m_bounds.assign(static_cast<std::size_t>(m_groups * points.rows), 0.0f);
  for (std::int64_t i = 0; i < points.rows; ++i) {
    double norm = 0;
    for (const float value : points.row(i)) norm += static_cast<double>(value) * value;
    m_norms[static_cast<std::size_t>(i)] = static_cast<float>(norm);
    m_finite = m_finite && norm < 1e36;
  }
}

bool DistanceBounds::pay(const embed::ItemVectors& points, std::int64_t codes) { return codes >= 4 * width && points.dim >= 8 && points.rows >= 4 * codes; }

bool DistanceBounds::prepare(std::span<const float> centroids) {
  const std::int64_t dim = m_points.dim;
  double largest = 0;
  for (std::int64_t k = 0; k < m_codes; ++k) {
    double norm = 0;
    for (std::int64_t j = 0; j < dim; ++j) norm += static_cast<double>(centroids[static_cast<std::size_t>(k * dim + j)]) * centroids[static_cast<std::size_t>(k * dim + j)];
    largest = std::max(largest, norm);
  }
  // |rounding| <= (2 d + 3) u (|x||c| + |c|^2/2) for a chain of d products and d + 1 sums, u = 2^-24, with |x||c| <= (|x|^2 + |c|^2)/2; 16 more cover the bounds' own sums.
  const double relative = static_cast<double>(2 * dim + 19) * 0x1p-24 * 1.01;
  m_relative = static_cast<float>(1.5 * relative);
  m_absolute = static_cast<float>(relative * largest + 1e-36);
  if (!m_finite || !(largest < 1e36) || relative > 0.01) return false;

  std::fill(m_moves.begin(), m_moves.end(), 0.0f);
  for (std::int64_t k = 0; k < m_codes && !m_last.empty(); ++k) {
    double move = 0;
    for (auto j = static_cast<std::size_t>(k * dim); j < static_cast<std::size_t>((k + 1) * dim); ++j) {
      const double difference = static_cast<double>(centroids[j]) - m_last[j];
      move += difference * difference;
    }
    float& farthest = m_moves[static_cast<std::size_t>(groupOf(k))];
    if (move > 0) farthest = std::max(farthest, std::nextafter(static_cast<float>(std::sqrt(move) * (1 + 1e-9)), std::numeric_limits<float>::infinity()));
  }
  m_last.assign(centroids.begin(), centroids.end());
  m_panels = CentroidPanels(centroids, m_codes, dim);
  return true;
}

// From the largest score of a group, as low as rounding allows: |x - c|^2 = |x|^2 - 2 s.
float DistanceBounds::lowestDistance(std::int64_t row, float score) const {
  const float norm = m_norms[static_cast<std::size_t>(row)];
  return std::sqrt(std::max(0.0f, norm - 2 * score - 2 * (m_relative * norm + m_absolute))) * down;
}
float DistanceBounds::threshold(std::int64_t row, float score) const {
  const float norm = m_norms[static_cast<std::size_t>(row)];
  return std::sqrt(std::max(0.0f, norm - 2 * score + 2 * (m_relative * norm + m_absolute))) * up;
}

void DistanceBounds::assign(std::int64_t first, std::int64_t rows, std::int32_t* labels, float* scores) {
  float thresholds[stripRows];
  std::int32_t open[stripRows + 1];
  for (std::int64_t begin = 0; begin < rows; begin += stripRows) {
    const std::int64_t count = std::min(stripRows, rows - begin), at = first + begin;
    const Strip strip{at, m_points.values.data() + at * m_points.dim, labels + begin, scores + begin, thresholds};
    m_panels.scoresOf(strip.points, count, strip.labels, strip.scores);
    for (std::int64_t i = 0; i < count; ++i) thresholds[i] = threshold(at + i, strip.scores[i]);
    for (std::int64_t group = 0; group < m_groups; ++group) lower(&bound(group, at), count, m_moves[static_cast<std::size_t>(group)]);
    for (std::int64_t group = 0; group < m_groups; ++group) {
      const std::int64_t left = selectOpen(&bound(group, at), thresholds, count, open);
      for (std::int64_t block = 0; block < left; block += blockRows) lookAt(group, strip, std::span(open).subspan(static_cast<std::size_t>(block), static_cast<std::size_t>(std::min(blockRows, left - block))));
    }
  }
}

void DistanceBounds::lookAt(std::int64_t group, const Strip& strip, std::span<const std::int32_t> rows) {
  const std::int64_t dim = m_points.dim, count = std::ssize(rows);
  thread_local std::vector<float> gathered;
  const float* points = strip.points + rows.front() * dim;
  if (rows.back() - rows.front() + 1 != count) {  // with gaps between them
    gathered.resize(static_cast<std::size_t>(blockRows * dim));
    for (std::int64_t r = 0; r < count; ++r) std::copy_n(strip.points + rows[static_cast<std::size_t>(r)] * dim, dim, gathered.data() + r * dim);
    points = gathered.data();
  }
  float others[blockRows], highest[blockRows], scores[blockRows * width];  // others: the largest score of the group but the row's own
  std::int32_t lanes[blockRows];
  std::fill_n(others, count, -std::numeric_limits<float>::infinity());
  const std::int64_t end = std::min((group + 1) * m_panelsOfGroup, m_panels.panels());
  for (std::int64_t panel = group * m_panelsOfGroup; panel < end; ++panel) {
    const std::int64_t firstCode = panel * width;
    for (std::int64_t r = 0; r < count; ++r) lanes[r] = static_cast<std::int32_t>(strip.labels[rows[static_cast<std::size_t>(r)]] - firstCode);
    m_panels.scores(panel, points, count, lanes, scores, highest);
    for (std::int64_t r = 0; r < count; ++r) {
      const std::int32_t row = rows[static_cast<std::size_t>(r)];
      if (highest[r] >= strip.scores[row]) highest[r] = take(group, firstCode, scores + r * width, strip, row);
      others[r] = std::max(others[r], highest[r]);
    }
  }
  for (std::int64_t r = 0; r < count; ++r) bound(group, strip.first + rows[static_cast<std::size_t>(r)]) = lowestDistance(strip.first + rows[static_cast<std::size_t>(r)], others[r]);
}

// A code of the panel scores as high as the row's own or higher: the row takes it unless the own one is lower at the same score. Returns the largest score of the group that
// the row didn't take, as far as this panel and the code it left tell.
float DistanceBounds::take(std::int64_t group, std::int64_t firstCode, const float* scores, const Strip& strip, std::int32_t row) {
  std::int32_t& label = strip.labels[row];
  float& score = strip.scores[row];
  std::int64_t best = -1;
  float second = -std::numeric_limits<float>::infinity(), highest = second;
  for (std::int64_t lane = 0; lane < width; ++lane) {
    if (firstCode + lane == label) continue;
    if (best < 0 || scores[lane] > highest) {
      second = highest;
      highest = scores[lane];
      best = lane;
    } else {
      second = std::max(second, scores[lane]);
    }
  }
  if (highest == score && label < firstCode + best) return highest;
  const std::int64_t left = groupOf(label);
  if (left == group) second = std::max(second, score);
  else bound(left, strip.first + row) = std::min(bound(left, strip.first + row), lowestDistance(strip.first + row, score));
  label = static_cast<std::int32_t>(firstCode + best);
  score = highest;
  strip.thresholds[row] = threshold(strip.first + row, highest);
  return second;
}

void DistanceBounds::forget(std::int64_t row) {
  for (std::int64_t group = 0; group < m_groups; ++group) bound(group, row) = 0;
}
void DistanceBounds::forgetAll() { std::fill(m_bounds.begin(), m_bounds.end(), 0.0f); }

}  // namespace ghost::sid
