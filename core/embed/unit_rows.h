#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "embed/best_k.h"
#include "embed/item_vectors.h"

namespace ghost::embed {

/// Unit rows of the given items, zero rows behind them up to a multiple of `multiple`.
std::vector<float> unitRows(const ItemVectors& vectors, std::span<const std::int32_t> ids, std::int64_t multiple);
/// Rows -> panels of `lanes` candidates, dimension by dimension.
std::vector<float> inPanels(const std::vector<float>& unit, std::int64_t dim, std::int64_t lanes);
/// Offers all candidates (`packed` panels of dotTile().lanes, ids one a candidate, in places from firstPlace on) to each query's best; `unit` holds the queries' rows up to a
/// multiple of dotTile().rows.
void scanPanels(const std::vector<float>& unit, std::span<const std::int32_t> queries, std::span<const float> packed, std::span<const std::int32_t> ids, std::int64_t firstPlace, std::int64_t dim,
                std::span<BestK* const> best);

}  // namespace ghost::embed
