#include "demo_runs.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "base/clock.h"
#include "base/content_hash.h"
#include "base/error.h"
#include "base/file_ops.h"
#include "run/artifact_store.h"
#include "run/manifest.h"

namespace ghost::cli {
namespace fs = std::filesystem;
namespace {

/// SHA-256 of the interactions, as manifests record it.
std::string interactionsHash(const run::Project& project) { return ContentHash::ofFile(data::interFileOf(project.dataFolder())); }

bool isOnData(const OrderedJson& manifest, const std::string& hash) {
  const OrderedJson files = manifest.value("data", OrderedJson::object());
  for (const auto& [name, value] : files.items())
    if (name.ends_with(".inter.json")) return value == hash;
  return false;
}

/// The newest run of this configuration and data in one of the states, if any.
std::optional<run::RunFolder> runLike(const run::RunRequest& request, const std::string& backend, std::initializer_list<run::State> states) {
  const std::string config = run::configHash(recipe::recipe(request.recipe), request.values, backend), data = interactionsHash(request.project);
  for (const auto& run : run::RunFolder::list(request.project.runs())) {
    const OrderedJson manifest = run.manifest();
    if (manifest.value("config_hash", "") == config && isOnData(manifest, data) && std::find(states.begin(), states.end(), run.state()) != states.end()) return run;
  }
  return std::nullopt;
}

}  // namespace

fs::path readyProjects() {
  std::error_code ignored;
  fs::path folder = fs::read_symlink("/proc/self/exe", ignored).parent_path();
  for (; folder.has_relative_path(); folder = folder.parent_path())
    for (const char* place : {"projects", "share/ghost-workbench/projects"})
      if (run::isProject(folder / place / "instruments")) return folder / place;
  throw usageError("projects/instruments", "the ready projects aren't found above this program; run it from a checkout, or name their folder with --projects");
}

run::Project workingCopy(const fs::path& source, const fs::path& target) {
  if (run::isProject(target)) return run::openProject(target);
  std::error_code ignored;
  if (fs::exists(target, ignored) && !(fs::is_directory(target, ignored) && fs::is_empty(target, ignored))) throw usageError(target.string(), "there is something already that is no project; name another folder");
  run::Project project = run::openProject(source);
  FolderCommit folder(target);
  run::copyWhole(source / "data", folder.path() / "data");
  project.folder = folder.path();
  run::saveProject(project);
  folder.commit();
  project.folder = target;
  return project;
}

DemoPlayer::DemoPlayer(Context& context, run::Backend& backend, std::vector<WantedRun> wanted) : m_context(context), m_backend(backend), m_wanted(std::move(wanted)) {}

std::vector<run::RunFolder> DemoPlayer::play() {
  m_started = monotonicSeconds();
  std::vector<run::RunFolder> runs;
  for (std::size_t i = 0; i < m_wanted.size() && !stopped(); ++i) {
    sayStart(i, m_wanted[i]);
    runs.push_back(playOne(m_wanted[i]));
  }
  if (stopped() && !runs.empty()) runs.pop_back();
  return runs;
}

void DemoPlayer::sayStart(std::size_t index, const WantedRun& wanted) {
  double left = 0;
  for (std::size_t i = index; i < m_wanted.size(); ++i) left += m_wanted[i].weight;
  const std::string rest = m_doneWeight > 0 ? fmt::format(", about {} left in all", durationText(m_spentSeconds / m_doneWeight * left)) : "";
  m_context.console.note("demo", fmt::format("run {} of {}: {} ({} so far{})", index + 1, m_wanted.size(), wanted.title, durationText(monotonicSeconds() - m_started), rest));
}

run::RunFolder DemoPlayer::playOne(WantedRun& wanted) {
  const std::string backend = m_backend.id();
  if (const auto done = runLike(wanted.request, backend, {run::State::Finished})) {
    m_context.console.note("demo", "finished before: " + done->name());
    return *done;
  }
  if (const auto begun = runLike(wanted.request, backend, {run::State::Stopped, run::State::Failed, run::State::Unknown})) wanted.request.resume = begun->name();
  const double started = monotonicSeconds();
  const auto outcome = run::conduct(wanted.request, m_backend, [&](const wire::Event& event) { m_context.console.event(event); }, m_context.stop);
  m_spentSeconds += monotonicSeconds() - started;
  m_doneWeight += wanted.weight;
  return run::RunFolder::open(wanted.request.project.runs() / outcome.run);
}

}  // namespace ghost::cli
