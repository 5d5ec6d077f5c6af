#pragma once
#include <functional>
#include <optional>
#include <stop_token>
#include <string>

#include "base/param_spec.h"
#include "recipe/recipe.h"
#include "run/backend.h"
#include "run/project.h"
#include "run/run_folder.h"

namespace ghost::run {

struct RunRequest {
  Project project;
  std::string recipe;
  ParamValues values;                       ///< recipe::parameters() with overrides applied
  std::optional<std::string> resume;        ///< name of an existing run folder to continue
  bool trainOnly = false;
  std::vector<std::string> argv;            ///< for the manifest
};
struct RunOutcome {
  std::string run;                          ///< folder name
  bool stopped = false;
  OrderedJson stages;                       ///< [{stage, seconds, skipped}]
  OrderedJson metrics;                      ///< metrics.json
  OrderedJson seconds;
};

/// Plays one recipe from data to metrics: data -> tokens (content-hashed artifact, reused when present) -> samples -> train -> decode (every penalty asked for) -> eval.
/// Every event is appended to the run's events file before `onEvent` sees it. A failure is written to status.json and events ("ended") and rethrown.
/// `onEvent` may be empty; it is called from the conductor's thread.
RunOutcome conduct(const RunRequest& request, Backend& backend, const std::function<void(const wire::Event&)>& onEvent, std::stop_token stop);

/// Dry run: what would be done, which artifacts exist, estimates of time and memory. Writes nothing.
OrderedJson plan(const RunRequest& request, Backend& backend);

}  // namespace ghost::run
