#include "sid/child_split.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include <fmt/format.h>

#include "base/error.h"
#include "sid/split_starts.h"

namespace ghost::sid {
namespace {

constexpr std::size_t mostExchanged = 64;  // children; pairs of more take longer than they gain

/// Sums of the parts, by which moving a child is judged in one pass over a vector. The distance is a constant less sum_m |S_m|^2 / W_m, S = sum n r, W = sum n.
class PartSums {
 public:
  PartSums(const Children& children, Parts parts, std::int32_t count, double gamma)
      : m_children(children), m_parts(std::move(parts)), m_gamma(gamma), m_dim(static_cast<std::size_t>(children.means.dim)), m_sizes(static_cast<std::size_t>(count)), m_weights(m_sizes.size()),
        m_popularities(m_sizes.size()), m_sums(m_sizes.size() * m_dim) {
    m_mean = std::accumulate(children.popularities.begin(), children.popularities.end(), 0.0) / count;
    for (std::size_t child = 0; child < m_parts.size(); ++child) put(child, m_parts[child], 1);
  }

  /// Moves or exchanges children while that lowers the objective.
  void improve() {
    for (bool better = true; better;) {
      better = false;
      for (std::size_t child = 0; child < m_parts.size(); ++child) better |= moveBest(child);
      if (better || m_parts.size() > mostExchanged) continue;
      for (std::size_t a = 0; a < m_parts.size(); ++a)
        for (std::size_t b = a + 1; b < m_parts.size(); ++b) better |= exchange(a, b);
    }
  }
  const Parts& parts() const { return m_parts; }

 private:
  void put(std::size_t child, std::int32_t part, double sign) {
    const auto p = static_cast<std::size_t>(part);
    m_sizes[p] += sign > 0 ? 1 : -1;
    m_weights[p] += sign * m_children.weights[child];
    m_popularities[p] += sign * m_children.popularities[child];
    const auto mean = m_children.means.row(static_cast<std::int64_t>(child));
    for (std::size_t j = 0; j < m_dim; ++j) m_sums[p * m_dim + j] += sign * m_children.weights[child] * static_cast<double>(mean[j]);
  }
  /// What a part adds to the objective, the constant left out.
  double cost(std::int32_t part) const {
    const auto p = static_cast<std::size_t>(part);
    double square = 0;
    for (std::size_t j = 0; j < m_dim; ++j) square += m_sums[p * m_dim + j] * m_sums[p * m_dim + j];
    const double apart = m_popularities[p] - m_mean;
    return (m_sizes[p] > 0 ? -square / m_weights[p] : 0) + m_gamma * apart * apart;
  }
  void move(std::size_t child, std::int32_t part) {
    put(child, m_parts[child], -1);
    put(child, part, 1);
    m_parts[child] = part;
  }
  // A gain has to stand out from rounding, or two states could follow each other for ever.
  static bool gains(double before, double after) { return after < before - 1e-9 * (1 + std::abs(before)); }

  bool moveBest(std::size_t child) {
    const std::int32_t from = m_parts[child];
    if (m_sizes[static_cast<std::size_t>(from)] < 2) return false;
    std::int32_t best = from;
    double lowest = 0;
    for (std::int32_t to = 0; to < std::ssize(m_sizes); ++to) {
      if (to == from) continue;
      const double before = cost(from) + cost(to);
      move(child, to);
      const double after = cost(from) + cost(to);
      move(child, from);
      if (gains(before, after) && after - before < lowest) {
        lowest = after - before;
        best = to;
      }
    }
    if (best != from) move(child, best);
    return best != from;
  }
  bool exchange(std::size_t a, std::size_t b) {
    const std::int32_t ofA = m_parts[a], ofB = m_parts[b];
    if (ofA == ofB) return false;
    const double before = cost(ofA) + cost(ofB);
    move(a, ofB);
    move(b, ofA);
    if (gains(before, cost(ofA) + cost(ofB))) return true;
    move(a, ofA);
    move(b, ofB);
    return false;
  }

