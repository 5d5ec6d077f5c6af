#include "model/matrix_rate.h"

#include <algorithm>

#include <ATen/ATen.h>

#include "base/clock.h"
#include "model/thread_count.h"

namespace ghost::model {

double measuredRate(std::int64_t width) {
  const ThreadCount alone(1);
  const at::Tensor a = at::ones({512, width}), b = at::ones({width, width});
  at::Tensor c = at::mm(a, b);
  double best = 1e9;
  for (int i = 0; i < 5; ++i) {
    const double started = monotonicSeconds();
    at::mm_out(c, a, b);
    best = std::min(best, monotonicSeconds() - started);
  }
  return 2.0 * 512 * static_cast<double>(width * width) / std::max(best, 1e-7);
}

}  // namespace ghost::model
