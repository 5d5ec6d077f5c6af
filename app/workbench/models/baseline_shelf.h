#pragma once
#include "jobs/slow_work.h"
#include "models/project_book.h"
#include "run/baselines.h"

namespace ghost::workbench {

/// The untrained baselines of the project's data, computed in the background where they aren't kept (run/baselines.h).
class BaselineShelf : public QObject {
  Q_OBJECT
 public:
  BaselineShelf(Activities& activities, QObject* parent);
  /// `keepHistory` as in the runs they stand beside.
  void want(const run::Project& project, std::shared_ptr<const DataBook> data, bool keepHistory);
  void clear();
  const std::vector<run::Baseline>& all() const { return m_all; }
  bool isBusy() const { return m_work.isBusy(); }
  QString problem() const { return m_problem; }

 signals:
  void changed();

 private:
  std::shared_ptr<const DataBook> m_data;
  bool m_keep = true;
  std::vector<run::Baseline> m_all;
  QString m_problem;
  SlowWork m_work;
};

}  // namespace ghost::workbench
