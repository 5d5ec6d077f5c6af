#include "embed/inverted_lists.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/parallel.h"
#include "base/rng.h"
#include "embed/dot_tile.h"
#include "embed/unit_rows.h"

namespace ghost::embed {
namespace {

constexpr std::int64_t sampleOfList = 64;
constexpr std::int64_t queriesAtOnce = 4096;  // enough for several queries a list, so that the kernel's rows are full

std::vector<std::int32_t> numbers(std::int64_t first, std::int64_t count) {
  std::vector<std::int32_t> result(static_cast<std::size_t>(count));
  std::iota(result.begin(), result.end(), static_cast<std::int32_t>(first));
  return result;
}

/// The direction nearest to each of the rows, among `directions`.
std::vector<std::int32_t> nearestDirections(const ItemVectors& rows, const ItemVectors& directions, std::int64_t count, const NearestKernel& kernel, int threads) {
  ItemVectors both{rows.rows + directions.rows, rows.dim, rows.values};
  both.values.insert(both.values.end(), directions.values.begin(), directions.values.end());
  auto found = kernel.nearest(both, numbers(0, rows.rows), numbers(rows.rows, directions.rows), count, threads).ids;
  for (std::int32_t& id : found) id -= id < 0 ? 0 : static_cast<std::int32_t>(rows.rows);
  return found;
}

ItemVectors picked(const ItemVectors& vectors, std::span<const std::int32_t> ids) { return {static_cast<std::int64_t>(ids.size()), vectors.dim, unitRows(vectors, ids, 1)}; }

// Spherical k-means: a direction becomes the mean of its rows; one without rows stays.
ItemVectors clustered(const ItemVectors& sample, std::int64_t lists, const InvertedListOptions& options, const NearestKernel& kernel, Rng& rng) {
  std::vector<std::int32_t> order = numbers(0, sample.rows);
  for (std::int64_t i = 0; i < lists; ++i) std::swap(order[static_cast<std::size_t>(i)], order[static_cast<std::size_t>(i + static_cast<std::int64_t>(rng.below(static_cast<std::uint64_t>(sample.rows - i))))]);
  order.resize(static_cast<std::size_t>(lists));
  ItemVectors directions = picked(sample, order);
  for (int iteration = 0; iteration < options.iterations; ++iteration) {
    const auto own = nearestDirections(sample, directions, 1, kernel, options.threads);
    std::vector<double> sums(directions.values.size());
    for (std::int64_t i = 0; i < sample.rows; ++i)
      for (std::int64_t j = 0; j < sample.dim; ++j) sums[static_cast<std::size_t>(own[static_cast<std::size_t>(i)] * sample.dim + j)] += sample.row(i)[static_cast<std::size_t>(j)];
    for (std::int64_t list = 0; list < lists; ++list) {
      const auto sum = std::span(sums).subspan(static_cast<std::size_t>(list * sample.dim), static_cast<std::size_t>(sample.dim));
      const double norm = std::sqrt(std::inner_product(sum.begin(), sum.end(), sum.begin(), 0.0));
      for (std::size_t j = 0; norm > 0 && j < sum.size(); ++j) directions.row(list)[j] = static_cast<float>(sum[j] / norm);
    }
  }
  return directions;
}

}  // namespace

InvertedLists::InvertedLists(const ItemVectors& vectors, std::span<const std::int32_t> candidates, const InvertedListOptions& options) : m_vectors(vectors), m_threads(options.threads) {
  const NearestKernel& kernel = options.kernel != nullptr ? *options.kernel : processorNearest();
  const auto count = static_cast<std::int64_t>(candidates.size());
  const std::int64_t lists = std::clamp<std::int64_t>(options.lists > 0 ? options.lists : static_cast<std::int64_t>(2 * std::sqrt(static_cast<double>(count))), 1, std::max<std::int64_t>(1, count));
  m_begin.assign(static_cast<std::size_t>(lists + 1), 0);
  m_panels = m_begin;
  if (count == 0) {
    m_directions = {1, vectors.dim, std::vector<float>(static_cast<std::size_t>(vectors.dim))};
    return;
  }
  Rng rng(options.seed);
  std::vector<std::int32_t> drawn;
  const std::int64_t wanted = std::min(count, lists * sampleOfList);
  for (std::int64_t i = 0; i < wanted; ++i) {
    const std::int64_t begin = i * count / wanted, end = (i + 1) * count / wanted;
    drawn.push_back(candidates[static_cast<std::size_t>(begin + static_cast<std::int64_t>(rng.below(static_cast<std::uint64_t>(end - begin))))]);
  }
  m_directions = clustered(picked(vectors, drawn), lists, options, kernel, rng);

  std::vector<std::int32_t> own;
  constexpr std::int64_t piece = 1 << 18;  // unit rows of so many candidates at a time
  for (std::int64_t first = 0; first < count; first += piece) {
    const auto some = nearestDirections(picked(vectors, candidates.subspan(static_cast<std::size_t>(first), static_cast<std::size_t>(std::min(piece, count - first)))), m_directions, 1, kernel, options.threads);
    own.insert(own.end(), some.begin(), some.end());
  }
  for (const std::int32_t list : own) ++m_begin[static_cast<std::size_t>(list + 1)];
  const std::int64_t lanes = dotTile().lanes;
  for (std::size_t list = 0; list < static_cast<std::size_t>(lists); ++list) {
    m_panels[list + 1] = m_panels[list] + (m_begin[list + 1] + lanes - 1) / lanes * lanes;
    m_begin[list + 1] += m_begin[list];
  }
  m_ids.resize(static_cast<std::size_t>(count));
  auto next = m_begin;
  for (std::int64_t i = 0; i < count; ++i) m_ids[static_cast<std::size_t>(next[static_cast<std::size_t>(own[static_cast<std::size_t>(i)])]++)] = candidates[static_cast<std::size_t>(i)];
  m_packed.resize(static_cast<std::size_t>(m_panels.back() * vectors.dim));
  parallelFor(lists, 16, options.threads, [&](std::int64_t begin, std::int64_t end) {
    for (auto list = static_cast<std::size_t>(begin); list < static_cast<std::size_t>(end); ++list) {
      const auto ids = std::span(m_ids).subspan(static_cast<std::size_t>(m_begin[list]), static_cast<std::size_t>(m_begin[list + 1] - m_begin[list]));
      const auto rows = inPanels(unitRows(vectors, ids, lanes), vectors.dim, lanes);
      std::copy(rows.begin(), rows.end(), m_packed.begin() + m_panels[list] * vectors.dim);
    }
  });
}

Neighbours InvertedLists::search(std::span<const std::int32_t> queries, std::int64_t k, std::int64_t probes) const {
  const auto count = static_cast<std::int64_t>(queries.size());
  Neighbours result;
  result.k = std::max<std::int64_t>(0, k);
  result.ids.assign(static_cast<std::size_t>(count * result.k), -1);
  result.cosines.assign(result.ids.size(), -1);
  if (count == 0 || k <= 0 || m_vectors.dim == 0 || m_ids.empty()) return result;
  probes = std::clamp<std::int64_t>(probes, 1, lists());
  const std::int64_t piece = std::clamp<std::int64_t>((count + m_threads - 1) / std::max(1, m_threads), 1, queriesAtOnce);
  parallelFor(count, piece, m_threads, [&](std::int64_t begin, std::int64_t end) {
    const auto mine = queries.subspan(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin));
    const auto probed = nearestDirections(picked(m_vectors, mine), m_directions, probes, processorNearest(), 1);
    searchPiece(mine, probed, probes, k, result.ids.data() + begin * k, result.cosines.data() + begin * k);
  });
  return result;
}

