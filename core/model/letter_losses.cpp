#include "model/letter_losses.h"

#include <algorithm>

#include <ATen/ATen.h>

#include "base/error.h"
#include "model/rqvae.h"
#include "sid/balanced.h"

namespace ghost::model {
namespace {

std::vector<std::int32_t> clusterLabels(const at::Tensor& codes, std::int64_t clusters, std::uint64_t seed, int threads) {
  const std::int64_t count = codes.size(0);
  if (count < 2 * clusters)
    throw usageError("clusters", std::to_string(clusters) + " clusters of " + std::to_string(count) + " codes leave codes alone, and each needs another one to be drawn to; give at most " + std::to_string(count / 2));
  sid::BalancedOptions options;
  options.kmeans.codes = clusters;
  options.kmeans.nInit = 10;
  options.kmeans.seed = seed;
  options.kmeans.lloyd.maxIter = 10;
  options.kmeans.lloyd.threads = threads;
  options.bounds = sid::SizeBounds{std::min<std::int64_t>(10, count / clusters), std::max<std::int64_t>(60, (count + clusters - 1) / clusters)};
  return sid::balancedKMeans(vectorsOf(codes), options).labels;
}

}  // namespace

at::Tensor crossEntropy(const at::Tensor& logits, const at::Tensor& targets, double temperature) {
  return -at::log_softmax(logits / temperature, 1).gather(1, targets.unsqueeze(1)).mean();
}

at::Tensor collaborativeLoss(const at::Tensor& quantised, const at::Tensor& collaborative) {
  return crossEntropy(at::mm(quantised, collaborative.t()), at::arange(quantised.size(0), at::kLong));
}

at::Tensor diversityLoss(const at::Tensor& codes, const at::Tensor& assigned, const at::Tensor& positives) {
  const at::Tensor logits = at::mm(codes.index_select(0, assigned), codes.t());
  return crossEntropy(logits.scatter(1, assigned.unsqueeze(1), -1e12), positives);
}

CodeClusters::CodeClusters(const at::Tensor& codes, std::int64_t clusters, std::uint64_t seed, int threads) : CodeClusters(clusterLabels(codes, clusters, seed, threads)) {}

CodeClusters::CodeClusters(std::span<const std::int32_t> labels) : m_labels(labels.begin(), labels.end()) {
  m_members.resize(static_cast<std::size_t>(*std::max_element(m_labels.begin(), m_labels.end())) + 1);
  for (std::size_t code = 0; code < m_labels.size(); ++code) {
    auto& members = m_members[static_cast<std::size_t>(m_labels[code])];
    m_place.push_back(static_cast<std::int32_t>(members.size()));
    members.push_back(static_cast<std::int64_t>(code));
  }
  for (const auto& members : m_members)
    if (members.size() == 1) throw usageError("clusters", "a cluster has a single code, which has no other one to be drawn to; ask for fewer clusters");
}

at::Tensor CodeClusters::positives(const at::Tensor& assigned, Rng& rng) const {
  const at::Tensor drawn = at::empty_like(assigned);
  const std::int64_t* codes = assigned.const_data_ptr<std::int64_t>();
  std::int64_t* out = drawn.mutable_data_ptr<std::int64_t>();
  for (std::int64_t i = 0; i < assigned.numel(); ++i) {
    const auto code = static_cast<std::size_t>(codes[i]);
    const auto& members = m_members[static_cast<std::size_t>(m_labels[code])];
    const auto step = 1 + rng.below(members.size() - 1);
    out[i] = members[(static_cast<std::size_t>(m_place[code]) + step) % members.size()];
  }
  return drawn;
}

}  // namespace ghost::model
