#include <filesystem>
#include <optional>

#include <fmt/format.h>

#include "base/content_hash.h"
#include "base/error.h"
#include "data/data_set.h"
#include "metrics_text.h"
#include "run/conductor.h"
#include "run/run_folder.h"
#include "run/run_identity.h"
#include "text_table.h"
#include "verbs.h"

namespace ghost::cli {
namespace {

struct Options {
  std::string project, recipe, resume;
  bool startOver = false, dryRun = false;
  Overrides overrides;
  std::shared_ptr<std::string> backend;
};

run::RunRequest requestOf(const Options& options, bool trainOnly, const Context& context) {
  if (options.project.empty()) throw usageError("PROJECT", "name the project folder, e.g. ghost run projects/tiny");
  const run::Project project = run::openProject(options.project);
  run::RunRequest request = options.resume.empty() ? run::newRequest(project, options.recipe) : run::resumeRequest(project, std::filesystem::path(options.resume).lexically_normal().filename().string());
  if (!options.resume.empty() && !options.recipe.empty()) request.recipe = options.recipe;  // conduct() refuses another one
  if (options.startOver && options.resume.empty()) throw usageError("--start-over", "it goes with --resume RUN; a new run starts at step 0 anyway");
  options.overrides.apply(request.values);
  request.startOver = options.startOver;
  request.trainOnly = trainOnly;
  request.argv = context.argv;
  return request;
}

/// A run that was made already is said before it starts again: it is no further sample.
std::optional<std::string> repeatOf(const run::RunRequest& request) {
  if (request.resume) return std::nullopt;
  std::optional<std::string> hash;
  for (const run::RunFolder& folder : run::RunFolder::list(request.project.runs())) {
    if (folder.state() != run::State::Finished) continue;
    const OrderedJson manifest = folder.manifest();
    if (!run::isRunOf(manifest, request.recipe, request.values.toJson())) continue;
    if (!hash) hash = ContentHash::ofFile(data::interFileOf(request.project.dataFolder()));
    if (run::interactionsHashOf(manifest) == *hash) return fmt::format("{} has this recipe, these values and this seed on the same data already; another seed (-o seed=N) would be another sample", folder.name());
  }
  return std::nullopt;
}

void sayOutcome(Console& console, const run::RunOutcome& outcome) {
  console.say(fmt::format("{} {}", outcome.stopped ? "stopped:" : "run", outcome.run));
  std::vector<std::vector<std::string>> rows{{"stage", "seconds", ""}};
  for (const auto& stage : outcome.stages) rows.push_back({stage["stage"].get<std::string>(), fmt::format("{:.1f}", stage["seconds"].get<double>()), stage["skipped"].get<bool>() ? "there already" : ""});
  sayTable(console, rows);
  if (!outcome.metrics.contains("k")) return;
  std::vector<std::vector<std::string>> table{metricsHeader(10, "")};
  for (auto& row : metricsRows(outcome.metrics, 10, outcome.metrics.value("recipe", ""))) table.push_back(std::move(row));
  sayTable(console, table);
}

Action declare(CLI::App& app, bool trainOnly) {
  auto options = std::make_shared<Options>();
  app.add_option("PROJECT", options->project, "project folder");
  app.add_option("--recipe", options->recipe, "recipe to run; the project's first without it (`ghost describe` lists them)");
  app.add_option("--resume", options->resume, "name of a run of the project to continue");
  app.add_flag("--start-over", options->startOver, "with --resume: forget the run's training, checkpoints and all, and begin again at step 0");
  app.add_flag("--dry-run", options->dryRun, "only say what would be done and what it would cost");
  options->backend = declareBackend(app);
  options->overrides.declare(app);
  return [options, trainOnly](Context& context) {
    const run::RunRequest request = requestOf(*options, trainOnly, context);
    const auto backend = makeBackend(*options->backend);
    const auto repeat = repeatOf(request);
    if (repeat) context.console.note("warning", *repeat);
    if (options->dryRun) {
      OrderedJson plan = run::plan(request, *backend);
      OrderedJson shown = plan;
      shown.erase("warnings");
      sayObject(context.console, shown);
      if (repeat) plan["repeats"] = *repeat;
      for (const auto& warning : plan["warnings"]) context.console.note("warning", warning.get<std::string>());
      return Outcome{plan};
    }
    const run::RunOutcome outcome = run::conduct(request, *backend, [&](const wire::Event& event) { context.console.event(event); }, context.stop);
    sayOutcome(context.console, outcome);
    return Outcome{{{"run", outcome.run}, {"stopped", outcome.stopped}, {"stages", outcome.stages}, {"metrics", outcome.metrics}, {"seconds", outcome.seconds}, {"warnings", OrderedJson::array()}}, outcome.stopped};
  };
}

}  // namespace

Action declareRun(CLI::App& app) { return declare(app, false); }
Action declareTrain(CLI::App& app) { return declare(app, true); }

}  // namespace ghost::cli
