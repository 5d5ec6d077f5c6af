#include "models/run_library.h"

#include <algorithm>

#include "base/error.h"
#include "models/index_worker.h"

namespace ghost::workbench {

namespace {
constexpr int busyInterval = 400, idleInterval = 2000;  // milliseconds
constexpr int curvesShare = 25;  // a long run's curves are read so seldom that they take a twenty-fifth of the time
}

IndexWorker::IndexWorker() : m_timer(this) {
  connect(&m_timer, &QTimer::timeout, this, &IndexWorker::refresh);
}

void IndexWorker::open(const QString& database, const QString& runs) {
  m_timer.stop();
  m_index.reset();
  m_runs = runs;
  m_rows.clear();
  m_watched.clear();
  m_announced = m_curvesDue = false;
  if (runs.isEmpty()) return;
  try {
    m_index.emplace(database.toStdString());
  } catch (const Error& error) {
    emit problem(QString::fromUtf8(error.what()));
    m_index.emplace(std::filesystem::path());
  }
  refresh();
}

void IndexWorker::watch(const QString& run) {
  m_watched = run;
  m_sinceCurves.invalidate();  // another run is shown at once
  if (m_index && !run.isEmpty()) sendCurves();
}

void IndexWorker::sendCurves() {
  if (m_sinceCurves.isValid() && m_sinceCurves.elapsed() < m_curvesCost * curvesShare) return;
  QElapsedTimer clock;
  clock.start();
  emit curves(m_watched, std::make_shared<const std::vector<store::Curve>>(m_index->curves(m_watched.toStdString())));
  m_curvesCost = clock.elapsed();
  m_sinceCurves.start();
  m_curvesDue = false;
}

void IndexWorker::refresh() {
  if (!m_index) return;
  try {
    const auto changes = m_index->refresh(m_runs.toStdString());
    const auto told = [&](const std::string& name) { return std::find(changes.runs.begin(), changes.runs.end(), name) != changes.runs.end(); };
    if (!m_announced || !changes.removed.empty()) {
      m_rows = m_index->runs();
    } else {
      for (const auto& name : changes.runs) {
        auto fresh = m_index->run(name);
        const auto known = std::find_if(m_rows.begin(), m_rows.end(), [&](const store::RunRow& row) { return row.name == name; });
        if (known != m_rows.end()) *known = std::move(*fresh);
        else m_rows.insert(std::upper_bound(m_rows.begin(), m_rows.end(), name, [](const std::string& n, const store::RunRow& row) { return n > row.name; }), std::move(*fresh));
      }
    }
    if (!m_announced || !changes.empty()) emit rows(m_runs, std::make_shared<const std::vector<store::RunRow>>(m_rows));
    m_announced = true;
    m_curvesDue |= told(m_watched.toStdString());
    if (!m_watched.isEmpty() && m_curvesDue) sendCurves();
  } catch (const Error& error) {
    emit problem(QString::fromUtf8(error.what()));
    // A disk that is full now may have room later; what is in memory goes on until then.
    m_index.emplace(std::filesystem::path());
    m_announced = false;
  }
  const bool busy = std::any_of(m_rows.begin(), m_rows.end(), [](const store::RunRow& row) { return row.state == run::State::Running || row.state == run::State::Queued; });
  m_timer.start(busy ? busyInterval : idleInterval);
}

RunLibrary::RunLibrary(QObject* parent)
    : QObject(parent), m_rows(std::make_shared<const std::vector<store::RunRow>>()), m_curves(std::make_shared<const std::vector<store::Curve>>()) {
  qRegisterMetaType<RunRows>("ghost::workbench::RunRows");
  qRegisterMetaType<Curves>("ghost::workbench::Curves");
  auto* worker = new IndexWorker;
  worker->moveToThread(&m_thread);
  connect(&m_thread, &QThread::finished, worker, &QObject::deleteLater);
  connect(this, &RunLibrary::openWanted, worker, &IndexWorker::open);
  connect(this, &RunLibrary::watchWanted, worker, &IndexWorker::watch);
  connect(this, &RunLibrary::refreshWanted, worker, &IndexWorker::refresh);
  connect(worker, &IndexWorker::problem, this, &RunLibrary::problem);
  connect(worker, &IndexWorker::rows, this, [this](const QString& runs, const RunRows& rows) {
    if (runs != m_runs) return;
    m_rows = rows;
    m_ready = true;
    emit changed();
  });
  connect(worker, &IndexWorker::curves, this, [this](const QString& run, const Curves& curves) {
    if (run != m_watched) return;
    m_curves = curves;
    emit curvesChanged();
  });
  m_thread.setObjectName(QStringLiteral("run index"));
  m_thread.start();
}

RunLibrary::~RunLibrary() {
  m_thread.quit();
  m_thread.wait();
}

void RunLibrary::setProject(const run::Project* project) {
  m_rows = std::make_shared<const std::vector<store::RunRow>>();
  m_curves = std::make_shared<const std::vector<store::Curve>>();
  m_watched.clear();
  m_ready = false;
  m_runs = project ? QString::fromStdString(std::filesystem::absolute(project->runs()).string()) : QString();
  emit openWanted(project ? QString::fromStdString((project->folder / "ghost.db").string()) : QString(), m_runs);
  emit changed();
}

const store::RunRow* RunLibrary::row(const QString& name) const {
  const std::string wanted = name.toStdString();
  const auto found = std::find_if(m_rows->begin(), m_rows->end(), [&](const store::RunRow& row) { return row.name == wanted; });
  return found == m_rows->end() ? nullptr : &*found;
}

void RunLibrary::watchCurves(const QString& run) {
  if (run == m_watched) return;
  m_watched = run;
  m_curves = std::make_shared<const std::vector<store::Curve>>();
  emit watchWanted(run);
  emit curvesChanged();
}

void RunLibrary::refresh() { emit refreshWanted(); }

}  // namespace ghost::workbench
