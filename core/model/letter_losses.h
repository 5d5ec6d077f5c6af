#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include <ATen/core/Tensor.h>

#include "base/rng.h"

namespace ghost::model {

/// The losses LETTER adds to an RQ-VAE (methods.md 3.1). All are means over the rows.

/// -log softmax(logits / temperature)[target]: logits [B, K], targets [B] int64.
at::Tensor crossEntropy(const at::Tensor& logits, const at::Tensor& targets, double temperature = 1.0);

/// L_CF: in-batch cross-entropy of the inner products of quantised latents [B, d] and frozen collaborative vectors [B, d]; row i belongs to column i.
at::Tensor collaborativeLoss(const at::Tensor& quantised, const at::Tensor& collaborative);

/// L_div of one level: codes [K, d], assigned [B] and positives [B] int64. Logits are the inner products of the assigned code with all codes, its own masked.
at::Tensor diversityLoss(const at::Tensor& codes, const at::Tensor& assigned, const at::Tensor& positives);

/// Clusters of a level's codes, of bounded sizes (10 to 60 where that is feasible), from which positives are drawn.
class CodeClusters {
 public:
  /// Size-constrained k-means over codes [K, d]. Throws Error{Usage} when a cluster would have fewer than two codes.
  CodeClusters(const at::Tensor& codes, std::int64_t clusters, std::uint64_t seed, int threads);
  /// Given clusters: labels[k] is that of code k. Throws as above.
  explicit CodeClusters(std::span<const std::int32_t> labels);
  /// For each assigned code another one of its cluster, drawn uniformly; int64 like `assigned`.
  at::Tensor positives(const at::Tensor& assigned, Rng& rng) const;

 private:
  std::vector<std::int32_t> m_labels;
  std::vector<std::int32_t> m_place;                 ///< of a code within its cluster
  std::vector<std::vector<std::int64_t>> m_members;  ///< cluster -> codes
};

}  // namespace ghost::model
