#pragma once
#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

#include <QObject>
#include <QString>
#include <QTimer>

#include "jobs/job_request.h"
#include "run/project.h"
#include "run/run_folder.h"

namespace ghost::workbench {

/// A job that has no run folder yet, or whose run is going on. Finished ones leave the queue: their run folder says everything.
struct Job {
  QString id;
  JobRequest request;
  run::State state = run::State::Queued;       ///< Queued, Running, or Failed before it became a run
  bool held = false;                           ///< Queued, and found waiting when the project was opened: starts only after resumeQueue()
  QString run;                                 ///< once the worker accepted it
  QString error;
  QString addedAt;
};

/// Jobs of the open project, kept in <project>/jobs/<id>/ (command.jsonl is the worker's input, out.jsonl what it printed, process.json who it is), so a
/// closed and reopened window finds waiting jobs waiting and running ones running. One worker at a time, started detached; the window only reads files.
/// Opening a project starts nothing: what waited then is held until resumeQueue().
class JobQueue : public QObject {
  Q_OBJECT
 public:
  explicit JobQueue(QObject* parent = nullptr);
  ~JobQueue() override;
  /// Picks up the jobs of a project; null closes. Nothing of the project before is stopped.
  void setProject(const run::Project* project);
  const std::vector<Job>& jobs() const { return m_jobs; }
  int running() const;
  int waiting() const;
  /// Waiting jobs that start only after resumeQueue().
  int held() const;

  /// Lets the jobs that were found waiting take their turns.
  void resumeQueue();
  /// Asks every running job to stop after a checkpoint.
  void stopAll();
  /// Removes what waits; what runs goes on.
  void removeWaiting();
  /// Adds at the end and starts it when nothing runs. Returns the job's id. Throws Error{Resource} when the project can't be written.
  QString add(const JobRequest& request);
  /// A waiting or failed job is removed, a running one asked to stop after a checkpoint.
  void cancel(const QString& id);
  /// Asks the process that writes a run to stop, whoever started it; false when it can't be reached.
  bool stopRun(const run::RunFolder& folder);

 signals:
  void changed();
  void runStarted(const QString& run);
  /// `sentence` is the error of a failed job, empty otherwise.
  void jobEnded(const QString& run, const QString& sentence);
  /// In place of jobEnded() for a run that was asked to stop, or whose process went without a last word.
  void jobStopped(const QString& run, bool interrupted);

 private:
  struct Link;
  void poll();
  void startNext();
  void launch(Job& job);
  bool isTakenElsewhere(Job& job, Link& link);
  bool follow(Job& job, Link& link);
  void load(const std::filesystem::path& folder);
  void remove(const QString& id);
  std::filesystem::path folderOf(const QString& id) const;

  std::optional<run::Project> m_project;
  std::vector<Job> m_jobs;
  std::vector<std::unique_ptr<Link>> m_links;  // one a job, same order
  QTimer m_timer;
};

}  // namespace ghost::workbench
