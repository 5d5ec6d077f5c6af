#include "model/step_engine.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>

#include <ATen/Dispatch.h>

#include "model/kernels.h"
#include "model/lanes.h"
#include "model/thread_count.h"

namespace ghost::model {
/// Threads that stay for the life of the engine; the caller's thread works along.
struct StepEngine::Workers {
  explicit Workers(int threads) {
    for (int i = 1; i < threads; ++i) m_threads.emplace_back([this](std::stop_token stop) { wait(stop); });
  }
  ~Workers() {
    for (auto& thread : m_threads) thread.request_stop();
    m_wake.notify_all();
  }
  /// body(i) for i in [0, count), each once; the first exception is thrown again.
  void run(std::int64_t count, const std::function<void(std::int64_t)>& body) {
    {
      const std::lock_guard lock(m_mutex);
      m_body = &body;
      m_count = count;
      m_next = 0;
      m_busy = static_cast<int>(m_threads.size());
      m_failure = nullptr;
      ++m_round;
    }
    m_wake.notify_all();
    work();
    std::unique_lock lock(m_mutex);
    m_done.wait(lock, [this] { return m_busy == 0; });
    if (m_failure) std::rethrow_exception(m_failure);
  }

 private:
  void wait(const std::stop_token& stop) {
    at::set_num_threads(1);
    std::uint64_t seen = 0;
    for (;;) {
      {
        std::unique_lock lock(m_mutex);
        m_wake.wait(lock, stop, [&] { return m_round != seen; });
        if (stop.stop_requested()) return;
        seen = m_round;
      }
      work();
      const std::lock_guard lock(m_mutex);
      if (--m_busy == 0) m_done.notify_all();
    }
  }
  void work() {
    for (std::int64_t i = m_next++; i < m_count; i = m_next++) {
      try {
        (*m_body)(i);
      } catch (...) {
        const std::lock_guard lock(m_mutex);
        if (!m_failure) m_failure = std::current_exception();
      }
    }
  }
  std::mutex m_mutex;
  std::condition_variable_any m_wake, m_done;
  const std::function<void(std::int64_t)>* m_body = nullptr;
  std::int64_t m_count = 0;
  std::atomic<std::int64_t> m_next{0};
  int m_busy = 0;
  std::uint64_t m_round = 0;
  std::exception_ptr m_failure;
  std::vector<std::jthread> m_threads;  // last: joined before the rest is gone
};

StepEngine::StepEngine(const Decoder& decoder, const Options& options) : m_decoder(decoder), m_options(options) {
  const std::int64_t lanes = decoder.values().is_cpu() ? laneCount(static_cast<std::int64_t>(decoder.values().nbytes())) : 1;
  for (std::int64_t i = 0; i < lanes; ++i) m_lanes.push_back(decoder.lane());
  m_gradient = lanes == 1 ? m_lanes[0].gradients() : at::zeros_like(decoder.values());
  m_workers = std::make_unique<Workers>(lanes > 1 ? options.threads : 1);
}

StepEngine::~StepEngine() = default;

std::int64_t StepEngine::rowLimit(std::int64_t maxRows) const { return m_lanes.size() > 1 ? std::min(maxRows, m_options.pieceRows) : maxRows; }

StepSums StepEngine::gradient(std::span<const sample::TokenTrees> pieces, std::uint64_t dropoutKey, const Observer& observe) {
  const auto lanes = std::min(m_lanes.size(), std::max<std::size_t>(pieces.size(), 1));
  const ThreadCount threads(m_lanes.size() > 1 ? 1 : m_options.threads);
  std::vector<StepSums> results(pieces.size());
  m_workers->run(static_cast<std::int64_t>(lanes), [&](std::int64_t i) {
    const Decoder& lane = m_lanes[static_cast<std::size_t>(i)];
    lane.gradients().zero_();
    for (std::size_t p = static_cast<std::size_t>(i); p < pieces.size(); p += lanes) {
      const HeadTerms terms = HeadTerms::of(pieces[p]);
      if (terms.rows.empty()) continue;
      const Decoder::Pass pass{m_options.dropout, dropoutKey + p, m_options.loss.reference, terms.rows};
      const at::Tensor hidden = lane.forward(pieces[p], pass);
      const AuoLoss loss = auoLoss(hidden, lane.head(), terms, m_options.loss);
      loss.loss.backward();
      results[p] = {loss.loss.item<double>(), loss.sums, pieces[p].rows()};
      if (observe) observe(p, hidden.detach(), terms);
    }
  });
  if (m_lanes.size() > 1) {
    AT_DISPATCH_FLOATING_TYPES(m_gradient.scalar_type(), "sumLanes", [&] {
      constexpr std::int64_t grain = 1 << 15;
      const std::int64_t n = m_gradient.numel();
      m_workers->run((n + grain - 1) / grain, [&](std::int64_t i) {
        scalar_t* sum = m_gradient.data_ptr<scalar_t>() + i * grain;
        const std::int64_t count = std::min(grain, n - i * grain);
        std::copy_n(m_lanes[0].gradients().data_ptr<scalar_t>() + i * grain, count, sum);
        for (std::size_t l = 1; l < lanes; ++l) kernels<scalar_t>().addTo(sum, m_lanes[l].gradients().data_ptr<scalar_t>() + i * grain, count);
      });
    });
  }
  StepSums total;
  for (const StepSums& one : results) total += one;
  return total;
}

std::optional<LossSums> StepEngine::losses(std::int64_t count, const std::function<sample::TokenTrees(std::int64_t)>& make, const std::stop_token& stop) {
  const ThreadCount threads(m_lanes.size() > 1 ? 1 : m_options.threads);
  std::vector<LossSums> sums(static_cast<std::size_t>(count));
  m_workers->run(count, [&](std::int64_t i) {
    if (stop.stop_requested()) return;
    const c10::NoGradGuard noGradients;
    const sample::TokenTrees trees = make(i);
    const HeadTerms terms = HeadTerms::of(trees);
    if (terms.rows.empty()) return;
    const at::Tensor hidden = m_decoder.forward(trees, {0, 0, m_options.loss.reference, terms.rows});
    sums[static_cast<std::size_t>(i)] = auoLoss(hidden, m_decoder.head(), terms, m_options.loss).sums;
  });
  if (stop.stop_requested()) return std::nullopt;
  LossSums total;
  for (const LossSums& one : sums) total += one;
  return total;
}

}  // namespace ghost::model
