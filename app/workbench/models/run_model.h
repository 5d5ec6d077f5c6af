#pragma once
#include <set>
#include <vector>

#include <QAbstractTableModel>
#include <QRegularExpression>

#include "jobs/job_queue.h"
#include "store/run_index.h"

namespace ghost::workbench {

/// Waiting jobs and all runs, newest first, as one table. Qt::UserRole sorts, nameRole is the run's folder name (empty for a job without one), jobRole the
/// job's id, stateRole the run::State, filterRole (of any column) what runFilter() looks into: title, state, folder and every parameter as key=value. The first column can be checkable: what is checked is the chosen set of a comparison.
class RunModel : public QAbstractTableModel {
  Q_OBJECT
 public:
  enum Column { Run, State, Recipe, Lengths, Seed, Started, Hr, HrHead, HrTail, Ndcg, NdcgTail, Mgu, Arp, Folder, Columns };
  static constexpr int sortRole = Qt::UserRole, nameRole = Qt::UserRole + 1, jobRole = Qt::UserRole + 2, stateRole = Qt::UserRole + 3, filterRole = Qt::UserRole + 4;
  explicit RunModel(QObject* parent = nullptr, bool checkable = false) : QAbstractTableModel(parent), m_checkable(checkable) {}

  /// Rows that stay keep their place and selection; only what changed is announced.
  void setRuns(const std::vector<store::RunRow>& runs);
  void setJobs(const std::vector<Job>& jobs);
  const std::set<QString>& checked() const { return m_checked; }
  void setChecked(std::set<QString> names);
  /// Row of a run, -1 when there is none.
  int rowOf(const QString& name) const;

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  bool setData(const QModelIndex& index, const QVariant& value, int role = Qt::EditRole) override;
  Qt::ItemFlags flags(const QModelIndex& index) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

 signals:
  void checkedChanged();

 private:
  QVariant jobData(const Job& job, int column, int role) const;
  QVariant runData(const store::RunRow& row, int column, int role) const;

  bool m_checkable;
  std::vector<Job> m_jobs;              ///< those without a run folder yet
  std::vector<store::RunRow> m_runs;
  std::set<QString> m_checked;
};

/// Every word of the text, in any order: in names anywhere, parameters from their beginning and whole (seed=3 is not seed=31). An empty text lets everything through.
QRegularExpression runFilter(const QString& text);

}  // namespace ghost::workbench
