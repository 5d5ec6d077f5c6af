#pragma once
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/json_file.h"
#include "wire/message.h"

namespace ghost::run {

/// One list everywhere.
enum class State { Queued, Running, LinkLost, Unknown, Stopped, Failed, Finished };
std::string_view stateName(State state);   ///< "queued", "running", "link lost", "unknown", "stopped", "failed", "finished"
State stateOf(std::string_view name);

/// runs/<yyyymmdd-hhmmss>-<dataset>-<recipe>-<4 hex>/ (architecture.md 5): manifest.json, config.toml, status.json, events.<attempt>.jsonl, log.txt,
/// metrics.json, lists/, trace/, tokens/, checkpoints/step-N/. The folder is the truth; nothing else is.
class RunFolder {
 public:
  /// Fills the folder of a run to be made: where its files are to be written, and the name it will bear.
  using Fill = std::function<void(const RunFolder& draft, const std::string& name)>;
  /// A new queued run, whole or not at all. Throws Error{Resource}, and what `fill` throws; nothing is left then.
  static RunFolder create(const std::filesystem::path& runs, const std::string& dataSet, const std::string& recipe, const Fill& fill = {});
  /// Throws Error{Data} when it is no run folder.
  static RunFolder open(const std::filesystem::path& folder);
  /// All run folders below `runs`, newest first; others are ignored. Throws Error{Data} where the folder is there and can't be listed.
  static std::vector<RunFolder> list(const std::filesystem::path& runs);

  const std::filesystem::path& path() const { return m_path; }
  std::string name() const { return m_path.filename().string(); }
  std::filesystem::path tokens() const { return m_path / "tokens"; }
  std::filesystem::path checkpoints() const { return m_path / "checkpoints"; }
  std::filesystem::path lists(std::string_view part = "test") const { return m_path / "lists" / (std::string(part) + ".jsonl.zst"); }
  std::filesystem::path eventsFile(int attempt) const { return m_path / ("events." + std::to_string(attempt) + ".jsonl"); }
  int attempts() const;  ///< number of events files

  OrderedJson manifest() const;                       ///< empty object if absent
  void writeManifest(const OrderedJson& manifest) const;
  OrderedJson metrics() const;                        ///< empty object if absent
  void writeMetrics(const OrderedJson& metrics) const;
  /// {state, stage, done, total, rate, eta, at, pid, pid_started, error}; atomic.
  OrderedJson status() const;
  void writeStatus(const OrderedJson& status) const;
  /// Recorded state. A "running" or "queued" whose process is gone on this machine reads as what its last event says (done, stopped, failed), else Unknown;
  /// one recorded on another machine stays what it is.
  State state() const;

 private:
  explicit RunFolder(std::filesystem::path path) : m_path(std::move(path)) {}
  std::filesystem::path m_path;
};

/// The events of a run as one story: all attempts in order, older attempts' events above the step a later attempt resumed at dropped (all of them when it
/// began anew). A line without its newline is still being written and left out.
/// Damaged lines are skipped and counted.
struct EventLog {
  std::vector<wire::Event> events;
  std::int64_t damagedLines = 0;
};
EventLog readEvents(const RunFolder& run);

}  // namespace ghost::run
