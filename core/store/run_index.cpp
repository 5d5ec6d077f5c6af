#include "store/run_index.h"

#include <cstring>
#include <optional>
#include <set>

#include "base/error.h"
#include "run/checkpoint_folders.h"
#include "store/event_intake.h"
#include "store/schema.h"

namespace ghost::store {
namespace fs = std::filesystem;
namespace {

std::string stampOf(const fs::path& file) {
  std::error_code error;
  const auto time = fs::last_write_time(file, error);
  if (error) return "-";
  return std::to_string(time.time_since_epoch().count()) + "/" + std::to_string(fs::file_size(file, error));
}

/// What a folder's small files look like from outside; equal stamps = nothing to read.
std::string stampOf(const run::RunFolder& folder) {
  return stampOf(folder.path() / "status.json") + " " + stampOf(folder.path() / "manifest.json") + " " + stampOf(folder.path() / "metrics.json");
}

OrderedJson jsonOr(const std::string& text) {
  try {
    auto json = OrderedJson::parse(text);
    return json.is_object() ? json : OrderedJson::object();
  } catch (const OrderedJson::exception&) {
    return OrderedJson::object();
  }
}

std::string textAt(const OrderedJson& json, const char* key) {
  const auto it = json.find(key);
  return it != json.end() && it->is_string() ? it->get<std::string>() : std::string();
}
double numberAt(const OrderedJson& json, const char* key) {
  const auto it = json.find(key);
  return it != json.end() && it->is_number() ? it->get<double>() : 0.0;
}

std::unique_ptr<Database> openFitting(const fs::path& file) {
  std::optional<Fit> fit;
  try {
    auto database = std::make_unique<Database>(file);
    fit = fitOf(*database);
    if (fit == Fit::Ours || fit == Fit::Empty) {
      migrate(*database);
      return database;
    }
  } catch (const Error& error) {
    if (error.code() != ErrorCode::Data || fs::is_symlink(file)) throw;
    fit = Fit::Damaged;
  }
  if (fit == Fit::Foreign) throw dataError(file.string(), "this is a database of another program, not the index of a project; move it elsewhere, the index is rebuilt");
  if (fit == Fit::Newer) throw dataError(file.string(), "the index was made by a newer version of the workbench; update this program, or delete the file to have it rebuilt");
  // An index holds nothing that isn't in the run folders: set it aside and begin anew.
  std::error_code error;
  fs::rename(file, file.string() + ".damaged", error);
  if (error) throw resourceError(file.string(), "the index is damaged and can't be renamed (" + error.message() + "); delete it");
  for (const char* side : {"-wal", "-shm"}) fs::remove(file.string() + side, error);
  auto database = std::make_unique<Database>(file);
  migrate(*database);
  return database;
}

}  // namespace

struct RunIndex::Impl {
  std::unique_ptr<Database> database;
  std::unique_ptr<EventIntake> intake;

