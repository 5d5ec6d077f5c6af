#include "signals.h"

#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include <atomic>

namespace ghost::cli {
namespace {

std::atomic<int> firstSignal{0};
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
  for (;;) {
    int signal = 0;
    if (sigwait(&set, &signal) != 0 || signal == wakeUp) return;
    if (firstSignal != 0) ::_exit(128 + signal);
    firstSignal = signal;
    m_stop.request_stop();
  }
}

}  // namespace ghost::cli
