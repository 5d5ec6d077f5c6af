#pragma once
#include <map>

#include "jobs/slow_work.h"
#include "models/project_book.h"
#include "run/kept_samples.h"
#include "store/run_index.h"

namespace ghost::workbench {

/// Bootstrap samples of the runs that are compared: those kept on disk are read, the others drawn, one run after the other in the background, and announced as they
/// come. A run's samples stay until its lists change or the project does.
class RunSamples : public QObject {
  Q_OBJECT
 public:
  RunSamples(Activities& activities, QObject* parent);
  /// From now on these runs; what is there already stays. The work under way goes on where it is for one of them.
  void want(const run::Project& project, std::shared_ptr<const DataBook> data, const std::vector<const store::RunRow*>& runs);
  void clear();
  void cancel() { m_work.cancel(); }
  /// Null until they are there.
  const run::ListSamples* of(const QString& run) const;
  /// Wanted runs whose samples are there, and all that were wanted.
  int ready() const;
  int wanted() const { return static_cast<int>(m_wanted.size()); }
  bool isBusy() const { return m_work.isBusy(); }
  /// Why the last work ended early; empty while it goes on or is done.
  QString problem() const { return m_problem; }

 signals:
  void changed();

 private:
  struct Wanted {
    QString run;
    QString stamp;   ///< changes with the run's lists
    run::SampleRequest request;
  };
  struct Known {
    QString stamp;
    std::shared_ptr<const run::ListSamples> samples;   ///< null where they can't be had
  };
  void work();
  std::optional<run::Project> m_project;
  std::shared_ptr<const DataBook> m_data;
  std::vector<Wanted> m_wanted, m_asked;
  std::map<QString, Known> m_known;
  QString m_problem;
  SlowWork m_work;
};

}  // namespace ghost::workbench