// List after list, each with all the queries that look into it.
void InvertedLists::searchPiece(std::span<const std::int32_t> queries, std::span<const std::int32_t> probed, std::int64_t probes, std::int64_t k, std::int32_t* ids, float* cosines) const {
  std::vector<std::int64_t> begin(static_cast<std::size_t>(lists() + 1));
  for (const std::int32_t list : probed) ++begin[static_cast<std::size_t>(list + 1)];
  std::partial_sum(begin.begin(), begin.end(), begin.begin());
  std::vector<std::int32_t> asking(probed.size());
  auto next = begin;
  for (std::size_t i = 0; i < probed.size(); ++i) asking[static_cast<std::size_t>(next[static_cast<std::size_t>(probed[i])]++)] = static_cast<std::int32_t>(static_cast<std::int64_t>(i) / probes);

  std::vector<BestK> best(queries.size(), BestK(std::min<std::int64_t>(k, std::ssize(m_ids))));
  std::vector<std::int32_t> own;
  std::vector<BestK*> theirs;
  for (std::size_t list = 0; list < static_cast<std::size_t>(lists()); ++list) {
    const auto places = std::span(asking).subspan(static_cast<std::size_t>(begin[list]), static_cast<std::size_t>(begin[list + 1] - begin[list]));
    if (places.empty() || m_begin[list] == m_begin[list + 1]) continue;
    own.clear();
    theirs.clear();
    for (const std::int32_t place : places) {
      own.push_back(queries[static_cast<std::size_t>(place)]);
      theirs.push_back(&best[static_cast<std::size_t>(place)]);
    }
    const auto candidates = std::span(m_ids).subspan(static_cast<std::size_t>(m_begin[list]), static_cast<std::size_t>(m_begin[list + 1] - m_begin[list]));
    scanPanels(unitRows(m_vectors, own, dotTile().rows), own, std::span(m_packed).subspan(static_cast<std::size_t>(m_panels[list] * m_vectors.dim)), candidates, m_begin[list], m_vectors.dim, theirs);
  }
  for (std::size_t q = 0; q < queries.size(); ++q) best[q].write(m_ids, ids + static_cast<std::int64_t>(q) * k, cosines + static_cast<std::int64_t>(q) * k);
}

double InvertedLists::recall(std::span<const std::int32_t> queries, const Neighbours& exact, std::int64_t probes) const {
  const Neighbours found = search(queries, exact.k, probes);
  std::int64_t right = 0, all = 0;
  const auto k = static_cast<std::size_t>(exact.k);
  for (std::size_t q = 0; q < queries.size(); ++q) {
    std::vector<std::int32_t> wanted(exact.ids.begin() + static_cast<std::ptrdiff_t>(q * k), exact.ids.begin() + static_cast<std::ptrdiff_t>((q + 1) * k));
    std::sort(wanted.begin(), wanted.end());
    for (std::size_t i = q * k; i < (q + 1) * k; ++i) {
      all += exact.ids[i] >= 0;
      right += found.ids[i] >= 0 && std::binary_search(wanted.begin(), wanted.end(), found.ids[i]);
    }
  }
  return all == 0 ? 1.0 : static_cast<double>(right) / static_cast<double>(all);
}

}  // namespace ghost::embed
