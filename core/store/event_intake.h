#pragma once
#include <map>
#include <string>
#include <utility>

#include "run/run_folder.h"
#include "store/database.h"

namespace ghost::store {

/// Reads the new part of a run's events files into the index, inside the caller's transaction. Whole lines only: a line still being written is left for
/// the next time, so the stored offset always stands behind a newline.
class EventIntake {
 public:
  explicit EventIntake(Database& database);
  /// True when something was new. `runId` is the row of table run.
  bool read(const run::RunFolder& folder, std::int64_t runId);
  /// Removes everything of the run.
  void forget(std::int64_t runId);

 private:
  bool readAttempt(const std::filesystem::path& file, std::int64_t runId, int attempt);
  void take(const wire::Event& event, std::int64_t runId, int attempt);
  /// Drops what older attempts wrote above the point this one resumes at (run::readEvents has the rule).
  void cut(std::int64_t runId, int attempt, std::int64_t step);
  std::int64_t seriesId(const std::string& name, const std::string& group);

  Database& m_database;
  Statement m_putPoint, m_putProbe, m_putEvent;
  std::map<std::pair<std::string, std::string>, std::int64_t> m_series;
};

}  // namespace ghost::store
