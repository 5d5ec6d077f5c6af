#include "model/rqvae_training.h"

#include <algorithm>
#include <numeric>
#include <set>

#include <ATen/ATen.h>

#include "base/error.h"
#include "model/dead_codes.h"
#include "model/letter_losses.h"
#include "model/optimiser.h"
#include "model/thread_count.h"

namespace ghost::model {
namespace {

OptimiserOptions optimiserOptions(const RqvaeOptions& options, std::int64_t steps) {
  OptimiserOptions o;
  o.schedule = Schedule::Linear;
  o.rate = options.rate;
  o.warmup = std::min(1.0, static_cast<double>(options.warmupEpochs) / static_cast<double>(options.epochs));
  o.steps = steps;
  o.weightDecay = options.weightDecay;
  o.clip = options.clip;
  return o;
}

class Training {
 public:
  Training(Rqvae& network, const embed::ItemVectors& vectors, const RqvaeOptions& options, Reporter& reporter, std::stop_token stop)
      : m_network(network), m_vectors(vectors), m_options(options), m_reporter(reporter), m_stop(std::move(stop)), m_rows(tensorOf(vectors)), m_batch(std::min(options.batch, vectors.rows)),
        m_optimiser(network.values(), network.values().numel(), optimiserOptions(options, options.epochs * ((vectors.rows + m_batch - 1) / m_batch))), m_order(static_cast<std::size_t>(vectors.rows)), m_dead(network.shape().levels, network.shape().codes) {
    if (m_batch < network.shape().codes)
      throw usageError("batch", std::to_string(m_batch) + " items a batch can't start " + std::to_string(network.shape().codes) + " codes a level; give a batch at least as large as codes");
    if (options.letter.alpha > 0) m_collaborative = tensorOf(options.letter.collaborative);
    std::iota(m_order.begin(), m_order.end(), 0);
  }

  RqvaeTrained run() {
    for (std::int64_t epoch = 1; epoch <= m_options.epochs; ++epoch) {
      m_reporter.progress(epoch - 1, m_options.epochs, "epochs");
      if (!playEpoch(epoch)) {
        m_result.stopped = true;
        return m_result;
      }
      if (epoch % m_options.evaluateEvery == 0 || epoch == m_options.epochs) evaluate(epoch);
    }
    m_network.values().copy_(m_best);
    m_reporter.progress(m_options.epochs, m_options.epochs, "epochs");
    return m_result;
  }

 private:
  /// False when stopped.
  bool playEpoch(std::int64_t epoch) {
    Rng order = Rng(m_options.seed).split("batches").split(static_cast<std::uint64_t>(epoch));
    order.shuffle(std::span(m_order));
    Rng drawn = Rng(m_options.seed).split("positives").split(static_cast<std::uint64_t>(epoch));
    m_clusters.clear();
    m_loss = m_reconstruction = 0;
    for (std::int64_t begin = 0; begin < m_vectors.rows; begin += m_batch) {
      if (m_stop.stop_requested()) return false;
      const std::int64_t size = std::min(m_batch, m_vectors.rows - begin);
      const at::Tensor rows = at::tensor(at::ArrayRef<std::int64_t>(m_order.data() + begin, static_cast<std::size_t>(size)));
      step(rows, epoch, drawn);
      // The first batch is a full one; the last may be too small to stand for the items.
      if (m_options.restartDead && begin == 0) m_sample = rows;
    }
    if (m_options.restartDead && 10 * epoch <= 9 * m_options.epochs) restartDead(epoch);
    return true;
  }

  void restartDead(std::int64_t epoch) {
    const at::NoGradGuard guard;
    Rng rng = Rng(m_options.seed).split("restarts").split(static_cast<std::uint64_t>(epoch));
    m_result.restarts += m_dead.restart(m_network, m_network.encode(m_rows.index_select(0, m_sample)), rng);
  }

  void step(const at::Tensor& rows, std::int64_t epoch, Rng& drawn) {
    const at::Tensor batch = m_rows.index_select(0, rows), latent = m_network.encode(batch);
    if (!m_started) m_network.startCodebooks(latent, m_options.seed, m_options.threads);
    m_started = true;
    const Quantised quantised = m_network.quantise(latent, m_options.quantise);
    if (m_options.restartDead) m_dead.count(quantised.codes);
    const at::Tensor reconstruction = at::mse_loss(m_network.decode(quantised.latent), batch);
    at::Tensor loss = reconstruction + quantised.loss;
    const LetterOptions& letter = m_options.letter;
    if (letter.alpha > 0) loss = loss + letter.alpha * collaborativeLoss(quantised.latent, m_collaborative.index_select(0, rows));
    if (letter.betaDiv > 0) loss = loss + letter.betaDiv * diversity(quantised, epoch, drawn);
    m_network.gradients().zero_();
    loss.backward();
    m_optimiser.step(m_network.gradients());
    const double share = static_cast<double>(rows.numel()) / static_cast<double>(m_vectors.rows);
    m_loss += share * loss.item<double>();
    m_reconstruction += share * reconstruction.item<double>();
  }

