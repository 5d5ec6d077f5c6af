#include "embed/nearest.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "base/error.h"
#include "base/parallel.h"
#include "embed/best_k.h"
#include "embed/dot_tile.h"

namespace ghost::embed {
namespace {

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
std::vector<float> panels(const std::vector<float>& unit, std::int64_t dim, std::int64_t lanes) {
  std::vector<float> packed(unit.size());
  const std::int64_t count = static_cast<std::int64_t>(unit.size()) / dim;
  for (std::int64_t i = 0; i < count; ++i)
    for (std::int64_t j = 0; j < dim; ++j) packed[static_cast<std::size_t>((i / lanes * dim + j) * lanes + i % lanes)] = unit[static_cast<std::size_t>(i * dim + j)];
  return packed;
}

/// All candidates against a piece of the queries. A panel of candidates stays in the nearest cache while the piece passes.
void scan(const std::vector<float>& unit, std::span<const std::int32_t> queries, const std::vector<float>& packed, std::span<const std::int32_t> ids, std::int64_t dim, std::vector<BestK>& best) {
  const DotTile& kernel = dotTile();
  alignas(64) float tile[DotTile::mostRows * DotTile::mostLanes];
  float limits[DotTile::mostRows];
  bool above[DotTile::mostRows];
  const auto count = static_cast<std::int64_t>(queries.size()), candidates = static_cast<std::int64_t>(ids.size());
  for (std::int64_t p = 0; p < candidates; p += kernel.lanes)
    for (std::int64_t q = 0; q < count; q += kernel.rows) {
      const std::int64_t rows = std::min<std::int64_t>(kernel.rows, count - q);
      for (std::int64_t r = 0; r < kernel.rows; ++r) limits[r] = r < rows ? best[static_cast<std::size_t>(q + r)].limit() : std::numeric_limits<float>::infinity();
      kernel.dots(unit.data() + q * dim, packed.data() + p * dim, dim, limits, tile, above);
      for (std::int64_t r = 0; r < rows; ++r)
        if (above[r]) best[static_cast<std::size_t>(q + r)].offer(tile + r * kernel.lanes, ids.subspan(static_cast<std::size_t>(p), static_cast<std::size_t>(std::min<std::int64_t>(kernel.lanes, candidates - p))), p, queries[static_cast<std::size_t>(q + r)]);
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
  Neighbours result;
  result.k = std::max<std::int64_t>(0, k);
  result.ids.assign(static_cast<std::size_t>(count * result.k), -1);
  result.cosines.assign(result.ids.size(), -1);
  if (count == 0 || k <= 0 || dim == 0) return result;
  const auto packed = panels(unitRows(vectors, candidates, dotTile().lanes), dim, dotTile().lanes);
  const std::int64_t kept = std::min<std::int64_t>(k, std::max<std::int64_t>(1, static_cast<std::int64_t>(candidates.size())));
  parallelFor(count, 8 * dotTile().rows, threads, [&](std::int64_t begin, std::int64_t end) {
    const auto mine = queries.subspan(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin));
    std::vector<BestK> best(mine.size(), BestK(kept));
    scan(unitRows(vectors, mine, dotTile().rows), mine, packed, candidates, dim, best);
    for (std::size_t q = 0; q < mine.size(); ++q) {
      const auto at = (begin + static_cast<std::int64_t>(q)) * k;
      best[q].write(candidates, result.ids.data() + at, result.cosines.data() + at);
    }
  });
  return result;
}

}  // namespace ghost::embed
