#include "model/sasrec_engine.h"

#include <algorithm>

#include <ATen/ATen.h>

#include "base/parallel.h"
#include "model/item_loss.h"
#include "model/lanes.h"
#include "model/thread_count.h"

namespace ghost::model {
namespace {

constexpr std::int64_t usersPerPiece = 256;

std::span<const data::UserId> pieceOf(std::span<const data::UserId> users, std::int64_t begin, std::int64_t end) { return users.subspan(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin)); }

}  // namespace

SasrecEngine::SasrecEngine(const Sasrec& network, const Options& options) : m_network(network), m_options(options), m_gradient(at::zeros_like(network.values())) {
  const std::int64_t lanes = laneCount(static_cast<std::int64_t>(network.values().nbytes()));
  for (std::int64_t i = 0; i < lanes; ++i) m_lanes.push_back(network.lane());
}

StepSums SasrecEngine::gradient(std::span<const sample::TokenTrees> pieces, std::uint64_t dropoutKey) {
  const std::size_t lanes = std::min(m_lanes.size(), std::max<std::size_t>(pieces.size(), 1));
  std::vector<StepSums> results(pieces.size());
  AuoOptions scores;
  scores.chunk = scoredRows(m_network.shape().items);
  parallelFor(static_cast<std::int64_t>(lanes), 1, m_options.threads, [&](std::int64_t i, std::int64_t) {
    const ThreadCount alone(1);
    const Sasrec& lane = m_lanes[static_cast<std::size_t>(i)];
    lane.gradients().zero_();
    for (std::size_t p = static_cast<std::size_t>(i); p < pieces.size(); p += lanes) {
      const HeadTerms terms = HeadTerms::of(pieces[p]);
      const at::Tensor hidden = lane.forward(pieces[p], {m_options.dropout, dropoutKey + p, terms.rows});
      const AuoLoss loss = m_options.binary ? binaryLoss(hidden, lane.itemEmbedding(), terms) : auoLoss(hidden, lane.itemEmbedding(), terms, scores);
      loss.loss.backward();
      results[p] = {loss.loss.item<double>(), loss.sums, pieces[p].rows()};
    }
  });
  m_gradient.copy_(m_lanes[0].gradients());
  for (std::size_t l = 1; l < lanes; ++l) m_gradient.add_(m_lanes[l].gradients());
  StepSums total;
  for (const StepSums& one : results) total += one;
  return total;
}

std::optional<TargetSums> SasrecEngine::targets(const sample::ItemSequences& sequences, std::span<const data::UserId> users, data::Part part, const std::stop_token& stop) const {
  const auto count = static_cast<std::int64_t>(users.size());
  std::vector<TargetSums> sums(static_cast<std::size_t>((count + usersPerPiece - 1) / usersPerPiece));
  parallelFor(count, usersPerPiece, m_options.threads, [&](std::int64_t begin, std::int64_t end) {
    if (stop.stop_requested()) return;
    const ThreadCount alone(1);
    const c10::NoGradGuard noGradients;
    const sample::TokenTrees histories = sequences.histories(pieceOf(users, begin, end), part);
    const HeadTerms terms = HeadTerms::of(histories);
    sums[static_cast<std::size_t>(begin / usersPerPiece)] = targetSums(m_network.forward(histories, {0, 0, terms.rows}), m_network.itemEmbedding(), terms);
  });
  if (stop.stop_requested()) return std::nullopt;
  TargetSums total;
  for (const TargetSums& one : sums) total += one;
  return total;
}

}  // namespace ghost::model