  std::int64_t idOf(const std::string& name) const {
    auto find = database->prepare("SELECT id FROM run WHERE name=?");
    find.bind(name);
    return find.step() ? find.integer(0) : 0;
  }
  bool refreshRun(const run::RunFolder& folder);
  bool isCurrent(const run::RunFolder& folder) const;
  void removeRun(const std::string& name);
  RunRow row(const Statement& statement) const;
  void addStory(std::int64_t id, RunRow& row) const;
};

RunIndex::RunIndex(const fs::path& file) : m_impl(std::make_unique<Impl>()) {
  m_impl->database = openFitting(file);
  m_impl->intake = std::make_unique<EventIntake>(*m_impl->database);
}
RunIndex::~RunIndex() = default;
RunIndex::RunIndex(RunIndex&&) noexcept = default;
RunIndex& RunIndex::operator=(RunIndex&&) noexcept = default;

bool RunIndex::Impl::refreshRun(const run::RunFolder& folder) {
  auto known = database->prepare("SELECT id, state, stamp FROM run WHERE name=?");
  known.bind(folder.name());
  const bool isNew = !known.step();
  const std::string stamp = stampOf(folder), before = isNew ? "" : known.text(2), stateBefore = isNew ? "" : known.text(1);
  std::int64_t id = isNew ? 0 : known.integer(0);
  if (isNew) {
    database->prepare("INSERT INTO run(name) VALUES(?)").bind(folder.name()).run();
    id = idOf(folder.name());
  }
  std::string error;
  bool news = isNew;
  try {
    news |= intake->read(folder, id);
  } catch (const Error& failure) {
    if (failure.code() != ErrorCode::Data) throw;
    error = failure.what();
  }
  // A running run's process may go without a word, so its state is asked every time.
  const std::string state(run::stateName(folder.state()));
  if (!isNew && stamp == before && state == stateBefore) return news;
  const auto part = [&](OrderedJson (run::RunFolder::*read)() const) -> std::string {
    try {
      return (folder.*read)().dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
    } catch (const Error& failure) {
      error = failure.what();
      return "{}";
    }
  };
  const std::string status = part(&run::RunFolder::status), manifest = part(&run::RunFolder::manifest), metrics = part(&run::RunFolder::metrics);
  database->prepare("UPDATE run SET state=?, error=?, status=?, manifest=?, metrics=?, stamp=? WHERE id=?").bind(state).bind(error).bind(status).bind(manifest).bind(metrics).bind(stamp).bind(id).run();
  return true;
}

/// True for a run that is over and whose files look as they did; a few stat calls.
bool RunIndex::Impl::isCurrent(const run::RunFolder& folder) const {
  auto known = database->prepare("SELECT state, stamp FROM run WHERE name=?");
  known.bind(folder.name());
  if (!known.step()) return false;
  const run::State state = run::stateOf(known.text(0));
  const bool over = state == run::State::Finished || state == run::State::Failed || state == run::State::Stopped;
  return over && known.text(1) == stampOf(folder);
}

void RunIndex::Impl::removeRun(const std::string& name) {
  intake->forget(idOf(name));
  database->prepare("DELETE FROM run WHERE name=?").bind(name).run();
}

RunIndex::Changes RunIndex::refresh(const fs::path& runs) {
  auto& impl = *m_impl;
  Changes changes;
  std::set<std::string> gone;
  auto names = impl.database->prepare("SELECT name FROM run");
  while (names.step()) gone.insert(names.text(0));
  for (const auto& folder : run::RunFolder::list(runs)) {
    gone.erase(folder.name());
    if (impl.isCurrent(folder)) continue;
    Transaction transaction(*impl.database);
    if (!impl.refreshRun(folder)) continue;  // nothing was written
    transaction.commit();
    changes.runs.push_back(folder.name());
  }
  for (const auto& name : gone) {
    Transaction transaction(*impl.database);
    impl.removeRun(name);
    transaction.commit();
    changes.removed.push_back(name);
  }
  return changes;
}

RunRow RunIndex::Impl::row(const Statement& statement) const {
  RunRow row;
  row.name = statement.text(1);
  row.state = run::stateOf(statement.text(2));
  const OrderedJson status = jsonOr(statement.text(4));
  row.manifest = jsonOr(statement.text(5));
  row.metrics = jsonOr(statement.text(6));
  row.error = statement.text(3).empty() ? textAt(status, "error") : statement.text(3);
  row.stage = textAt(status, "stage");
  row.done = numberAt(status, "done");
  row.total = numberAt(status, "total");
  row.rate = numberAt(status, "rate");
  row.eta = numberAt(status, "eta");
  const std::string recorded = textAt(status, "state");
  row.interrupted = row.state == run::State::Unknown && (recorded == run::stateName(run::State::Running) || recorded == run::stateName(run::State::Queued));
  row.recipe = textAt(row.manifest, "recipe");
  row.dataSet = textAt(row.manifest, "dataset");
  row.profile = textAt(row.manifest, "profile");
  row.seed = static_cast<std::int64_t>(numberAt(row.manifest, "seed"));
  addStory(statement.integer(0), row);
  return row;
}

void RunIndex::Impl::addStory(std::int64_t id, RunRow& row) const {
  auto events = database->prepare("SELECT kind, at, a, b, attempt FROM event WHERE run=? ORDER BY attempt, seq");
  events.bind(id);
  while (events.step()) {
    const std::string kind = events.text(0);
    if (row.startedAt.empty()) row.startedAt = events.text(1);
    row.changedAt = events.text(1);
    row.attempts = static_cast<int>(events.integer(4));
    if (kind == "accepted" && row.recipe.empty()) row.recipe = events.text(2);
    if (kind == "accepted" && row.dataSet.empty()) row.dataSet = events.text(3);
    if (kind == "stage") {
      row.stage = events.text(2);
      row.done = row.total = row.rate = row.eta = 0;
    }
    if (kind == "artifact" && events.text(2) == "checkpoint") row.checkpoint = run::checkpointStep(events.text(3));
    if (kind == "progress") {
      const OrderedJson progress = jsonOr(events.text(2));
      row.done = numberAt(progress, "done");
      row.total = numberAt(progress, "total");
      row.rate = numberAt(progress, "rate");
      row.eta = numberAt(progress, "eta");
    }
  }
  auto damaged = database->prepare("SELECT total(damaged) FROM stream WHERE run=?");
  damaged.bind(id);
  if (damaged.step()) row.damagedLines = static_cast<std::int64_t>(damaged.real(0));
}

std::vector<RunRow> RunIndex::runs() const {
  auto all = m_impl->database->prepare("SELECT id, name, state, error, status, manifest, metrics FROM run ORDER BY name DESC");
  std::vector<RunRow> rows;
  while (all.step()) rows.push_back(m_impl->row(all));
  return rows;
}

std::optional<RunRow> RunIndex::run(const std::string& name) const {
  auto one = m_impl->database->prepare("SELECT id, name, state, error, status, manifest, metrics FROM run WHERE name=?");
  one.bind(name);
  if (!one.step()) return std::nullopt;
  return m_impl->row(one);
}

std::vector<Curve> RunIndex::curves(const std::string& run) const {
  auto points = m_impl->database->prepare(
      "SELECT s.name, s.part, p.step, p.value FROM point p JOIN series s ON s.id=p.series WHERE p.run=? ORDER BY s.name, s.part, p.attempt, p.seq");
  points.bind(m_impl->idOf(run));
  std::vector<Curve> curves;
  while (points.step()) {
    const std::string name = points.text(0), group = points.text(1);
    if (curves.empty() || curves.back().name != name || curves.back().group != group) curves.push_back({name, group, {}, {}});
    curves.back().step.push_back(points.integer(2));
    curves.back().value.push_back(points.real(3));
  }
  return curves;
}

std::vector<ProbeRow> RunIndex::probes(const std::string& run, const std::string& name) const {
  auto rows = m_impl->database->prepare("SELECT step, labels, numbers FROM probe WHERE run=? AND name=? ORDER BY attempt, seq");
  rows.bind(m_impl->idOf(run)).bind(name);
  std::vector<ProbeRow> probes;
  while (rows.step()) {
    ProbeRow probe{name, rows.integer(0), {}, {}};
    const Json labels = Json::parse(rows.text(1), nullptr, false);
    if (labels.is_array())
      for (const auto& label : labels) probe.labels.push_back(label.is_string() ? label.get<std::string>() : label.dump());
    const std::string bytes = rows.blob(2);
    probe.values.resize(bytes.size() / sizeof(double));
    std::memcpy(probe.values.data(), bytes.data(), probe.values.size() * sizeof(double));
    probes.push_back(std::move(probe));
  }
  return probes;
}

std::vector<NoteRow> RunIndex::notes(const std::string& run) const {
  auto rows = m_impl->database->prepare("SELECT a, b, at FROM event WHERE run=? AND kind='note' ORDER BY attempt, seq");
  rows.bind(m_impl->idOf(run));
  std::vector<NoteRow> notes;
  while (rows.step()) notes.push_back({rows.text(0), rows.text(1), rows.text(2)});
  return notes;
}

std::vector<std::string> RunIndex::stages(const std::string& run) const {
  auto rows = m_impl->database->prepare("SELECT a FROM event WHERE run=? AND kind='stage' ORDER BY attempt, seq");
  rows.bind(m_impl->idOf(run));
  std::vector<std::string> stages;
  while (rows.step()) stages.push_back(rows.text(0));
  return stages;
}

}  // namespace ghost::store
