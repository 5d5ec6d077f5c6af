#include "model/optimiser.h"

#include <cmath>
#include <numbers>

#include <ATen/Dispatch.h>
#include <ATen/Parallel.h>

#include "base/error.h"
#include "model/kernels.h"

namespace ghost::model {
namespace {

constexpr std::int64_t grain = 1 << 16;  // a multiple of every vector length, so pieces are computed alike however they fall on threads

double gradientNorm(const at::Tensor& gradient) {
  const std::int64_t n = gradient.numel(), pieces = (n + grain - 1) / grain;
  std::vector<double> squares(static_cast<std::size_t>(pieces));
  AT_DISPATCH_FLOATING_TYPES(gradient.scalar_type(), "gradientNorm", [&] {
    const scalar_t* g = gradient.data_ptr<scalar_t>();
    at::parallel_for(0, pieces, 1, [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t i = begin; i < end; ++i) squares[static_cast<std::size_t>(i)] = kernels<scalar_t>().sumOfSquares(g + i * grain, std::min(grain, n - i * grain));
    });
  });
  double total = 0;
  for (const double s : squares) total += s;
  return std::sqrt(total);
}

}  // namespace

double learningRate(const OptimiserOptions& o, std::int64_t step) {
  const double warm = std::floor(o.warmup * static_cast<double>(o.steps));
  const double at = static_cast<double>(step);
  if (at < warm) return o.rate * (at + 1) / warm;
  const double progress = std::min(1.0, (at - warm) / std::max(1.0, static_cast<double>(o.steps) - warm));
  const double left = o.schedule == Schedule::Linear ? 1 - progress : 0.5 * (1 + std::cos(std::numbers::pi * progress));
  return o.lowestRate + (o.rate - o.lowestRate) * left;
}

Optimiser::Optimiser(const Decoder& decoder, const OptimiserOptions& options) : Optimiser(decoder.values(), decoder.decayed(), options) {}

Optimiser::Optimiser(at::Tensor values, std::int64_t decayed, const OptimiserOptions& options)
    : m_options(options), m_values(std::move(values)), m_first(at::zeros_like(m_values)), m_second(at::zeros_like(m_values)), m_decayed(decayed) {}

double Optimiser::step(const at::Tensor& gradient) {
  const double size = gradientNorm(gradient);
  if (!std::isfinite(size))
    throw dataError("training", "the gradient at step " + std::to_string(m_steps + 1) + " isn't finite; lower lr or set clip, and resume from the last checkpoint");
  const double rate = learningRate(m_options, m_steps);
  ++m_steps;
  const double scale = m_options.clip > 0 && size > m_options.clip ? m_options.clip / size : 1.0;
  const std::int64_t n = m_values.numel();
  AT_DISPATCH_FLOATING_TYPES(m_values.scalar_type(), "adamW", [&] {
    AdamW<scalar_t> a;
    a.value = m_values.data_ptr<scalar_t>();
    a.gradient = gradient.data_ptr<scalar_t>();
    a.first = m_first.data_ptr<scalar_t>();
    a.second = m_second.data_ptr<scalar_t>();
    a.rate = rate;
    a.beta1 = m_options.beta1;
    a.beta2 = m_options.beta2;
    a.epsilon = m_options.epsilon;
    a.gradientScale = scale;
    a.correction1 = 1 - std::pow(a.beta1, static_cast<double>(m_steps));
    a.correction2 = 1 - std::pow(a.beta2, static_cast<double>(m_steps));
    auto over = [&](std::int64_t from, std::int64_t to, double decay) {
      at::parallel_for(0, (to - from + grain - 1) / grain, 1, [&](std::int64_t begin, std::int64_t end) {
        AdamW<scalar_t> part = a;
        part.weightDecay = decay;
        part.begin = from + begin * grain;
        part.end = std::min(to, from + end * grain);
        kernels<scalar_t>().adamW(part);
      });
    };
    over(0, m_decayed, m_options.weightDecay);
    over(m_decayed, n, m_options.decayNorms ? m_options.weightDecay : 0);
  });
  return size;
}

void Optimiser::restore(const at::Tensor& first, const at::Tensor& second, std::int64_t steps) {
  m_first.copy_(first);
  m_second.copy_(second);
  m_steps = steps;
}

}  // namespace ghost::model
