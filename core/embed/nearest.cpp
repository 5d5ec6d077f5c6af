#include "embed/nearest.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "base/error.h"
#include "base/parallel.h"

namespace ghost::embed {
namespace {

// A tile is `rows` queries against `lanes` candidates; candidates are stored by panels of `lanes`, dimension by dimension, so that the innermost loop
// runs over neighbouring floats. Each dot product is a chain of fused multiply-adds in the order of the dimensions, whatever the vector width:
// the same bits, and thus the same neighbours, on every machine.
constexpr std::int64_t rows = 3, lanes = 32;  // twelve vector registers of 8 floats: what AVX2 can hold beside its operands
constexpr std::int64_t blockBytes = 4 << 20;  // of packed candidates: stays in the outer cache while all queries pass

using Tile = float[rows][lanes];

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define GHOST_CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define GHOST_CLONES
#endif

GHOST_CLONES void dotTile(const float* queries, const float* panel, std::int64_t dim, Tile& out) {
  float sum[rows][lanes] = {};
  for (std::int64_t j = 0; j < dim; ++j)
    for (std::int64_t r = 0; r < rows; ++r) {
      const float q = queries[r * dim + j];
      for (std::int64_t l = 0; l < lanes; ++l) sum[r][l] = __builtin_fmaf(q, panel[j * lanes + l], sum[r][l]);
    }
  for (std::int64_t r = 0; r < rows; ++r)
    for (std::int64_t l = 0; l < lanes; ++l) out[r][l] = sum[r][l];
}

/// Most tiles hold nothing better than what is known; this says so without a branch a value.
GHOST_CLONES bool anyAbove(const float* values, float limit) {
  int above = 0;
  for (std::int64_t l = 0; l < lanes; ++l) above |= values[l] > limit;
  return above != 0;
}

/// Unit rows of the given items, zero rows behind them up to a multiple of `multiple`.
std::vector<float> unitRows(const ItemVectors& vectors, std::span<const std::int32_t> ids, std::int64_t multiple) {
  const auto count = static_cast<std::int64_t>(ids.size());
  std::vector<float> result(static_cast<std::size_t>((count + multiple - 1) / multiple * multiple * vectors.dim));
  for (std::int64_t i = 0; i < count; ++i) {
    const auto row = vectors.row(ids[static_cast<std::size_t>(i)]);
    double squares = 0;
    for (const float value : row) squares += static_cast<double>(value) * value;
    const double scale = squares > 0 ? 1 / std::sqrt(squares) : 0;
    for (std::int64_t j = 0; j < vectors.dim; ++j) result[static_cast<std::size_t>(i * vectors.dim + j)] = static_cast<float>(row[static_cast<std::size_t>(j)] * scale);
  }
  return result;
}

/// Rows -> panels of `lanes` candidates, dimension by dimension.
std::vector<float> panels(const std::vector<float>& unit, std::int64_t dim) {
  std::vector<float> packed(unit.size());
  const std::int64_t count = static_cast<std::int64_t>(unit.size()) / dim;
  for (std::int64_t i = 0; i < count; ++i)
    for (std::int64_t j = 0; j < dim; ++j) packed[static_cast<std::size_t>((i / lanes * dim + j) * lanes + i % lanes)] = unit[static_cast<std::size_t>(i * dim + j)];
  return packed;
}

/// The k best so far of every query, best first.
class Best {
 public:
  Best(std::int64_t queries, std::int64_t k) : m_k(k), m_have(static_cast<std::size_t>(queries)) {
    m_result.k = k;
    m_result.ids.assign(static_cast<std::size_t>(queries * k), -1);
    m_result.cosines.assign(static_cast<std::size_t>(queries * k), -1);
  }
  float limit(std::int64_t query) const {
    return m_have[static_cast<std::size_t>(query)] < m_k ? -std::numeric_limits<float>::infinity() : m_result.cosines[static_cast<std::size_t>((query + 1) * m_k - 1)];
  }
  /// Candidates come in their order, so an equal one that is there already stays in front.
  void offer(std::int64_t query, std::int32_t id, float cosine) {
    if (!(cosine > limit(query))) return;
    auto& have = m_have[static_cast<std::size_t>(query)];
    float* cosines = m_result.cosines.data() + query * m_k;
    std::int32_t* ids = m_result.ids.data() + query * m_k;
    if (have < m_k) ++have;
    std::int64_t at = have - 1;
    for (; at > 0 && cosines[at - 1] < cosine; --at) {
      cosines[at] = cosines[at - 1];
      ids[at] = ids[at - 1];
    }
    cosines[at] = cosine;
    ids[at] = id;
  }
  /// Rounding can leave a cosine a bit above 1; the order was decided before.
  Neighbours take() {
    for (auto& cosine : m_result.cosines) cosine = std::clamp(cosine, -1.0f, 1.0f);
    return std::move(m_result);
  }

