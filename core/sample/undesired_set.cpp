#include "sample/undesired_set.h"

#include <algorithm>
#include <numeric>

#include "base/error.h"

namespace ghost::sample {

std::vector<int> shortestPrefixFirst(std::span<const int> commonPrefix, int keep) {
  std::vector<int> order(commonPrefix.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](int a, int b) { return commonPrefix[static_cast<std::size_t>(a)] < commonPrefix[static_cast<std::size_t>(b)]; });
  order.resize(std::min(order.size(), static_cast<std::size_t>(std::max(0, keep))));
  return order;
}

namespace {

/// Fills `lists` for every query from its nearest candidates; returns the recall of the search where it was approximate.
std::optional<double> keepShortest(const embed::ItemVectors& vectors, const sid::SidTable& table, const UndesiredOptions& options, std::span<const sid::ItemId> queries,
                  std::span<const sid::ItemId> candidates, std::vector<std::vector<sid::ItemId>>& lists) {
  if (queries.empty() || candidates.empty()) return {};
  embed::NeighbourSearch search = options.neighbours;
  search.threads = options.threads;
  const auto near = embed::findNeighbours(vectors, queries, candidates, options.roughCount, search);
  std::vector<sid::ItemId> pool;
  std::vector<int> prefix;
  for (std::size_t q = 0; q < queries.size(); ++q) {
    const sid::ItemId target = queries[q];
    const auto own = table.sid(target);
    pool.clear();
    prefix.clear();
    for (const sid::ItemId item : std::span(near.ids).subspan(q * static_cast<std::size_t>(near.k), static_cast<std::size_t>(near.k))) {
      // A shared SID is the target itself to the model: pushing it down would fight the target.
      if (item < 0 || std::ranges::equal(table.sid(item), own)) continue;
      pool.push_back(item);
      prefix.push_back(table.commonPrefix(target, item));
    }
    for (const int index : shortestPrefixFirst(prefix, options.keep)) lists[static_cast<std::size_t>(target)].push_back(pool[static_cast<std::size_t>(index)]);
  }
  return near.recall;
}

}  // namespace

std::span<const sid::ItemId> UndesiredSets::of(sid::ItemId target) const {
  if (target < 0 || static_cast<std::size_t>(target) + 1 >= m_offsets.size()) return {};
  const auto begin = static_cast<std::size_t>(m_offsets[static_cast<std::size_t>(target)]);
  const auto end = static_cast<std::size_t>(m_offsets[static_cast<std::size_t>(target) + 1]);
  return std::span(m_items).subspan(begin, end - begin);
}

UndesiredSets UndesiredSets::fromLists(const std::vector<std::vector<sid::ItemId>>& lists) {
  UndesiredSets sets;
  for (const auto& list : lists) {
    sets.m_items.insert(sets.m_items.end(), list.begin(), list.end());
    sets.m_offsets.push_back(static_cast<std::int32_t>(sets.m_items.size()));
  }
  return sets;
}

UndesiredSets UndesiredSets::build(const embed::ItemVectors& vectors, const data::Popularity& popularity, const sid::SidTable& table, const UndesiredOptions& options) {
  const std::int32_t items = popularity.items();
  if (vectors.rows < items || table.items() < items)
    throw dataError("undesired sets", "the data set has " + std::to_string(items) + " items, the vectors have " + std::to_string(vectors.rows) + " rows and the semantic IDs " +
                                          std::to_string(table.items()) + " items; use vectors and IDs of this data set");
  if (options.keep < 1 || options.roughCount < options.keep)
    throw usageError("undesired sets", "K_b = " + std::to_string(options.keep) + " items are to be kept of K_a = " + std::to_string(options.roughCount) + "; use 1 <= K_b <= K_a");
  std::vector<sid::ItemId> heads, tails;
  for (sid::ItemId item = 0; item < items; ++item) (popularity.isHead(item) ? heads : tails).push_back(item);
  std::vector<std::vector<sid::ItemId>> lists(static_cast<std::size_t>(items));
  std::optional<double> recall = keepShortest(vectors, table, options, tails, heads, lists);
  if (options.headTargetsToo)
    if (const auto other = keepShortest(vectors, table, options, heads, tails, lists)) recall = std::min(recall.value_or(1.0), *other);
  UndesiredSets sets = fromLists(lists);
  sets.m_recall = recall;
  return sets;
}

}  // namespace ghost::sample
