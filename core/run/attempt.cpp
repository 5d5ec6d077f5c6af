#include "run/attempt.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "base/clock.h"
#include "base/content_hash.h"
#include "base/error.h"
#include "base/no_memory.h"
#include "base/file_ops.h"
#include "run/artifact_store.h"
#include "run/checkpoint_folders.h"
#include "run/manifest.h"

namespace ghost::run {
namespace fs = std::filesystem;
namespace {

/// What kills inside saves left behind, in the run and in what its project shares.
void tidy(const Project& project) {
  for (const auto& folder : {project.folder, project.dataFolder(), project.artifacts(), project.runs()}) tidyFolder(folder);
}
void tidy(const RunFolder& run) {
  for (const auto& folder : {run.path(), run.checkpoints(), run.lists().parent_path()}) tidyFolder(folder);
}

/// The step of the newest checkpoint that the run's events tell of; 0 where there is none.
std::int64_t newestSavedStep(const RunFolder& run) {
  std::int64_t newest = 0;
  for (const wire::Event& event : readEvents(run).events) {
    if (event.kind != "artifact" || event.body.value("artifact", Json()) != "checkpoint" || !event.body.value("path", Json()).is_string()) continue;
    const std::string name = fs::path(event.body["path"].get<std::string>()).filename().string();
    std::int64_t step = 0;
    if (name.starts_with("step-") && std::from_chars(name.data() + 5, name.data() + name.size(), step).ec == std::errc()) newest = std::max(newest, step);
  }
  return newest;
}

void checkResumable(const RunFolder& run, const RunRequest& request, const std::string& backend) {
  if (run.state() == State::Running)
    throw usageError(run.name(), "the run is still being written by another process; stop it first, or wait until it has ended");
  const RecordedConfig config = readConfig(run.path() / "config.toml");
  if (config.backend != backend)
    throw usageError(run.name(), fmt::format("the run was started with the backend {}, this is {}; resume it with the same", config.backend, backend));
  if (config.recipe != request.recipe) throw usageError(run.name(), fmt::format("the run is of the recipe {}, not {}", config.recipe, request.recipe));
  const OrderedJson now = request.values.toJson();
  for (const auto& [key, value] : now.items())
    if (config.values.contains(key) && config.values[key] != value)
      throw usageError(run.name(), fmt::format("the run was started with {} = {}, now it is {}; resume without changing parameters, or start a new run", key, config.values[key].dump(), value.dump()));
}

/// stages.json: stage -> {seconds, and once it is complete hash and product}. Throws Error{Data} for anything else.
OrderedJson readRecords(const fs::path& file) {
  if (!fs::exists(file)) return OrderedJson::object();
  OrderedJson records = readJsonFile(file);
  auto isRecord = [](const OrderedJson& record) {
    if (!record.is_object() || !record.contains("seconds") || !record["seconds"].is_number()) return false;
    return !record.contains("hash") || (record["hash"].is_string() && record.contains("product") && record["product"].is_object());
  };
  if (!records.is_object() || !std::all_of(records.begin(), records.end(), isRecord))
    throw dataError(file.string(), "this isn't the record of a run's stages; delete the file to have finished stages done again");
  return records;
}

/// Data that changed under a run would leave it half of the one and half of the other.
void checkUnchanged(const std::string& run, const OrderedJson& before, const OrderedJson& now) {
  for (const auto& [file, hash] : before.items())
    if (!now.contains(file) || now[file] != hash) throw dataError(run, fmt::format("{} changed since this run began; put it back, or start a new run", file));
}

}  // namespace

Attempt::Attempt(const RunRequest& request, Backend& backend, OnEvent onEvent, std::stop_token stop)
    : m_request(request), m_recipe(recipe::recipe(request.recipe)), m_backend(backend), m_onEvent(std::move(onEvent)), m_stop(stop),
      m_dataSetName(data::dataNameOf(data::interFileOf(request.project.dataFolder()))) {
  if (m_recipe.kind == "sequential") itemModelOf(m_backend, m_recipe);  // refuses before a folder is made
  openFolder();
  const std::int64_t step = m_request.resume ? stepToResume() : 0;
  if (m_request.resume) recordAttempt();
  openReporter(step);
  if (m_request.resume && m_recipe.kind != "floor") sayWhereItResumes(step);
  m_outcome.run = m_run->name();
  m_outcome.stages = OrderedJson::array();
  m_outcome.metrics = m_outcome.seconds = OrderedJson::object();
}

void Attempt::openFolder() {
  tidy(m_request.project);
  if (!m_request.resume) {
    m_run = std::make_unique<RunFolder>(RunFolder::create(m_request.project.runs(), m_dataSetName, m_recipe.id, [this](const RunFolder& draft, const std::string& name) { fillFolder(draft, name); }));
    return;
  }
  m_run = std::make_unique<RunFolder>(RunFolder::open(m_request.project.runs() / *m_request.resume));
  checkResumable(*m_run, m_request, m_backend.id());
  tidy(*m_run);
  m_attempt = m_run->attempts() + 1;
  m_records = readRecords(m_run->path() / "stages.json");
}

void Attempt::fillFolder(const RunFolder& draft, const std::string& name) const {
  writeFileAtomically(draft.path() / "config.toml", configText(m_recipe, m_request.values, m_request.project, m_dataSetName, m_backend.id()));
  OrderedJson manifest = newManifest(name);
  manifest["attempts"].push_back({{"attempt", 1}, {"at", isoNow()}, {"argv", m_request.argv}});
  draft.writeManifest(manifest);
}

std::int64_t Attempt::stepToResume() {
  if (m_request.startOver) return forgetTraining(), 0;
  m_savedStep = newestSavedStep(*m_run);
  const std::int64_t step = m_backend.resumeStep(m_run->checkpoints());
  if (step == 0 && m_savedStep > 0)
    failLost(m_run->checkpoints(), fmt::format("the run saved a checkpoint of step {} that is {} now", m_savedStep, fs::exists(checkpointFolder(m_run->checkpoints(), m_savedStep)) ? "damaged" : "gone"));
  return step;
}

void Attempt::forgetTraining() {
  for (const char* id : {"train", "decode", "eval"}) m_records.erase(id);
  writeFileAtomically(m_run->path() / "stages.json", m_records.dump(2) + "\n");  // first: what is there without its record is made again
  removeFolder(m_run->checkpoints());
  removeFolder(m_run->lists().parent_path());
  std::error_code ignored;
  fs::remove(m_run->path() / "metrics.json", ignored);
}

void Attempt::openReporter(std::int64_t step) {
  const Json accepted{{"attempt", m_attempt}, {"resumes_after_step", step}, {"recipe", m_recipe.id}, {"dataset", m_dataSetName}, {"backend", m_backend.id()}, {"threads", threadsOf(m_request.values)}};
  try {
    m_reporter = std::make_unique<EventReporter>(*m_run, m_attempt, accepted, m_onEvent);
  } catch (...) {
    if (!m_request.resume) {  // it never began, so it isn't there
      removeFolder(m_run->path());
      std::error_code ignored;
      fs::remove(m_request.project.runs(), ignored);  // where it was the first
    }
    throw;
  }
}

void Attempt::sayWhereItResumes(std::int64_t step) {
  if (m_request.startOver) m_reporter->note("info", "the training begins again at step 0, as asked for");
  else if (step == 0) m_reporter->note("info", "no checkpoint had been saved yet, so the training begins at step 0");
  else if (m_savedStep > step && !fs::exists(checkpointFolder(m_run->checkpoints(), m_savedStep)))
    m_reporter->note("warning", fmt::format("the checkpoint of step {} is gone; continuing from that of step {}", m_savedStep, step));
}

OrderedJson Attempt::newManifest(const std::string& name) const {
  OrderedJson manifest{{"schema", 1}, {"run", name}, {"recipe", m_recipe.id}, {"profile", m_recipe.profile}, {"dataset", m_dataSetName}, {"seed", m_request.values.integer("seed")},
                       {"backend", m_backend.id()}, {"config_hash", configHash(m_recipe, m_request.values, m_backend.id())}, {"parameters", m_request.values.toJson()}, {"data", OrderedJson::object()}, {"attempts", OrderedJson::array()}};
  manifest.update(programFacts());
  return manifest;
}

void Attempt::recordAttempt() {
  OrderedJson manifest = m_run->manifest();
  if (manifest.empty()) manifest = newManifest(m_run->name());
  manifest["attempts"].push_back({{"attempt", m_attempt}, {"at", isoNow()}, {"argv", m_request.argv}, {"program_sha256", programFacts()["program_sha256"]}});
  m_run->writeManifest(manifest);
}

void Attempt::recordData(const LoadedData& data) {
  OrderedJson manifest = m_run->manifest(), files = data.files;
  const bool undesired = m_request.values.has("alpha") && m_request.values.real("alpha") > 0;  // found among the vectors, whatever the tokens were made of
  if (!m_request.project.vectors.empty() && (!m_recipe.tokenizer.empty() || undesired)) files[m_request.project.vectors] = ContentHash::ofFile(m_request.project.vectorsFile());
  if (manifest.contains("data") && manifest["data"].is_object()) checkUnchanged(m_run->name(), manifest["data"], files);
  manifest["data"] = std::move(files);
  m_run->writeManifest(manifest);
}

RunOutcome Attempt::play() {
  try {
    RunOutcome outcome = playStages();
    m_reporter->ended(outcome.stopped ? State::Stopped : State::Finished, {{"outcome", outcome.stopped ? "stopped" : "done"}});
    return outcome;
  } catch (const Error& error) {
    m_reporter->ended(State::Failed, {{"outcome", "failed"}, {"error", error.what()}, {"where", error.where()}, {"exit_code", error.exitCode()}});
    throw;
  } catch (const std::exception& foreign) {
    if (tellsOfNoMemory(foreign)) {
      const Error error = resourceError("memory", "not enough memory for this run; lower max_rows, users_per_batch or the size of the model, or use a larger machine");
      m_reporter->ended(State::Failed, {{"outcome", "failed"}, {"error", error.what()}, {"where", error.where()}, {"exit_code", error.exitCode()}});
      throw error;
    }
    m_reporter->ended(State::Failed, {{"outcome", "failed"}, {"error", foreign.what()}, {"where", ""}, {"exit_code", 1}});
    throw;
  }
}

RunOutcome Attempt::playStages() {
  const double started = monotonicSeconds();
  m_outcome.stopped = true;  // until the last stage is through: a stop may come between any two lines
  LoadedData data;
  stage("data", "", {}, [&] {
    data = loadData(m_request.project);
    for (const auto& warning : data.dataSet.warnings) m_reporter->note("warning", warning);
    recordData(data);
    return OrderedJson::object();
  });
  if (!stopped()) {
    if (m_recipe.kind == "floor") playFloor(data);
    else if (m_recipe.kind == "sequential") playSequential(data);
    else playGenerative(data);
  }
  m_outcome.seconds["total"] = monotonicSeconds() - started;
  return m_outcome;
}

OrderedJson Attempt::stage(const std::string& id, const std::string& hash, const std::function<bool()>& complete, const std::function<OrderedJson()>& body) {
  const bool skip = !hash.empty() && m_records.contains(id) && m_records[id].value("hash", "") == hash && (!complete || complete());
  m_reporter->stage(id, skip);
  const double started = monotonicSeconds();
  OrderedJson product = skip ? m_records[id]["product"] : body();
  const double seconds = monotonicSeconds() - started;
  m_outcome.stages.push_back({{"stage", id}, {"seconds", seconds}, {"skipped", skip}});
  m_outcome.seconds[id] = seconds;
  if (!skip) {
    // A stopped stage leaves its time behind, so that the time of a run counts all its attempts.
    const double before = m_records.contains(id) && !m_records[id].contains("hash") ? m_records[id].value("seconds", 0.0) : 0.0;
    OrderedJson record{{"seconds", before + seconds}};
    if (!stopped() && !hash.empty()) record.update({{"hash", hash}, {"product", product}});
    m_records[id] = std::move(record);
    writeFileAtomically(m_run->path() / "stages.json", m_records.dump(2) + "\n");
  }
  return product;
}

RunOutcome conduct(const RunRequest& request, Backend& backend, const std::function<void(const wire::Event&)>& onEvent, std::stop_token stop) {
  return Attempt(request, backend, onEvent, stop).play();
}

RunRequest newRequest(const Project& project, const std::string& recipeId) {
  if (recipeId.empty() && project.recipes.empty()) throw usageError(project.name, "the project names no recipe; choose one with --recipe");
  RunRequest request;
  request.project = project;
  request.recipe = recipeId.empty() ? project.recipes.front().recipe : recipeId;
  request.values = recipe::parameters(recipe::recipe(request.recipe));
  for (const auto& entry : project.recipes) {
    if (entry.recipe != request.recipe) continue;
    try {
      for (const auto& [key, value] : entry.overrides.items()) request.values.setJson(key, Json(value));
    } catch (const Error& error) {
      throw dataError((project.folder / "project.toml").string(), std::string("in the recipe ") + entry.recipe + ": " + error.what());
    }
    break;
  }
  return request;
}

RunRequest resumeRequest(const Project& project, const std::string& run) {
  const RunFolder folder = RunFolder::open(project.runs() / run);
  const fs::path file = folder.path() / "config.toml";
  const RecordedConfig config = readConfig(file);
  RunRequest request;
  request.project = project;
  request.recipe = config.recipe;
  request.values = recipe::parameters(recipe::recipe(config.recipe));
  request.resume = run;
  try {
    for (const auto& [key, value] : config.values.items()) request.values.setJson(key, Json(value));
  } catch (const Error& error) {
    throw dataError(file.string(), error.what());
  }
  return request;
}

}  // namespace ghost::run
