#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "run/conductor.h"
#include "verb.h"

namespace ghost::cli {

/// One run the demonstration wants to have. `weight` is its share of the whole time, roughly; it only feeds the estimate of what is left.
struct WantedRun {
  std::string title;
  run::RunRequest request;
  double weight = 1;
};

/// The folder of the ready projects that came with this program. Throws Error{Usage} when it isn't found.
std::filesystem::path readyProjects();

/// A working copy of a ready project in `target`: made once, opened when it is there. Its runs and artifacts are not copied.
run::Project workingCopy(const std::filesystem::path& ready, const std::filesystem::path& target);

/// Plays the wanted runs in order and says what is left. A run with the same configuration and data that is finished is taken as it is, one that was
/// interrupted is continued, so that calling it again does no work twice.
class DemoPlayer {
 public:
  DemoPlayer(Context& context, run::Backend& backend, std::vector<WantedRun> wanted);
  /// Names of the run folders, as many as were wanted; fewer when stopped.
  std::vector<run::RunFolder> play();
  bool stopped() const { return m_context.stop.stop_requested(); }

 private:
  run::RunFolder playOne(WantedRun& wanted);
  void sayStart(std::size_t index, const WantedRun& wanted);

  Context& m_context;
  run::Backend& m_backend;
  std::vector<WantedRun> m_wanted;
  double m_started = 0, m_doneWeight = 0, m_spentSeconds = 0;
};

}  // namespace ghost::cli
