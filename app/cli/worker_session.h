#pragma once
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "run/conductor.h"
#include "wire/message.h"

namespace ghost::cli {

/// One conversation in JSON lines: commands come in on one file descriptor, events go out on another. Runs happen one at a time in a thread of their own, so
/// that the session keeps answering. A reader that goes away disturbs nothing: the run's events file is the truth, what is printed is a live view of it.
class WorkerSession {
 public:
  /// `stop` is the process's stop request (a signal).
  WorkerSession(int input, int output, std::vector<std::string> argv, std::stop_token stop);
  ~WorkerSession();
  WorkerSession(const WorkerSession&) = delete;
  WorkerSession& operator=(const WorkerSession&) = delete;

  /// Until bye or the end of the input, and then until what runs has ended; a stop request ends both early. True when stopped by it.
  /// Throws Error{Usage} when the other side speaks another protocol version.
  bool talk();

 private:
  bool readInput();                          ///< false at its end
  bool handle(const std::string& line);      ///< false for bye
  void obey(const wire::Command& command);
  void startRun(const wire::Command& command);
  void conductRun(run::RunRequest request, std::string backend, Json id);
  void fetch(const wire::Command& command);
  void say(const std::string& kind, Json body, const Json& id = {});   ///< a session event
  void print(const std::string& line);
  bool running();
  void waitForInput();

  int m_input, m_output, m_wake;
  std::vector<std::string> m_argv;
  std::stop_token m_stop;
  wire::LineSplitter m_lines;
  std::int64_t m_oversized = 0;
  std::mutex m_mutex;                        ///< guards what follows
  std::int64_t m_seq = 0;
  std::string m_runName;
  bool m_running = false;
  std::stop_source m_runStop;
  std::jthread m_runThread;
};

}  // namespace ghost::cli
