#include "model/learned_reduction.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>

#include <ATen/ATen.h>
#include <fmt/format.h>

#include "base/error.h"
#include "model/autoencoder.h"
#include "model/optimiser.h"
#include "model/rqvae.h"
#include "model/thread_count.h"

namespace ghost::model {
namespace {

constexpr std::int64_t batchRows = 1024;

at::Tensor tensorOf(const embed::ItemVectors& vectors) {
  return at::from_blob(const_cast<float*>(vectors.values.data()), {vectors.rows, vectors.dim}, at::kFloat);  // only read
}

std::vector<float> floatsOf(const at::Tensor& tensor) {
  const at::Tensor plain = tensor.detach().contiguous();
  return {plain.const_data_ptr<float>(), plain.const_data_ptr<float>() + plain.numel()};
}

OptimiserOptions optimiserOptions(std::int64_t steps) {
  OptimiserOptions options;
  options.schedule = Schedule::Linear;
  options.rate = 2e-3;
  options.warmup = 0.1;
  options.steps = steps;
  options.weightDecay = 0;
  return options;
}

/// Trains on centred, scaled rows; false when stopped.
bool train(const Autoencoder& network, const FlatParameters& parameters, const at::Tensor& rows, const sid::TokenizerInput& input, const ParamValues& values) {
  const std::int64_t items = rows.size(0), batch = std::min(batchRows, items), epochs = values.integer("reduce_epochs");
  Optimiser optimiser(parameters.values(), parameters.values().numel(), optimiserOptions(epochs * ((items + batch - 1) / batch)));
  std::vector<std::int64_t> order(static_cast<std::size_t>(items));
  std::iota(order.begin(), order.end(), 0);
  const Rng batches = Rng(static_cast<std::uint64_t>(values.integer("seed"))).split("reduction batches");
  double error = 0;
  for (std::int64_t epoch = 1; epoch <= epochs; ++epoch) {
    input.reporter.progress(epoch - 1, epochs, "epochs");
    Rng drawn = batches.split(static_cast<std::uint64_t>(epoch));
    drawn.shuffle(std::span(order));
    error = 0;
    for (std::int64_t begin = 0; begin < items; begin += batch) {
      if (input.stop.stop_requested()) return false;
      const std::int64_t size = std::min(batch, items - begin);
      const at::Tensor part = rows.index_select(0, at::tensor(at::ArrayRef<std::int64_t>(order.data() + begin, static_cast<std::size_t>(size))));
      const at::Tensor loss = at::mse_loss(network.decode(network.encode(part)), part);
      parameters.gradients().zero_();
      loss.backward();
      optimiser.step(parameters.gradients());
      error += loss.item<double>() * static_cast<double>(size) / static_cast<double>(items);
    }
    input.reporter.metric({"tokens/reconstruction", error, epoch});
  }
  input.reporter.progress(epochs, epochs, "epochs");
  return true;
}

embed::Projection recorded(const Autoencoder& network, const at::Tensor& mean, double factor, bool relu) {
  embed::Projection projection{floatsOf(mean), static_cast<float>(factor), relu, {}};
  for (const auto& layer : network.encoder()) projection.layers.push_back({layer.weight.size(0), layer.weight.size(1), floatsOf(layer.weight), floatsOf(layer.bias)});
  return projection;
}

}  // namespace

sid::Reduced reducedByLayers(const embed::ItemVectors& vectors, const sid::TokenizerInput& input, const ParamValues& values) {
  const std::int64_t latent = values.integer("reduce_dim");
  if (latent >= vectors.dim) throw usageError(fmt::format("reduce_dim={}", latent), fmt::format("the vectors have {} dimensions; give fewer than that", vectors.dim));
  const OneThread alone;
  const at::Tensor given = tensorOf(vectors), mean = given.mean({0});
  at::Tensor rows = given - mean;
  const double spread = std::sqrt(rows.square().mean().item<double>()), factor = spread > 0 ? 1 / spread : 1;
  rows.mul_(factor);
  std::vector<std::int64_t> widths{vectors.dim};
  for (const std::int64_t width : usualWidths(vectors.dim, latent)) widths.push_back(width);
  widths.push_back(latent);
  const bool relu = values.text("reduce") == "mlp";
  if (relu && widths.size() == 2) input.reporter.note("warning", fmt::format("no layer lies between {} and {} dimensions, so mlp is the same as linear here", vectors.dim, latent));
  FlatParameters parameters(Autoencoder::parameterCount(widths));
  Rng rng = Rng(static_cast<std::uint64_t>(values.integer("seed"))).split("reduction weights");
  const Autoencoder network(widths, relu, parameters, rng);
  if (!train(network, parameters, rows, input, values)) return {};
  const at::NoGradGuard guard;
  sid::Reduced reduced{{vectors.rows, latent, {}}, recorded(network, mean, factor, relu), {}};
  double lost = 0, all = 0;
  for (std::int64_t begin = 0; begin < vectors.rows; begin += 4096) {
    const at::Tensor part = rows.narrow(0, begin, std::min<std::int64_t>(4096, vectors.rows - begin)), latents = network.encode(part);
    const auto plain = vectorsOf(latents);
    reduced.vectors.values.insert(reduced.vectors.values.end(), plain.values.begin(), plain.values.end());
    lost += (network.decode(latents) - part).to(at::kDouble).square().sum().item<double>();
    all += part.to(at::kDouble).square().sum().item<double>();
  }
  reduced.report = {{"method", values.text("reduce")}, {"from", vectors.dim}, {"to", latent}, {"explained", all > 0 ? 1 - lost / all : 1}};
  if (all > 0 && lost > all / 2) input.reporter.note("warning", fmt::format("the layers keep only {:.0f} % of the variance; more reduce_epochs, or reduce=pca, may keep more", 100 * std::max(0.0, 1 - lost / all)));
  return reduced;
}

}  // namespace ghost::model
