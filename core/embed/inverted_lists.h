#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "embed/nearest.h"

namespace ghost::embed {

struct InvertedListOptions {
  std::int64_t lists = 0;      ///< 0 = twice the square root of the candidates
  int iterations = 8;          ///< of the clustering, on at most 64 candidates a list
  std::uint64_t seed = 42;
  int threads = 1;
  const NearestKernel* kernel = nullptr;  ///< who assigns candidates to lists; the processor where absent
};

/// Approximate nearest neighbours by cosine (IVF): candidates lie in lists around directions found by spherical k-means, and a query looks only into the lists whose
/// directions are nearest to it. Memory: the candidates' unit rows once more, packed for the register kernel. Immutable; the result depends on vectors, options
/// and seed, never on the number of threads. `vectors` must outlive it.
class InvertedLists {
 public:
  InvertedLists(const ItemVectors& vectors, std::span<const std::int32_t> candidates, const InvertedListOptions& options);
  std::int64_t lists() const { return m_directions.rows; }
  /// As nearestByCosine(), but from `probes` lists a query; all lists give the exact cosines. Of equal cosines any order.
  Neighbours search(std::span<const std::int32_t> queries, std::int64_t k, std::int64_t probes) const;
  /// Share of the exact neighbours of these queries that search() finds.
  double recall(std::span<const std::int32_t> queries, const Neighbours& exact, std::int64_t probes) const;

 private:
  void searchPiece(std::span<const std::int32_t> queries, std::span<const std::int32_t> probed, std::int64_t probes, std::int64_t k, std::int32_t* ids, float* cosines) const;

  const ItemVectors& m_vectors;
  int m_threads;
  ItemVectors m_directions;              ///< one a list, unit length
  std::vector<std::int32_t> m_ids;       ///< candidates, list after list
  std::vector<std::int64_t> m_begin;     ///< lists + 1 places in m_ids
  std::vector<std::int64_t> m_panels;    ///< lists + 1 offsets of packed rows; each list begins a panel
  std::vector<float> m_packed;
};

}  // namespace ghost::embed