  at::Tensor diversity(const Quantised& quantised, std::int64_t epoch, Rng& drawn) {
    const std::int64_t levels = m_network.shape().levels;
    if (m_clusters.empty())
      for (std::int64_t level = 0; level < levels; ++level)
        m_clusters.emplace_back(m_network.book(level), m_options.letter.clusters, m_options.seed + static_cast<std::uint64_t>(epoch * levels + level), m_options.threads);
    at::Tensor sum = at::zeros({});
    for (std::int64_t level = 0; level < levels; ++level) {
      const at::Tensor assigned = quantised.codes[level].contiguous();
      sum = sum + diversityLoss(m_network.book(level), assigned, m_clusters[static_cast<std::size_t>(level)].positives(assigned, drawn));
    }
    return sum / static_cast<double>(levels);
  }

  void evaluate(std::int64_t epoch) {
    const std::int64_t collisions = collisionsOf(nearestCodes(m_network, encodeAll(m_network, m_vectors)));
    m_reporter.metric({"tokens/loss", m_loss, epoch});
    m_reporter.metric({"tokens/reconstruction", m_reconstruction, epoch});
    m_reporter.metric({"tokens/collision_rate", static_cast<double>(collisions) / static_cast<double>(m_vectors.rows), epoch});
    m_result.reconstruction = m_reconstruction;
    if (m_best.defined() && collisions >= m_result.collisions) return;
    m_best = m_network.values().clone();
    m_result.bestEpoch = epoch;
    m_result.collisions = collisions;
  }

  Rqvae& m_network;
  const embed::ItemVectors& m_vectors;
  const RqvaeOptions& m_options;
  Reporter& m_reporter;
  std::stop_token m_stop;
  at::Tensor m_rows, m_collaborative, m_best;
  std::int64_t m_batch;
  Optimiser m_optimiser;
  std::vector<std::int64_t> m_order;
  DeadCodes m_dead;
  at::Tensor m_sample;  ///< items of this epoch's first batch
  std::vector<CodeClusters> m_clusters;  ///< of this epoch, one a level; made when first needed
  bool m_started = false;
  double m_loss = 0, m_reconstruction = 0;
  RqvaeTrained m_result;
};

}  // namespace

embed::ItemVectors encodeAll(const Rqvae& network, const embed::ItemVectors& vectors) {
  const at::NoGradGuard guard;
  const OneThread alone;
  const at::Tensor rows = tensorOf(vectors);
  embed::ItemVectors latents{vectors.rows, network.shape().latent, {}};
  for (std::int64_t begin = 0; begin < vectors.rows; begin += 4096) {
    const auto part = vectorsOf(network.encode(rows.narrow(0, begin, std::min<std::int64_t>(4096, vectors.rows - begin))));
    latents.values.insert(latents.values.end(), part.values.begin(), part.values.end());
  }
  return latents;
}

std::vector<std::vector<std::int32_t>> nearestCodes(const Rqvae& network, const embed::ItemVectors& latents) {
  const at::NoGradGuard guard;
  const OneThread alone;
  const at::Tensor rows = tensorOf(latents);
  std::vector<std::vector<std::int32_t>> codes(static_cast<std::size_t>(network.shape().levels));
  for (std::int64_t begin = 0; begin < latents.rows; begin += 4096) {
    const at::Tensor found = network.quantise(rows.narrow(0, begin, std::min<std::int64_t>(4096, latents.rows - begin)), {0, {0, 0}}).codes.to(at::kInt).contiguous();
    const std::int32_t* code = found.const_data_ptr<std::int32_t>();
    for (std::size_t level = 0; level < codes.size(); ++level) codes[level].insert(codes[level].end(), code + static_cast<std::int64_t>(level) * found.size(1), code + static_cast<std::int64_t>(level + 1) * found.size(1));
  }
  return codes;
}

std::int64_t collisionsOf(const std::vector<std::vector<std::int32_t>>& codes) {
  const std::size_t rows = codes.front().size();
  std::set<std::vector<std::int32_t>> distinct;
  std::vector<std::int32_t> list(codes.size());
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t level = 0; level < codes.size(); ++level) list[level] = codes[level][row];
    distinct.insert(list);
  }
  return static_cast<std::int64_t>(rows - distinct.size());
}

RqvaeTrained trainRqvae(Rqvae& network, const embed::ItemVectors& vectors, const RqvaeOptions& options, Reporter& reporter, std::stop_token stop) {
  const OneThread alone;
  return Training(network, vectors, options, reporter, std::move(stop)).run();
}

}  // namespace ghost::model
