#pragma once
#include <cstdint>
#include <functional>

namespace ghost {

/// Number of worker threads torch-free code uses: GHOST_THREADS if set and valid, else the machine's count.
int defaultThreads();

/// Calls body(begin, end) on contiguous pieces of [0, n) on up to `threads` threads and waits; the first exception is rethrown.
/// Pieces depend on n and `grain` only, never on the number of threads, so that sums made per piece are the same everywhere.
void parallelFor(std::int64_t n, std::int64_t grain, int threads, const std::function<void(std::int64_t begin, std::int64_t end)>& body);

}  // namespace ghost
