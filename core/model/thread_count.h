#pragma once
#include <ATen/Parallel.h>

namespace ghost::model {

/// ATen's number of threads for this thread, put back at the end.
class ThreadCount {
 public:
  explicit ThreadCount(int count) : m_before(at::get_num_threads()) { at::set_num_threads(count); }
  ~ThreadCount() { at::set_num_threads(m_before); }
  ThreadCount(const ThreadCount&) = delete;
  ThreadCount& operator=(const ThreadCount&) = delete;

 private:
  int m_before;
};

/// For what a seed has to repeat: products split over threads add in another order.
struct OneThread : ThreadCount {
  OneThread() : ThreadCount(1) {}
};

}  // namespace ghost::model
