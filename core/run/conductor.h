#pragma once
#include <functional>
#include <optional>
#include <stop_token>
#include <string>

#include "base/param_spec.h"
#include "data/popularity.h"
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
  bool startOver = false;                   ///< with `resume`: its training is forgotten, checkpoints and all, and begins again at step 0
  bool trainOnly = false;
  std::vector<std::string> argv;            ///< for the manifest
};
/// A new run of a recipe with the project's own settings for it. Empty recipe: the first of the project. Throws Error{Data} for a setting that the recipe
/// doesn't take, Error{Usage} for an unknown recipe or a project that names none.
RunRequest newRequest(const Project& project, const std::string& recipe);
/// The request that continues an existing run: recipe and values as recorded in its config.toml.
RunRequest resumeRequest(const Project& project, const std::string& run);

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
/// Work done already is not done again: tokens are shared through artifacts/<hash>, training and decoding of this run through its stages.json.
/// metrics.json holds the metrics under length_penalty, and those of every penalty asked for under by_length_penalty ("1.0", "0.0").
/// Throws Error{Usage} when the run to resume is still being written by a living process, or was started with other parameters or another backend, and
/// Error{Data} when it had saved checkpoints and none can be read: it never begins again at step 0 unless `startOver` asks for it.
/// A run whose creation fails leaves no folder.
RunOutcome conduct(const RunRequest& request, Backend& backend, const std::function<void(const wire::Event&)>& onEvent, std::stop_token stop);

/// Metrics of a run from its saved lists and nothing else: those of eval::evaluate for lists/test, and under by_length_penalty those of every penalty that
/// the run's parameters name. What conduct() writes and `ghost eval` prints.
/// Each of them says under "history" whether items that the user already has are kept in the lists or left out, as the run's parameters have it, and under
/// shared_sids.not_in_lists how many targets share their SID in lists of an older version, which don't say it.
OrderedJson metricsFromLists(const RunFolder& run, const data::Popularity& popularity);
/// The same lists with those items left out (eval::evaluateWithoutHistory()). Throws Error{Data} where they are too short for it.
OrderedJson metricsWithoutHistory(const RunFolder& run, const data::Interactions& interactions, const data::Popularity& popularity);

/// Dry run: what would be done, which artifacts exist, estimates of time and memory. Writes nothing.
OrderedJson plan(const RunRequest& request, Backend& backend);

}  // namespace ghost::run
