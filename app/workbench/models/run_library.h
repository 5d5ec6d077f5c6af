#pragma once
#include <filesystem>
#include <memory>
#include <vector>

#include <QObject>
#include <QThread>

#include "run/project.h"
#include "store/run_index.h"

namespace ghost::workbench {

using RunRows = std::shared_ptr<const std::vector<store::RunRow>>;
using Curves = std::shared_ptr<const std::vector<store::Curve>>;

/// The runs of the open project as the window knows them: a thread of its own keeps the SQLite index (<project>/ghost.db) up to date and hands out
/// snapshots. Asks the folders several times a second while a run is going on, else every two seconds. Signals arrive in the main thread.
class RunLibrary : public QObject {
  Q_OBJECT
 public:
  explicit RunLibrary(QObject* parent = nullptr);
  ~RunLibrary() override;

  void setProject(const run::Project* project);
  const std::vector<store::RunRow>& rows() const { return *m_rows; }
  /// Null when there is no such run.
  const store::RunRow* row(const QString& name) const;
  /// Curves of this run are kept up to date and announced; empty = none.
  void watchCurves(const QString& run);
  Curves curves() const { return m_curves; }
  QString watchedRun() const { return m_watched; }
  /// Looks at the folders now.
  void refresh();
  /// True once the first look at the project is over.
  bool isReady() const { return m_ready; }

 signals:
  void changed();        ///< rows
  void curvesChanged();
  /// The index can't be kept on disk; it is kept in memory instead.
  void problem(const QString& sentence);
  // To the index thread.
  void openWanted(const QString& database, const QString& runs);
  void watchWanted(const QString& run);
  void refreshWanted();

 private:
  QThread m_thread;
  RunRows m_rows;
  Curves m_curves;
  QString m_watched, m_runs;
  bool m_ready = false;
};

}  // namespace ghost::workbench