  const Children& m_children;
  Parts m_parts;
  double m_gamma, m_mean = 0;
  std::size_t m_dim;
  std::vector<std::int32_t> m_sizes;
  std::vector<double> m_weights, m_popularities, m_sums;
};

// Every way to part the children, each once: a child goes to a part in use or opens the next one.
ChildSplit tryAll(const Children& children, std::int32_t count, double gamma) {
  ChildSplit best;
  Parts parts(static_cast<std::size_t>(children.size()), 0);
  const auto visit = [&](const auto& self, std::size_t child, std::int32_t used) -> void {
    if (static_cast<std::int64_t>(parts.size() - child) < count - used) return;  // too few left to open all parts
    if (child == parts.size()) {
      ChildSplit found = measureSplit(children, parts, count);
      if (best.parts.empty() || found.objective(gamma) < best.objective(gamma)) best = std::move(found);
      return;
    }
    for (std::int32_t part = 0; part < std::min(count, used + 1); ++part) {
      parts[child] = part;
      self(self, child + 1, std::max(used, part + 1));
    }
  };
  visit(visit, 0, 0);
  best.exact = true;
  return best;
}

Parts numberedByFirstChild(Parts parts, std::int32_t count) {
  Parts number(static_cast<std::size_t>(count), -1);
  std::int32_t next = 0;
  for (auto& part : parts) {
    auto& fresh = number[static_cast<std::size_t>(part)];
    if (fresh < 0) fresh = next++;
    part = fresh;
  }
  return parts;
}

}  // namespace

ChildSplit measureSplit(const Children& children, Parts parts, std::int32_t count) {
  const auto dim = static_cast<std::size_t>(children.means.dim);
  std::vector<double> weights(static_cast<std::size_t>(count)), popularities(weights.size()), means(weights.size() * dim);
  for (std::size_t child = 0; child < parts.size(); ++child) {
    const auto part = static_cast<std::size_t>(parts[child]);
    weights[part] += children.weights[child];
    popularities[part] += children.popularities[child];
    for (std::size_t j = 0; j < dim; ++j) means[part * dim + j] += children.weights[child] * static_cast<double>(children.means.row(static_cast<std::int64_t>(child))[j]);
  }
  ChildSplit split;
  for (std::size_t child = 0; child < parts.size(); ++child) {
    const auto part = static_cast<std::size_t>(parts[child]);
    for (std::size_t j = 0; j < dim; ++j) {
      const double apart = static_cast<double>(children.means.row(static_cast<std::int64_t>(child))[j]) - means[part * dim + j] / weights[part];
      split.distance += children.weights[child] * apart * apart;
    }
  }
  const double mean = std::accumulate(popularities.begin(), popularities.end(), 0.0) / count;
  for (const double popularity : popularities) split.balance += (popularity - mean) * (popularity - mean);
  split.parts = std::move(parts);
  return split;
}

ChildSplit splitChildren(const Children& children, std::int32_t count, double gamma, std::int64_t exhaustive) {
  if (count < 2 || children.size() < count || !(gamma >= 0))
    throw usageError("token split", fmt::format("{} children can't be split into {} parts with weight {}; ask for 2 parts or more, not more than children, and a weight of 0 or more", children.size(), count, gamma));
  if (static_cast<double>(children.size()) * std::log(count) <= std::log(static_cast<double>(exhaustive))) return tryAll(children, count, gamma);
  ChildSplit best;
  auto starts = splitStarts(children, count);
  for (Parts& start : starts) {
    PartSums sums(children, std::move(start), count, gamma);
    sums.improve();
    ChildSplit found = measureSplit(children, numberedByFirstChild(sums.parts(), count), count);
    if (best.parts.empty() || found.objective(gamma) < best.objective(gamma)) best = std::move(found);
  }
  return best;
}

}  // namespace ghost::sid
