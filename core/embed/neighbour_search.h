#pragma once
#include <cstdint>
#include <span>
#include <stop_token>
#include <string_view>

#include "embed/nearest.h"

namespace ghost::embed {

/// How nearest neighbours are looked for. Auto: exactly in catalogues of up to `exactUpTo` items, in inverted lists (embed/inverted_lists.h) above.
struct NeighbourSearch {
  enum class Method { Auto, Exact, Inverted };
  Method method = Method::Auto;
  std::int64_t exactUpTo = 1000000;
  double recall = 0.99;      ///< lists looked into are doubled until the neighbours of a sample reach this share of the exact ones
  std::int64_t sample = 256; ///< queries the recall is measured on, spread over all
  std::uint64_t seed = 42;
  int threads = 1;
  const NearestKernel* kernel = nullptr;  ///< who searches exactly; the processor where absent
  std::stop_token stop;      ///< looked at between pieces of 4096 queries or more
  double work = 0x1p36;      ///< products a piece, some seconds
};
/// "auto", "exact" or "ivf", the values of the parameter `neighbour_search`.
NeighbourSearch::Method neighbourMethodOf(std::string_view name);

/// As nearestByCosine(), with ties in exact arithmetic (cosine_ties.h); `recall` of the result is that of the sample where the search was approximate. After a stop queries may have nothing but -1.
Neighbours findNeighbours(const ItemVectors& vectors, std::span<const std::int32_t> queries, std::span<const std::int32_t> candidates, std::int64_t k, const NeighbourSearch& search);

}  // namespace ghost::embed