 private:
  std::int64_t m_k;
  std::vector<std::int64_t> m_have;
  Neighbours m_result;
};

/// All candidates of one packed block against a piece of the queries, which begins at query `first`.
void scan(const std::vector<float>& unit, std::span<const std::int32_t> queries, std::int64_t first, const std::vector<float>& packed, std::span<const std::int32_t> ids, std::int64_t dim, Best& best) {
  Tile tile;
  const auto count = static_cast<std::int64_t>(queries.size()), candidates = static_cast<std::int64_t>(ids.size());
  for (std::int64_t p = 0; p < candidates; p += lanes)
    for (std::int64_t q = 0; q < count; q += rows) {
      dotTile(unit.data() + q * dim, packed.data() + p * dim, dim, tile);
      for (std::int64_t r = 0; r < std::min(rows, count - q); ++r) {
        if (!anyAbove(tile[r], best.limit(first + q + r))) continue;
        for (std::int64_t l = 0; l < std::min(lanes, candidates - p); ++l) {
          const std::int32_t id = ids[static_cast<std::size_t>(p + l)];
          if (id != queries[static_cast<std::size_t>(q + r)]) best.offer(first + q + r, id, tile[r][l]);
        }
      }
    }
}

void requireIds(const ItemVectors& vectors, std::span<const std::int32_t> ids, const char* what) {
  for (const auto id : ids)
    if (id < 0 || id >= vectors.rows) throw Error(ErrorCode::Internal, "nearest neighbours", fmt::format("{} {} has no row among {}", what, id, vectors.rows));
}

}  // namespace

Neighbours nearestByCosine(const ItemVectors& vectors, std::span<const std::int32_t> queries, std::span<const std::int32_t> candidates, std::int64_t k, int threads) {
  requireIds(vectors, queries, "query");
  requireIds(vectors, candidates, "candidate");
  const auto count = static_cast<std::int64_t>(queries.size());
  const std::int64_t dim = vectors.dim;
  Best best(count, std::max<std::int64_t>(0, k));
  if (count == 0 || k <= 0 || dim == 0) return best.take();
  const std::int64_t block = std::max(lanes, blockBytes / (4 * dim) / lanes * lanes);
  for (std::int64_t first = 0; first < static_cast<std::int64_t>(candidates.size()); first += block) {
    const auto ids = candidates.subspan(static_cast<std::size_t>(first), static_cast<std::size_t>(std::min<std::int64_t>(block, static_cast<std::int64_t>(candidates.size()) - first)));
    const auto packed = panels(unitRows(vectors, ids, lanes), dim);
    parallelFor(count, 16 * rows, threads, [&](std::int64_t begin, std::int64_t end) {
      const auto mine = queries.subspan(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin));
      scan(unitRows(vectors, mine, rows), mine, begin, packed, ids, dim, best);
    });
  }
  return best.take();
}

}  // namespace ghost::embed
