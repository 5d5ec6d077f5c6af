#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/json_file.h"
#include "run/run_folder.h"

namespace ghost::store {

/// One run as tables show it. Times are ISO text as the run wrote them; numbers the run never said are 0.
struct RunRow {
  std::string name;
  run::State state = run::State::Unknown;
  std::string recipe, dataSet, profile;
  std::int64_t seed = 0;
  std::string stage;                       ///< of the running attempt
  double done = 0, total = 0, rate = 0, eta = 0;
  /// Its process is gone on this machine without a last word (state Unknown): killed, or the machine went down. As run::RunCondition says it.
  bool interrupted = false;
  std::int64_t checkpoint = -1;            ///< step of the newest checkpoint it told of, -1 = none
  std::string error;                       ///< one sentence when failed
  std::string startedAt, changedAt;        ///< first and last event
  int attempts = 0;
  std::int64_t damagedLines = 0;
  OrderedJson manifest = OrderedJson::object();
  OrderedJson metrics = OrderedJson::object();
};

struct Curve {
  std::string name, group;
  std::vector<std::int64_t> step;
  std::vector<double> value;               ///< NaN where the run said null
};
struct ProbeRow {
  std::string name;
  std::int64_t step = 0;
  std::vector<std::string> labels;
  std::vector<double> values;
};
struct NoteRow {
  std::string level, text, at;
};

/// SQLite index over run folders: what the window asks often, answered without opening a folder. The folders are the truth; the file can be deleted at any
/// time and is rebuilt by refresh(). Rows of a run equal run::readEvents(): rows of older attempts above the point a later one resumed at are dropped, and
/// (attempt, byte offset) is stored with the rows, so an event is never counted twice. One connection, one thread; several processes may share the file.
class RunIndex {
 public:
  /// Creates or opens. A file that is damaged or has another schema is set aside as <name>.damaged and begun anew. Throws Error{Data} for a database of another
  /// program and for one made by a newer version, Error{Resource} when it can't be written. An empty path keeps the index in memory.
  explicit RunIndex(const std::filesystem::path& file);
  ~RunIndex();
  RunIndex(RunIndex&&) noexcept;
  RunIndex& operator=(RunIndex&&) noexcept;

  struct Changes {
    std::vector<std::string> runs;         ///< new or changed
    std::vector<std::string> removed;
    bool empty() const { return runs.empty() && removed.empty(); }
  };
  /// Reads what is new below `runs` (a project's runs folder): new bytes of events files, changed status, metrics and manifest. Costs a few stat calls a run
  /// where nothing changed. A damaged run becomes a row with the sentence in `error`, never an exception.
  Changes refresh(const std::filesystem::path& runs);

  std::vector<RunRow> runs() const;        ///< newest first
  std::optional<RunRow> run(const std::string& name) const;
  /// All curves of a run, by name, then group.
  std::vector<Curve> curves(const std::string& run) const;
  std::vector<ProbeRow> probes(const std::string& run, const std::string& name) const;
  std::vector<NoteRow> notes(const std::string& run) const;
  /// Stage ids in the order they began.
  std::vector<std::string> stages(const std::string& run) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> m_impl;
};

}  // namespace ghost::store
