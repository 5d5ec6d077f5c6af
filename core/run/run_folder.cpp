#include "run/run_folder.h"

#include <algorithm>
#include <array>
#include <random>

#include <fmt/format.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/file_ops.h"
#include "run/process_identity.h"

namespace ghost::run {
namespace fs = std::filesystem;
namespace {

constexpr std::array<std::string_view, 7> stateNames{"queued", "running", "link lost", "unknown", "stopped", "failed", "finished"};

/// Only letters, digits and ._- go into a folder name, whatever a data set is called.
std::string nameable(const std::string& text) {
  std::string name;
  for (const char c : text) name += std::isalnum(static_cast<unsigned char>(c)) || c == '.' || c == '_' || c == '-' ? c : '_';
  return name;
}

OrderedJson readOrEmpty(const fs::path& file) {
  std::error_code ignored;
  return fs::exists(file, ignored) ? readJsonFile(file) : OrderedJson::object();
}

void writeJson(const fs::path& file, const OrderedJson& json) {
  writeFileAtomically(file, json.dump(2, ' ', false, OrderedJson::error_handler_t::replace) + "\n");
}

State outcomeOf(const wire::Event& ended) {
  const auto found = ended.body.find("outcome");
  const std::string outcome = found != ended.body.end() && found->is_string() ? found->get<std::string>() : std::string();
  return outcome == "done" ? State::Finished : outcome == "stopped" ? State::Stopped : outcome == "failed" ? State::Failed : State::Unknown;
}

bool looksLikeRun(const fs::path& folder) {
  std::error_code ignored;
  return fs::exists(folder / "status.json", ignored) || fs::exists(folder / "manifest.json", ignored) || fs::exists(folder / "events.1.jsonl", ignored);
}

}  // namespace

std::string_view stateName(State state) { return stateNames[static_cast<std::size_t>(state)]; }

State stateOf(std::string_view name) {
  const auto found = std::find(stateNames.begin(), stateNames.end(), name);
  return found == stateNames.end() ? State::Unknown : static_cast<State>(found - stateNames.begin());
}

RunFolder RunFolder::create(const fs::path& runs, const std::string& dataSet, const std::string& recipe, const Fill& fill) {
  std::random_device device;
  std::error_code ignored;
  std::string name;
  do name = fmt::format("{}-{}-{}-{:04x}", compactNow(), nameable(dataSet), nameable(recipe), device() & 0xffffu);
  while (fs::exists(runs / name, ignored));  // should two starts draw the same one after all, only the first can take it
  FolderCommit folder(runs / name);
  const RunFolder draft(folder.path());
  OrderedJson status{{"state", stateName(State::Queued)}, {"at", isoNow()}};
  ProcessIdentity::ofThisProcess().writeTo(status);
  draft.writeStatus(status);
  if (fill) fill(draft, name);
  folder.commit();
  return RunFolder(runs / name);
}

RunFolder RunFolder::open(const fs::path& folder) {
  std::error_code ignored;
  const fs::path path = folder.has_filename() ? folder : folder.parent_path();  // "runs/x/" has an empty last part
  if (!fs::is_directory(path, ignored)) throw dataError(path.string(), "there is no such run folder; `ghost run list` shows those of a project");
  if (!looksLikeRun(path)) throw dataError(path.string(), "this is no run folder (it has no status.json, manifest.json or events.1.jsonl); `ghost run list` shows those of a project");
  return RunFolder(path);
}

std::vector<RunFolder> RunFolder::list(const fs::path& runs) {
  std::vector<RunFolder> found;
  std::error_code ignored;
  if (!fs::exists(runs, ignored)) return found;
  for (const auto& entry : entriesOf(runs))
    if (entry.is_directory(ignored) && looksLikeRun(entry.path()) && !isTemporary(entry.path())) found.push_back(RunFolder(entry.path()));
  std::sort(found.begin(), found.end(), [](const RunFolder& a, const RunFolder& b) { return a.name() > b.name(); });
  return found;
}

int RunFolder::attempts() const {
  int attempt = 0;
  std::error_code ignored;
  while (fs::exists(eventsFile(attempt + 1), ignored)) ++attempt;
  return attempt;
}

OrderedJson RunFolder::manifest() const { return readOrEmpty(m_path / "manifest.json"); }
void RunFolder::writeManifest(const OrderedJson& manifest) const { writeJson(m_path / "manifest.json", manifest); }
OrderedJson RunFolder::metrics() const { return readOrEmpty(m_path / "metrics.json"); }
void RunFolder::writeMetrics(const OrderedJson& metrics) const { writeJson(m_path / "metrics.json", metrics); }
OrderedJson RunFolder::status() const { return readOrEmpty(m_path / "status.json"); }
void RunFolder::writeStatus(const OrderedJson& status) const { writeJson(m_path / "status.json", status); }

State RunFolder::state() const {
  OrderedJson recorded;
  try {
    recorded = status();
  } catch (const Error&) {
    return State::Unknown;  // a list of runs must not fail over one damaged file
  }
  const State state = recorded.contains("state") && recorded["state"].is_string() ? stateOf(recorded["state"].get<std::string>()) : State::Unknown;
  if ((state != State::Running && state != State::Queued) || liveness(ProcessIdentity::fromJson(recorded)) != Liveness::Gone) return state;
  const EventLog log = readEvents(*this);
  return !log.events.empty() && log.events.back().kind == "ended" ? outcomeOf(log.events.back()) : State::Unknown;
}

}  // namespace ghost::run
