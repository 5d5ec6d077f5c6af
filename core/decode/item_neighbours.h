#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "data/interactions.h"
#include "data/popularity.h"
#include "decode/floor_lists.h"

namespace ghost::decode {

struct NeighbourOptions {
  double candidatePower = 0.25;  ///< p: exponent of the candidate's training count; .5 is the cosine
  int neighbours = 200;          ///< kept per item, most similar first
  int threads = 1;
};

/// sim(i, j) = n(i, j) / (c_i^.5 c_j^p) between items that share training users (floors.h), the best `neighbours` of each item; which are equal is decided in
/// exact arithmetic (exact_ties.h). Immutable; `popularity` must outlive it.
/// Time: sum over users of (training length)^2.
class ItemNeighbours {
 public:
  ItemNeighbours(const data::Interactions& interactions, const data::Popularity& popularity, const NeighbourOptions& options);
  /// Best first.
  std::span<const ScoredItem> of(data::ItemId item) const { return m_near[static_cast<std::size_t>(item)]; }
  std::int32_t items() const { return static_cast<std::int32_t>(m_near.size()); }
  std::int64_t countOf(data::ItemId item) const { return m_popularity.count[static_cast<std::size_t>(item)]; }
  double power() const { return m_power; }  ///< p

 private:
  const data::Popularity& m_popularity;
  double m_power;
  std::vector<std::vector<ScoredItem>> m_near;
};

/// score(j) = sum over history, k steps back from its end, of decay^k sim(h_k, j). The neighbours must outlive the proposer.
std::unique_ptr<Proposer> neighbourProposer(const ItemNeighbours& neighbours, double decay);

}  // namespace ghost::decode
