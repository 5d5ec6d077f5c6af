#pragma once
#include <deque>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_file.h"
#include "base/reporter.h"
#include "wire/message.h"

namespace ghost::cli {

/// What a person or script sees of a verb: results on stdout, progress and notes on stderr. On a terminal progress is one bar that is redrawn, elsewhere
/// a plain line every few seconds. Thread-safe. With --json the human text is left out; with --quiet progress and notes too.
class Console final : public Reporter {
 public:
  struct Options { bool json = false, quiet = false; };
  explicit Console(Options options);
  ~Console() override;

  bool json() const { return m_options.json; }
  /// One line of the human result.
  void say(std::string_view line);
  /// One line of a result that programs read line by line; printed with --json and --quiet as well.
  void dataLine(std::string_view line);
  /// The JSON result, last line of stdout; nothing without --json. Warnings that were noted stand in its "warnings", behind those that it has itself.
  void result(const OrderedJson& json);

  void stage(std::string_view id) override;
  void progress(std::int64_t done, std::int64_t total, std::string_view unit) override;
  void note(std::string_view level, std::string_view text) override;
  /// Shows an event of a run the same way; rate and remaining time are the event's.
  void event(const wire::Event& event);

 private:
  struct Progress { std::int64_t done = 0, total = 0; std::string unit; double rate = 0, eta = 0; };
  struct Mark { double at; std::int64_t done; };
  void draw(const Progress& progress);   ///< m_mutex held
  void line(const std::string& text);    ///< to stderr, over a bar if there is one; m_mutex held
  void clearBar();                       ///< m_mutex held

  Options m_options;
  bool m_terminal;
  std::mutex m_mutex;
  std::string m_stage, m_loss;
  std::deque<Mark> m_marks;
  std::vector<std::string> m_warnings;   ///< noted, each once
  double m_lastDrawn = -1e9;
  bool m_barShown = false;
};

/// "3 h 05 min", "4 min 20 s", "12 s".
std::string durationText(double seconds);

}  // namespace ghost::cli
