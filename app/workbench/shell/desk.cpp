#include "shell/desk.h"

#include <algorithm>

#include "base/error.h"
#include "base/file_ops.h"
#include "models/run_facts.h"

namespace ghost::workbench {
namespace fs = std::filesystem;
namespace {

/// A run folder's own name and nothing else: no separators, no way up.
bool isPlainName(const QString& run) { return !run.isEmpty() && !run.contains('/') && !run.startsWith('.'); }

void moveFolder(const fs::path& from, const fs::path& to) {
  std::error_code error;
  if (!fs::exists(from, error)) throw dataError(from.string(), "there is no such run any more");
  if (fs::exists(to, error)) throw dataError(to.string(), "a run of this name is there already; rename or remove it first");
  createFolders(to.parent_path());
  fs::rename(from, to, error);
  if (error) throw resourceError(from.string(), "the run can't be moved to " + to.string() + " (" + error.message() + "); check the permissions of the project folder");
}

/// Topics of what is noticed.
const QString aboutData = QStringLiteral("data"), aboutVectors = QStringLiteral("vectors"), aboutIndex = QStringLiteral("index"), aboutTokens = QStringLiteral("tokens"), aboutJob = QStringLiteral("job"), aboutBuild = QStringLiteral("build");
QString aboutRun(const QString& run) { return QStringLiteral("run ") + run; }

}  // namespace

Desk::Desk(QObject* parent) : QObject(parent) {
  connect(&book, &ProjectBook::projectChanged, this, [this] {
    const run::Project* project = book.project();
    for (const QString& topic : {aboutData, aboutVectors, aboutIndex, aboutTokens, aboutJob, aboutBuild}) emit settled(topic);
    for (const auto& [run, seen] : m_failed) emit settled(aboutRun(run));
    m_failed.clear();
    activities.end(m_reading);
    if (project) m_reading = activities.begin(tr("Reading the data of %1").arg(QString::fromStdString(project->name)));
    selection.setProject(project ? QString::fromStdString(project->folder.string()) : QString());
    runs.setProject(project);
    queue.setProject(project);
    tokens.setData(nullptr);
    tokens.refresh(project, {});
  });
  connect(&book, &ProjectBook::changedOnDisk, this, [this] { attempt([this] { book.readAgain(); }); });
  connect(&book, &ProjectBook::dataChanged, this, [this] {
    activities.end(m_reading);
    tokens.setData(book.data());
    tokens.refresh(book.project(), runs.rows());
    if (book.dataProblem().isEmpty()) emit settled(aboutData);
    else emit noticed(aboutData, book.dataProblem(), true);
    if (!book.data() || book.data()->vectorsProblem.empty()) emit settled(aboutVectors);
    else emit noticed(aboutVectors, QString::fromStdString(book.data()->vectorsProblem), true);
  });
  connect(&runs, &RunLibrary::changed, this, [this] {
    settleRuns();
    const QString stamp = selection.project() + stampOf(runs.rows());
    if (std::exchange(m_runsStamp, stamp) != stamp) tokens.refresh(book.project(), runs.rows());  // how far a run is changes no tokens
    if (!m_awaited.isEmpty() && runs.row(m_awaited)) {
      selection.setRun(m_awaited);
      m_awaited.clear();
    }
    // A run that went can't stay selected; without a choice the newest is it.
    if (!selection.run().isEmpty() && !runs.row(selection.run())) selection.setRun({});
    if (selection.run().isEmpty() && !runs.rows().empty()) selection.setRun(QString::fromStdString(runs.rows().front().name));
  });
  connect(&runs, &RunLibrary::problem, this, [this](const QString& sentence) { emit noticed(aboutIndex, sentence, true); });
  connect(&selection, &Selection::tokensChanged, this, [this] { tokens.choose(selection.tokens()); });
  connect(&tokens, &TokenShelf::bookChanged, this, [this] {
    if (tokens.problem().isEmpty()) emit settled(aboutTokens);
    else emit noticed(aboutTokens, tokens.problem(), true);
  });
  connect(&build, &TokenBuild::built, this, [this](const QString& name) {
    std::error_code ignored;
    if (book.project() && fs::exists(book.project()->artifacts() / name.toStdString(), ignored)) {  // another project may be open by now
      tokens.refresh(book.project(), runs.rows());
      selection.setTokens(QStringLiteral("artifact:") + name);
    }
    emit noticed(aboutBuild, tr("The tokens %1 are built.").arg(name), false);
  });
  connect(&build, &TokenBuild::failed, this, [this](const QString& sentence) { emit noticed(aboutBuild, sentence, true); });
  connect(&queue, &JobQueue::runStarted, this, [this](const QString& run) {
    emit settled(aboutJob);
    runs.refresh();
    m_awaited = run;
    if (runs.row(run)) selection.setRun(run);
  });
  connect(&queue, &JobQueue::jobStopped, this, [this](const QString& run, bool interrupted) {
    runs.refresh();
    if (interrupted) m_failed[run] = false;
    emit noticed(aboutRun(run), interrupted ? tr("Run %1 was interrupted: its process is gone without a last word. Resume goes on from its newest checkpoint.").arg(run) : tr("Run %1 was stopped after a checkpoint. Resume goes on from there.").arg(run), interrupted);
  });
  connect(&queue, &JobQueue::jobEnded, this, [this](const QString& run, const QString& sentence) {
    runs.refresh();
    if (sentence.isEmpty()) {
      if (!run.isEmpty()) emit noticed(aboutRun(run), tr("Run %1 is over.").arg(run), false);
      return;
    }
    if (!run.isEmpty()) m_failed[run] = false;
    emit noticed(run.isEmpty() ? aboutJob : aboutRun(run), sentence, true);
  });
}

/// A failure is over when its run is gone or goes on. The index lags behind the worker, so the end has to be seen first.
void Desk::settleRuns() {
  for (auto failed = m_failed.begin(); failed != m_failed.end();) {
    auto& [run, seen] = *failed;
    const auto* row = runs.row(run);
    const bool over = row && row->state != run::State::Running;
    if (over || !seen) {
      seen |= over;
      ++failed;
      continue;
    }
    emit settled(aboutRun(run));
    failed = m_failed.erase(failed);
  }
}

bool Desk::resumeRun(const QString& run) { return queueAgain(run, false); }
bool Desk::startOver(const QString& run) { return queueAgain(run, true); }

bool Desk::queueAgain(const QString& run, bool startOver) {
  return attempt([&] {
    const auto* row = runs.row(run);
    if (!row) throw usageError(run.isEmpty() ? "resume" : run.toStdString(), "there is no such run; select one in the table");
    std::error_code ignored;
    const bool listless = row->state == run::State::Finished && !fs::exists(book.project()->runs() / run.toStdString() / "lists" / "test.jsonl.zst", ignored);
    const bool busy = row->state == run::State::Running || row->state == run::State::Queued;
    const bool queued = std::any_of(queue.jobs().begin(), queue.jobs().end(), [&](const Job& job) { return job.request.resume == run && job.error.isEmpty(); });
    if (busy || queued) throw usageError(run.toStdString(), queued ? "the run is in the queue already" : "the run is going on");
    if (!startOver && !canGoOn(*row) && !listless) throw usageError(run.toStdString(), "the run is finished, there is nothing to go on with");
    const auto backend = row->manifest.find("backend");
    queue.add({QString::fromStdString(row->recipe), OrderedJson::object(), run, backend != row->manifest.end() && backend->is_string() ? QString::fromStdString(backend->get<std::string>()) : QString(), OrderedJson::object(), startOver});
    emit told(queue.waiting() > 0 ? tr("%1 is queued to go on.").arg(run) : tr("%1 goes on.").arg(run), false);
  });
}

bool Desk::attempt(const std::function<void()>& command) {
  try {
    command();
    return true;
  } catch (const std::exception& error) {
    emit told(QString::fromUtf8(error.what()), true);
    return false;
  }
}

bool Desk::openProject(const QString& folder) {
  return attempt([&] { book.open(folder.toStdString()); });
}

void Desk::closeProject() { book.close(); }

bool Desk::trashRun(const QString& run) {
  return attempt([&] {
    if (!book.project() || !isPlainName(run)) throw usageError(run.toStdString(), "there is no such run");
    const auto* row = runs.row(run);
    if (row && row->state == run::State::Running) throw usageError(run.toStdString(), "the run is going on; stop it first");
    moveFolder(book.project()->runs() / run.toStdString(), book.project()->folder / "trash" / run.toStdString());
    runs.refresh();
    emit trashChanged();
    emit told(tr("%1 is in the trash; Run > Restore from Trash brings it back.").arg(run), false);
  });
}

bool Desk::restoreRun(const QString& run) {
  return attempt([&] {
    if (!book.project() || !isPlainName(run)) throw usageError(run.toStdString(), "there is no such run in the trash");
    moveFolder(book.project()->folder / "trash" / run.toStdString(), book.project()->runs() / run.toStdString());
    runs.refresh();
    emit trashChanged();
    emit told(tr("%1 is back.").arg(run), false);
  });
}

QStringList Desk::trashedRuns() const {
  QStringList names;
  if (!book.project()) return names;
  for (const auto& folder : run::RunFolder::list(book.project()->folder / "trash")) names += QString::fromStdString(folder.name());
  return names;
}

void Desk::setMode(theme::Mode mode) {
  if (mode == m_mode) return;
  m_mode = mode;
  emit modeChanged(mode);
}

}  // namespace ghost::workbench
