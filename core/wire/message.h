#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/json_file.h"

namespace ghost::wire {

/// Protocol version; readers end the link on another major number.
inline constexpr int version = 1;
/// Longest line either side accepts, newline not counted.
inline constexpr std::size_t maxLineBytes = 1u << 20;

/// One line from worker to desktop, and one line of events.<attempt>.jsonl. `body` holds the kind's own keys.
/// Unknown kinds and keys are kept and ignored by readers. Kinds and their keys:
///   ready {program, version, host, pid, backends[]}  session start
///   accepted {attempt, resumes_after_step, recipe, dataset, backend, threads}   first line of an events file
///   stage {stage, skipped}                           what follows belongs to it
///   progress {done, total, unit, rate, eta}          total 0 = unknown; rate in units/s, eta in seconds, both null while unknown
///   metric {name, value, step, group}                value null where it is no finite number
///   probe {name, step, labels[], values[]}
///   artifact {artifact, path, hash}                  artifact is what it is (tokens, checkpoint, lists, metrics); path from the run folder where it lies there
///   note {level, text}    pong {}    described {description}    fetched {file, offset, size, data}
///   ended {outcome: done|stopped|failed, error, where, exit_code}
struct Event {
  std::string run;         ///< run folder name; empty for session events
  std::int64_t seq = 0;    ///< +1 per event of a run attempt
  std::string at;          ///< isoNow()
  std::string kind;
  Json body = Json::object();
};
/// One line, no newline: {"v":1,"run":...,"seq":...,"at":...,"kind":...,<body>}.
std::string format(const Event& event);

/// One line from desktop to worker. Each may hold "id", any text; session events that answer it repeat it. Kinds and their keys:
///   run {project, recipe, values{}, resume, train_only, backend}   project is a folder on the worker's machine; resume a run's name, then no recipe or values
///   stop {run}    checkpoint and stop; without run whatever runs
///   ping {}    describe {}    bye {}                              after bye, or at the end of its input, a worker finishes what runs and ends
///   fetch {run, file, offset}                                     a piece of a file of a run folder: fetched {file, offset, size, data}, data in base64
struct Command {
  std::string kind;
  Json body = Json::object();
};
std::string format(const Command& command);

/// Lines are at most 1 MB, depth 32. Throws Error{Data} for what is no message (a reader notes it and goes on), Error{Usage} for another major version,
/// saying which versions talk to each other (a reader ends the link).
Event parseEvent(std::string_view line);
Command parseCommand(std::string_view line);

/// Splits a byte stream into lines whatever the chunks are; a line over 1 MB is dropped and counted.
class LineSplitter {
 public:
  /// Take all lines with next() before feeding again, else a long line is noticed late.
  void feed(std::string_view bytes);
  /// Next whole line, or nothing.
  std::optional<std::string> next();
  std::int64_t oversized() const { return m_oversized; }

 private:
  std::string m_buffer;
  std::size_t m_begin = 0;    ///< first byte not handed out yet
  std::size_t m_scanned = 0;  ///< bytes before it hold no newline after m_begin
  bool m_skipping = false;
  std::int64_t m_oversized = 0;
};

}  // namespace ghost::wire
