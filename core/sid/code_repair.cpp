#include "sid/code_repair.h"

#include <algorithm>
#include <limits>
#include <memory>
#include <numeric>
#include <tuple>
#include <utility>

#include "base/parallel.h"
#include "sid/nearest_centroid.h"

namespace ghost::sid {
namespace {

/// Rows in an order in which those with the same root, length and codes but the last stand together, and among them those with the same last code.
class Families {
 public:
  Families(const ResidualCodes& found, const RepairOptions& options) : m_found(found), m_options(options), m_order(found.codes.front().size()) {
    std::iota(m_order.begin(), m_order.end(), 0);
    std::sort(m_order.begin(), m_order.end(), [&](std::int64_t a, std::int64_t b) {
      const int before = compared(a, b);
      return before != 0 ? before < 0 : std::pair(last(a), a) < std::pair(last(b), b);
    });
    for (std::size_t begin = 0, end = 0; begin < m_order.size(); begin = end) {
      bool shared = false;
      for (end = begin + 1; end < m_order.size() && compared(m_order[begin], m_order[end]) == 0; ++end) shared |= last(m_order[end - 1]) == last(m_order[end]);
      if (shared) m_colliding.push_back(std::span(m_order).subspan(begin, end - begin));
    }
  }
  std::int64_t levels(std::int64_t row) const { return m_options.levels ? m_options.levels(row) : m_found.levels(); }
  std::int32_t last(std::int64_t row) const { return m_found.codes[static_cast<std::size_t>(levels(row) - 1)][static_cast<std::size_t>(row)]; }
  /// Only families with a code list that isn't unique.
  const std::vector<std::span<const std::int64_t>>& colliding() const { return m_colliding; }

 private:
  int compared(std::int64_t a, std::int64_t b) const {
    const auto root = [&](std::int64_t row) { return m_options.roots.empty() ? 0 : m_options.roots[static_cast<std::size_t>(row)]; };
    if (const std::pair left(levels(a), root(a)), right(levels(b), root(b)); left != right) return left < right ? -1 : 1;
    for (std::int64_t level = 0; level + 1 < levels(a); ++level) {
      const auto& codes = m_found.codes[static_cast<std::size_t>(level)];
      if (const auto left = codes[static_cast<std::size_t>(a)], right = codes[static_cast<std::size_t>(b)]; left != right) return left < right ? -1 : 1;
    }
    return 0;
  }
  const ResidualCodes& m_found;
  const RepairOptions& m_options;
  std::vector<std::int64_t> m_order;
  std::vector<std::span<const std::int64_t>> m_colliding;
};

struct FamilyRepair {
  std::int64_t level = 0, moved = 0;
  double added = 0;  ///< to the sum of squared residuals
};

/// Rows that have to leave their code, nearest first within each group.
std::vector<std::int64_t> leavers(std::span<const std::int64_t> rows, std::int64_t level, const Families& families, const CodeDistances& distances) {
  std::vector<std::int64_t> result;
  for (std::size_t begin = 0, end = 0; begin < rows.size(); begin = end) {
    const std::int32_t code = families.last(rows[begin]);
    while (end < rows.size() && families.last(rows[end]) == code) ++end;
    if (end - begin < 2) continue;
    std::vector<std::pair<float, std::int64_t>> group;
    for (const std::int64_t row : rows.subspan(begin, end - begin)) group.emplace_back(distances(row, level)[static_cast<std::size_t>(code)], row);
    std::sort(group.begin(), group.end());
    for (auto it = group.begin() + 1; it != group.end(); ++it) result.push_back(it->second);
  }
  return result;
}

FamilyRepair repairFamily(std::span<const std::int64_t> rows, const Families& families, const CodeDistances& distances, ResidualCodes& found) {
  FamilyRepair repair{families.levels(rows.front()) - 1};
  auto& codes = found.codes[static_cast<std::size_t>(repair.level)];
  std::vector<bool> taken(static_cast<std::size_t>(found.books[static_cast<std::size_t>(repair.level)].codes), false);
  std::int64_t open = std::ssize(taken);
  const auto take = [&](std::int32_t code) {
    open -= !taken[static_cast<std::size_t>(code)];
    taken[static_cast<std::size_t>(code)] = true;
  };
  for (const std::int64_t row : rows) take(families.last(row));
  if (open == 0) return repair;
  for (const std::int64_t row : leavers(rows, repair.level, families, distances)) {
    if (open == 0) break;
    const auto apart = distances(row, repair.level);
    std::size_t nearest = taken.size();
    for (std::size_t code = 0; code < taken.size(); ++code)
      if (!taken[code] && (nearest == taken.size() || apart[code] < apart[nearest])) nearest = code;
    std::int32_t& code = codes[static_cast<std::size_t>(row)];
    repair.added += static_cast<double>(apart[nearest]) - apart[static_cast<std::size_t>(code)];
    ++repair.moved;
    code = static_cast<std::int32_t>(nearest);
    take(code);
  }
  return repair;
}

}  // namespace

CodeDistances residualDistances(const ResidualCodes& found, const embed::ItemVectors& points) {
  std::vector<std::shared_ptr<const NearestCentroid>> books;
  for (const Codebook& book : found.books) books.push_back(std::make_shared<NearestCentroid>(book.centroids, book.codes, book.dim));
  return [&found, &points, books](std::int64_t row, std::int64_t level) {
    std::vector<float> rest(points.row(row).begin(), points.row(row).end());
    for (std::int64_t above = 0; above < level; ++above) {
      const auto code = static_cast<std::size_t>(found.codes[static_cast<std::size_t>(above)][static_cast<std::size_t>(row)]);
      for (std::size_t j = 0; j < rest.size(); ++j) rest[j] -= found.books[static_cast<std::size_t>(above)].centroids[code * rest.size() + j];
    }
    double norm = 0;
    for (const float value : rest) norm += static_cast<double>(value) * value;
    const NearestCentroid& book = *books[static_cast<std::size_t>(level)];
    std::vector<float> distances(static_cast<std::size_t>(book.codes()));
    book.costs(rest.data(), 1, distances.data());
    for (float& distance : distances) distance = std::max(0.0f, static_cast<float>(norm + distance));
    return distances;
  };
}

void repairCodes(ResidualCodes& found, const RepairOptions& options) {
  if (found.codes.empty() || found.codes.front().empty()) return;
  const Families families(found, options);
  const auto& colliding = families.colliding();
  std::vector<FamilyRepair> repairs(colliding.size());
  parallelFor(std::ssize(colliding), 1, options.threads, [&](std::int64_t begin, std::int64_t end) {
    for (auto f = static_cast<std::size_t>(begin); f < static_cast<std::size_t>(end) && !options.stop.stop_requested(); ++f) repairs[f] = repairFamily(colliding[f], families, options.distances, found);
  });
  for (const FamilyRepair& repair : repairs) {
    found.repaired += repair.moved;
    found.inertia[static_cast<std::size_t>(repair.level)] += repair.added / static_cast<double>(found.codes.front().size());
  }
}

}  // namespace ghost::sid
