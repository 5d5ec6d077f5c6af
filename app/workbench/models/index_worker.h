#pragma once
#include <optional>

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include "models/run_library.h"

namespace ghost::workbench {

/// Lives in the index thread of a RunLibrary and owns the RunIndex; everything it says is a finished value.
class IndexWorker : public QObject {
  Q_OBJECT
 public:
  IndexWorker();
  void open(const QString& database, const QString& runs);  ///< empty runs = close
  void watch(const QString& run);
  void refresh();

 signals:
  /// `runs` tells which project the snapshot belongs to.
  void rows(const QString& runs, ghost::workbench::RunRows rows);
  void curves(const QString& run, ghost::workbench::Curves curves);
  void problem(const QString& sentence);

 private:
  void sendCurves();
  std::optional<store::RunIndex> m_index;
  QTimer m_timer;
  QElapsedTimer m_sinceCurves;     ///< end of the last reading of curves
  qint64 m_curvesCost = 0;         ///< milliseconds it took
  bool m_curvesDue = false;
  QString m_runs, m_watched;
  std::vector<store::RunRow> m_rows;
  bool m_announced = false;
};

}  // namespace ghost::workbench
