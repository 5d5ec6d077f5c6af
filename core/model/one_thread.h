#pragma once
#include <ATen/Parallel.h>

namespace ghost::model {

/// Tensor operations keep to one thread while this lives: products split over threads add in another order, and a seed has to give the same numbers.
struct OneThread {
  int before = at::get_num_threads();
  OneThread() { at::set_num_threads(1); }
  ~OneThread() { at::set_num_threads(before); }
  OneThread(const OneThread&) = delete;
  OneThread& operator=(const OneThread&) = delete;
};

}  // namespace ghost::model
