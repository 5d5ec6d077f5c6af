#include "base/parallel.h"

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace ghost {

int defaultThreads() {
  if (const char* text = std::getenv("GHOST_THREADS")) {
    const int wanted = std::atoi(text);
    if (wanted >= 1 && wanted <= 1024) return wanted;
  }
  return std::max(1u, std::thread::hardware_concurrency());
}

void parallelFor(std::int64_t n, std::int64_t grain, int threads, const std::function<void(std::int64_t, std::int64_t)>& body) {
  grain = std::max<std::int64_t>(1, grain);
  const std::int64_t pieces = (n + grain - 1) / grain;
  if (pieces <= 0) return;
  std::atomic<std::int64_t> cursor{0};
  std::exception_ptr failure;
  std::mutex failureMutex;
  auto work = [&] {
    for (std::int64_t piece = cursor++; piece < pieces; piece = cursor++) {
      try {
        body(piece * grain, std::min(n, (piece + 1) * grain));
      } catch (...) {
        const std::lock_guard lock(failureMutex);
        if (!failure) failure = std::current_exception();
        cursor = pieces;
      }
    }
  };
  const auto helpers = std::min<std::int64_t>(std::max(1, threads), pieces) - 1;
  {
    std::vector<std::jthread> pool;
    for (std::int64_t i = 0; i < helpers; ++i) pool.emplace_back(work);
    work();
  }
  if (failure) std::rethrow_exception(failure);
}

}  // namespace ghost
