#include "signals.h"

#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include <atomic>

#include "base/clock.h"

namespace ghost::cli {
namespace {

std::atomic<int> firstSignal{0};
// `timeout` and job schedulers signal the process and then its group: two signals at once are one wish, and the checkpoint must not be lost to them.
constexpr double sameWish = 0.5;  // seconds
constexpr int wakeUp = SIGUSR2;  // ends the waiting thread

sigset_t watched() {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : {SIGINT, SIGTERM, wakeUp}) sigaddset(&set, signal);
  return set;
}

}  // namespace

StopSignals::StopSignals() {
  ::signal(SIGPIPE, SIG_IGN);
  ::signal(SIGXFSZ, SIG_IGN);
  const sigset_t set = watched();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  m_thread = std::thread([this] { wait(); });
}

StopSignals::~StopSignals() {
  pthread_kill(m_thread.native_handle(), wakeUp);
  m_thread.join();
}

int StopSignals::received() const { return firstSignal; }

void StopSignals::wait() {
  const sigset_t set = watched();
  double first = 0;
  for (;;) {
    int signal = 0;
    if (sigwait(&set, &signal) != 0 || signal == wakeUp) return;
    const double now = monotonicSeconds();
    if (firstSignal != 0 && now - first < sameWish) continue;
    if (firstSignal != 0) ::_exit(128 + signal);
    firstSignal = signal;
    first = now;
    m_stop.request_stop();
  }
}

}  // namespace ghost::cli
