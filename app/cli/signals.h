#pragma once
#include <stop_token>
#include <thread>

namespace ghost::cli {

/// SIGINT and SIGTERM as a stop request; a second one half a second later or more ends the process at once. Make it first thing in main, before any other thread:
/// it blocks both signals for the threads that follow and waits for them in its own. SIGPIPE and SIGXFSZ are ignored, so that a closed pipe or a
/// file-size limit comes back as an error of the write.
class StopSignals {
 public:
  StopSignals();
  ~StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

  std::stop_token token() const { return m_stop.get_token(); }
  /// SIGINT or SIGTERM once one arrived, else 0.
  int received() const;

 private:
  void wait();
  std::stop_source m_stop;
  std::thread m_thread;
};

}  // namespace ghost::cli
