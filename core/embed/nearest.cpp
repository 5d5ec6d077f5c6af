#include "embed/nearest.h"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include "base/error.h"
#include "base/parallel.h"
#include "embed/best_k.h"
#include "embed/dot_tile.h"
#include "embed/unit_rows.h"

namespace ghost::embed {
namespace {

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
  const auto packed = inPanels(unitRows(vectors, candidates, dotTile().lanes), dim, dotTile().lanes);
  const std::int64_t kept = std::min<std::int64_t>(k, std::max<std::int64_t>(1, static_cast<std::int64_t>(candidates.size())));
  parallelFor(count, 8 * dotTile().rows, threads, [&](std::int64_t begin, std::int64_t end) {
    const auto mine = queries.subspan(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin));
    std::vector<BestK> best(mine.size(), BestK(kept));
    std::vector<BestK*> each;
    for (BestK& one : best) each.push_back(&one);
    scanPanels(unitRows(vectors, mine, dotTile().rows), mine, packed, candidates, 0, dim, each);
    for (std::size_t q = 0; q < mine.size(); ++q) {
      const auto at = (begin + static_cast<std::int64_t>(q)) * k;
      best[q].write(candidates, result.ids.data() + at, result.cosines.data() + at);
    }
  });
  return result;
}

const NearestKernel& processorNearest() {
  class Processor : public NearestKernel {
   public:
    Neighbours nearest(const ItemVectors& vectors, std::span<const std::int32_t> queries, std::span<const std::int32_t> candidates, std::int64_t k, int threads) const override { return nearestByCosine(vectors, queries, candidates, k, threads); }
  };
  static const Processor kernel;
  return kernel;
}

}  // namespace ghost::embed
