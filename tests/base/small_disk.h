#pragma once
#include <sys/resource.h>

#include <csignal>

namespace ghost::testing_base {

/// Files of this process can't grow beyond `bytes` while it lives: what a disk does when it is full half-way through a write.
class SmallDisk {
 public:
  explicit SmallDisk(rlim_t bytes) {
    m_handler = std::signal(SIGXFSZ, SIG_IGN);
    ::getrlimit(RLIMIT_FSIZE, &m_before);
    const rlimit small{bytes, m_before.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &small);
  }
  ~SmallDisk() {
    ::setrlimit(RLIMIT_FSIZE, &m_before);
    std::signal(SIGXFSZ, m_handler);
  }

 private:
  rlimit m_before{};
  void (*m_handler)(int) = nullptr;
};

}  // namespace ghost::testing_base
