#pragma once
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "base/file_ops.h"
#include "base/reporter.h"
#include "run/process_identity.h"
#include "run/run_folder.h"

namespace ghost::run {

/// Turns a stage's reports into events of one attempt: each is appended to the run's events file, then handed to `onEvent`, then shown in status.json.
/// Notes go to log.txt as well. Progress is thinned to five a second and gets a rate (over the last thirty seconds) and the time left; status.json is rewritten at most every two seconds
/// and at least every five, so that a reader sees a living run even in a stage that reports nothing. Thread-safe; events keep their order.
class EventReporter final : public Reporter {
 public:
  using OnEvent = std::function<void(const wire::Event&)>;
  /// `accepted` is the body of the attempt's first event; attempt and resumes_after_step must be in it.
  EventReporter(const RunFolder& run, int attempt, const Json& accepted, OnEvent onEvent);
  ~EventReporter() override;

  void stage(std::string_view id) override { stage(id, false); }
  /// A stage whose product was there already.
  void stage(std::string_view id, bool skipped);
  void progress(std::int64_t done, std::int64_t total, std::string_view unit) override;
  void metric(const Metric& metric) override;
  void probe(const Probe& probe) override;
  void artifact(std::string_view kind, std::string_view path, std::string_view hash) override;
  void note(std::string_view level, std::string_view text) override;
  /// The attempt's last event; whoever hears it finds the state recorded. Records the state even when the event can't be written any more (full disk), as far as the disk allows.
  void ended(State state, const OrderedJson& body);

 private:
  struct Mark { double at; std::int64_t done; };
  wire::Event append(std::string kind, Json body);  ///< to the file; m_mutex held
  void emit(std::string kind, Json body);       ///< append, then tell; m_mutex held
  void writeStatus();                           ///< m_mutex held
  void beat(std::stop_token stop);

  RunFolder m_run;
  std::string m_name;
  OnEvent m_onEvent;
  std::mutex m_mutex;
  std::condition_variable_any m_wake;
  LineAppender m_file, m_log;                   ///< log.txt: notes and the last sentence, for a person
  std::int64_t m_seq = 0;
  std::deque<Mark> m_marks;                     ///< progress of this stage, the last thirty seconds
  Mark m_start{0, 0};                           ///< first progress of this count
  double m_lastProgress = -1e9, m_lastStatus = -1e9;
  OrderedJson m_status;
  std::jthread m_heart;                         ///< last member: it must end before what it uses
};

}  // namespace ghost::run
