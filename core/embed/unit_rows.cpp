#include "embed/unit_rows.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "embed/dot_tile.h"

namespace ghost::embed {

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

std::vector<float> inPanels(const std::vector<float>& unit, std::int64_t dim, std::int64_t lanes) {
  std::vector<float> packed(unit.size());
  const std::int64_t count = static_cast<std::int64_t>(unit.size()) / dim;
  for (std::int64_t i = 0; i < count; ++i)
    for (std::int64_t j = 0; j < dim; ++j) packed[static_cast<std::size_t>((i / lanes * dim + j) * lanes + i % lanes)] = unit[static_cast<std::size_t>(i * dim + j)];
  return packed;
}

// A panel of candidates stays in the nearest cache while the piece of queries passes.
void scanPanels(const std::vector<float>& unit, std::span<const std::int32_t> queries, std::span<const float> packed, std::span<const std::int32_t> ids, std::int64_t firstPlace, std::int64_t dim, std::span<BestK* const> best) {
  const DotTile& kernel = dotTile();
  alignas(64) float tile[DotTile::mostRows * DotTile::mostLanes];
  float limits[DotTile::mostRows];
  bool above[DotTile::mostRows];
  const auto count = static_cast<std::int64_t>(queries.size()), candidates = static_cast<std::int64_t>(ids.size());
  for (std::int64_t p = 0; p < candidates; p += kernel.lanes)
    for (std::int64_t q = 0; q < count; q += kernel.rows) {
      const std::int64_t rows = std::min<std::int64_t>(kernel.rows, count - q);
      for (std::int64_t r = 0; r < kernel.rows; ++r) limits[r] = r < rows ? best[static_cast<std::size_t>(q + r)]->limit() : std::numeric_limits<float>::infinity();
      kernel.dots(unit.data() + q * dim, packed.data() + p * dim, dim, limits, tile, above);
      for (std::int64_t r = 0; r < rows; ++r)
        if (above[r])
          best[static_cast<std::size_t>(q + r)]->offer(tile + r * kernel.lanes, ids.subspan(static_cast<std::size_t>(p), static_cast<std::size_t>(std::min<std::int64_t>(kernel.lanes, candidates - p))), firstPlace + p, queries[static_cast<std::size_t>(q + r)]);
    }
}

}  // namespace ghost::embed
