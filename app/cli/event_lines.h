#pragma once
#include <deque>
#include <mutex>
#include <string>
#include <string_view>

#include "base/reporter.h"
#include "console.h"

namespace ghost::cli {

/// A verb's reports as events of the worker protocol (wire::Event), one line of stdout each, for programs that show them: stages, notes, and progress at
/// most five times a second with rate and remaining time. Thread-safe. The console must outlive it.
class EventLines final : public Reporter {
 public:
  explicit EventLines(Console& console) : m_console(console) {}

  void stage(std::string_view id) override;
  void progress(std::int64_t done, std::int64_t total, std::string_view unit) override;
  void note(std::string_view level, std::string_view text) override;

 private:
  struct Mark { double at; std::int64_t done; };
  void say(const std::string& kind, Json body);  ///< m_mutex held

  Console& m_console;
  std::mutex m_mutex;
  std::int64_t m_seq = 0;
  std::deque<Mark> m_marks;   ///< progress of this stage, the last thirty seconds
  double m_last = -1e9;
};

}  // namespace ghost::cli
